-- Who tells of what rival claims are about first-hand: who has a part in it, or belongs to or speaks for one who has.
--
-- Takes: rival_claims, parts, links, actors, speaks_for
-- Columns: about, party
WITH matters AS (
  SELECT DISTINCT about FROM rival_claims
), parties AS (
  SELECT event AS about, actor AS side FROM parts
  UNION
  SELECT event, behalf FROM parts WHERE behalf IS NOT NULL
  UNION
  SELECT event, target FROM links WHERE link IN ('member', 'affiliatedWith')
  UNION
  SELECT l.event, a.higher FROM links l JOIN actors a ON a.actor = l.target
  WHERE l.link = 'affiliatedWith' AND a.higher IS NOT NULL
)
SELECT DISTINCT p.about, s.speaker AS party
FROM parties p JOIN matters m ON m.about = p.about JOIN speaks_for s ON s.side = p.side
