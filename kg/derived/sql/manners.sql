-- In which manner those in a contact met, by a claim: as it says itself, else as the others say, where these agree.
--
-- Takes: statements
-- Columns: claim, manner
WITH told AS (
  SELECT event, min(manner) AS manner FROM statements
  WHERE manner IS NOT NULL GROUP BY event HAVING count(DISTINCT manner) = 1
)
SELECT s.claim, COALESCE(s.manner, t.manner) AS manner
FROM statements s LEFT JOIN told t ON t.event = s.event
WHERE s.manner IS NOT NULL OR t.manner IS NOT NULL
