-- How many publishers say what rival claims say: a day, a place, a role of somebody, a membership; that it was, or was
-- not.
--
-- Takes: rival_claims, statements, parts, links, sources
-- Columns: about, said, publishers
WITH matters AS (
  SELECT DISTINCT about FROM rival_claims
), told AS (
  SELECT event AS about, date AS said, claim FROM statements WHERE date IS NOT NULL
  UNION
  SELECT event, place, claim FROM statements WHERE place IS NOT NULL
  UNION
  SELECT event, 'stated', claim FROM statements
  UNION
  SELECT event, actor || ' ' || role, claim FROM parts WHERE status = 'exercised'
  UNION
  SELECT target, 'denied', claim FROM links WHERE link = 'denies'
  UNION
  SELECT event, target, claim FROM links WHERE link = 'affiliatedWith'
)
SELECT t.about, t.said, count(DISTINCT s.publisher) AS publishers
FROM told t
JOIN matters m ON m.about = t.about
JOIN statements c ON c.claim = t.claim
JOIN sources s ON s.source = c.source
GROUP BY t.about, t.said
