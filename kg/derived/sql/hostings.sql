-- Who hosted which contact that was held, by a claim, and between whom.
--
-- Guests are all who took part, by any claim, and did not host; an office is none beside the person who holds it.
-- Takes: claims, parts, doubles, days
-- Columns: claim, event, channel, host, guests, place, number, date, earliest, teller, checked, standing, coded
WITH hosting AS (
  SELECT DISTINCT p.claim, p.event, p.actor AS host
  FROM parts p JOIN claims c ON c.claim = p.claim
  WHERE p.role = 'host' AND p.status = 'exercised' AND c.layer = 'contact' AND c.happened = 'held'
), hosts AS (
  SELECT DISTINCT event, actor FROM parts WHERE role = 'host'
), guests AS (
  SELECT DISTINCT p.event, p.actor
  FROM parts p
  JOIN (SELECT DISTINCT event FROM hosting) e ON e.event = p.event
  LEFT JOIN hosts o ON o.event = p.event AND o.actor = p.actor
  LEFT JOIN doubles d ON d.office = p.actor AND d.event = p.event
  WHERE p.role <> 'host' AND p.status = 'exercised' AND o.actor IS NULL AND d.office IS NULL
), listed AS (
  SELECT event, actor,
    group_concat(actor, '+') OVER (
      PARTITION BY event ORDER BY actor ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS guests
  FROM guests
), places AS (
  SELECT event, min(place) AS place FROM claims WHERE place IS NOT NULL GROUP BY event
)
SELECT DISTINCT h.claim, h.event, c.class AS channel, h.host, g.guests, w.place, c.number, d.date,
  d.earliest, c.teller, c.checked, c.standing, c.coded
FROM hosting h
JOIN claims c ON c.claim = h.claim
JOIN listed g ON g.event = h.event
LEFT JOIN days d ON d.event = h.event
LEFT JOIN places w ON w.event = h.event
