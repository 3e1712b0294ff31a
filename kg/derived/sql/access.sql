-- Which sides of a conflict a third party has access to: how many talks it had with each, the first and the last.
--
-- The last is that which may have begun last; `latest` is the last day on which it may have been. Empty where the day
-- of none is known. `caveat` is what speaks against the last, where something does against each of them.
-- Takes: encounters
-- Columns: conflict, side, third_party, for_whom, contacts, earliest, latest, caveat
WITH ranked AS (
  SELECT *,
    row_number() OVER (
      PARTITION BY conflict, side, third_party, for_whom
      ORDER BY CASE WHEN earliest IS NULL AND latest IS NULL THEN 1 ELSE 0 END, COALESCE(earliest, latest) DESC,
        latest DESC, event, claim
    ) AS place
  FROM encounters
)
SELECT conflict, side, third_party, for_whom, count(DISTINCT event) AS contacts, min(earliest) AS earliest,
  max(CASE WHEN place = 1 THEN rival_latest END) AS latest,
  CASE WHEN count(*) = count(caveat) THEN max(CASE WHEN place = 1 THEN caveat END) END AS caveat
FROM ranked
GROUP BY conflict, side, third_party, for_whom
