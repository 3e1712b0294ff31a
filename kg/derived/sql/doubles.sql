-- In which events an office is named, and the person who holds it as well: there the office is nobody else.
--
-- Takes: tenures, parts
-- Columns: office, event
SELECT DISTINCT t.office, p.event
FROM (SELECT DISTINCT office, holder FROM tenures) t
JOIN parts o ON o.actor = t.office
JOIN parts p ON p.event = o.event AND p.actor = t.holder
