-- Whom somebody stands for, through all steps: its body, the body of that, and so on; itself at step 0.
--
-- `since` and `until` are the days of the office by which it does, where that is what tells.
-- Takes: actors, homes
-- Columns: actor, higher, steps, since, until
WITH RECURSIVE above(actor, higher, steps, since, until) AS (
  SELECT actor, actor, 0, CAST(NULL AS DATE), CAST(NULL AS DATE) FROM actors
  UNION
  SELECT a.actor, h.higher, a.steps + 1, COALESCE(h.since, a.since), COALESCE(h.until, a.until)
  FROM above a JOIN homes h ON h.actor = a.higher
  WHERE a.steps < 12 AND h.higher <> a.actor
)
SELECT actor, higher, steps, since, until FROM above
