-- Whose words somebody's are: its own, and those of whom it stands for, is told to act for, or holds an office of.
--
-- A news organization speaks for nobody.
-- Takes: stands_for, behalves, tenures, actors
-- Columns: speaker, side
WITH told AS (
  SELECT actor AS speaker, higher AS side FROM stands_for
  UNION
  SELECT actor, behalf FROM behalves
  UNION
  SELECT t.holder, a.higher FROM tenures t JOIN actors a ON a.actor = t.office WHERE a.higher IS NOT NULL
)
SELECT t.speaker, t.side FROM told t JOIN actors a ON a.actor = t.speaker WHERE a.class <> 'NewsOrganization'
