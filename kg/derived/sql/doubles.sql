-- In which events an office is named, and the person who holds it as well: there the office is nobody else.
--
-- Takes: tenures, parts
-- Columns: office, event
SELECT DISTINCT t.office, p.event
FROM tenures t JOIN parts p ON p.actor = t.holder
