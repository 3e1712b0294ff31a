-- Where somebody belongs, one step up: what it is a part of, else the bodies whose offices it held, and when.
--
-- A person who has neither belongs to whoever it is told to act for, where that is one alone; what a program says of
-- that counts where no curator says anything.
-- Takes: actors, tenures, behalves
-- Columns: actor, higher, since, until
WITH serving AS (
  SELECT DISTINCT t.holder AS actor, o.higher, t.earliest AS since, t.latest AS until
  FROM tenures t
  JOIN actors o ON o.actor = t.office
  LEFT JOIN actors h ON h.actor = t.holder
  WHERE o.higher IS NOT NULL AND h.higher IS NULL
), acting AS (
  SELECT b.actor, min(b.behalf) AS higher
  FROM behalves b
  JOIN actors a ON a.actor = b.actor
  WHERE a.person AND a.higher IS NULL AND b.actor NOT IN (SELECT actor FROM serving)
    AND (NOT b.coded OR b.actor NOT IN (SELECT actor FROM behalves WHERE NOT coded))
  GROUP BY b.actor
  HAVING count(DISTINCT b.behalf) = 1
)
SELECT actor, higher, CAST(NULL AS DATE) AS since, CAST(NULL AS DATE) AS until FROM actors WHERE higher IS NOT NULL
UNION ALL
SELECT actor, higher, since, until FROM serving
UNION ALL
SELECT actor, higher, CAST(NULL AS DATE), CAST(NULL AS DATE) FROM acting
