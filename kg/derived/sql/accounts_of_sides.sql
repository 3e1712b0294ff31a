-- Who gives an account of a contact that was held, for which side of it, by which claim first.
--
-- Takes: shared_statements, classes, parts, actors, speaks_for
-- Columns: about, speaker, side, claim
WITH contacts_told AS (
  SELECT s.event, s.claim, s.teller
  FROM shared_statements s JOIN classes c ON c.class = s.class
  WHERE c.layer = 'contact' AND s.happened = 'held' AND s.teller IS NOT NULL
), sides_of AS (
  SELECT DISTINCT p.event, COALESCE(p.behalf, a.higher, p.actor) AS side
  FROM parts p LEFT JOIN actors a ON a.actor = p.actor
  WHERE p.status = 'exercised' AND p.event IN (SELECT event FROM contacts_told)
)
SELECT t.event AS about, t.teller AS speaker, s.side, min(t.claim) AS claim
FROM contacts_told t
JOIN sides_of s ON s.event = t.event
JOIN speaks_for f ON f.speaker = t.teller AND f.side = s.side
GROUP BY t.event, t.teller, s.side
