-- Which state, or other whole, somebody counts for: the nearest side of a conflict above it, else what is highest.
--
-- A part of a state that is a side of its own is lifted no further.
-- Takes: stands_for, parties
-- Columns: actor, state, since, until
WITH ranked AS (
  SELECT s.actor, s.higher, s.since, s.until,
    row_number() OVER (
      PARTITION BY s.actor, s.since, s.until
      ORDER BY CASE WHEN p.party IS NULL THEN 1 ELSE 0 END, CASE WHEN p.party IS NULL THEN -s.steps ELSE s.steps END,
        s.higher
    ) AS place
  FROM stands_for s
  LEFT JOIN (SELECT DISTINCT party FROM parties) p ON p.party = s.higher
  WHERE s.steps > 0 AND s.actor NOT IN (SELECT party FROM parties)
)
SELECT actor, higher AS state, since, until FROM ranked WHERE place = 1
