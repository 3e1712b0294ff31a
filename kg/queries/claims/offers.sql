-- The coded part of the answer to offers.rq. No code tells what an act answers: all are open.
SELECT c.date, c.type, s.actor AS "by", s.behalf AS "for", h.actor AS "to", c.content AS what,
  c.concern_actor || ' as ' || c.concern_role AS role, 'open' AS stands, c.claim AS offer, c.claim
FROM coded_claims c
JOIN coded_parts s ON s.claim = c.claim AND s.role = 'speaker'
LEFT JOIN coded_parts h ON h.claim = c.claim AND h.role = 'addressee'
WHERE c.type IN ('Offer', 'Request')
  AND ($state IS NULL OR $state = 'open')
  AND ($actor IS NULL OR s.actor = $actor OR s.behalf = $actor OR h.actor = $actor OR h.behalf = $actor)
ORDER BY c.date, c.claim, h.actor NULLS FIRST, s.actor
