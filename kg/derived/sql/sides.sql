-- Of which side of a conflict somebody is: that of the nearest party to it that it stands for, or is.
--
-- Takes: stands_for, parties
-- Columns: conflict, actor, side, since, until
WITH ranked AS (
  SELECT p.conflict, s.actor, p.side, s.since, s.until,
    dense_rank() OVER (PARTITION BY p.conflict, s.actor, s.since, s.until ORDER BY s.steps) AS place
  FROM stands_for s JOIN parties p ON p.party = s.higher
)
SELECT DISTINCT conflict, actor, side, since, until FROM ranked WHERE place = 1
