-- The coded part of the answer to acts.rq. Of no act a code tells what it answers, or of whom else it demands something.
SELECT c.date, c.type AS act_type, s.actor AS "by", s.behalf AS "for", h.actor AS "to", c.content AS what, c.during,
  c.teller AS according_to, c.claim AS act, c.claim
FROM coded_claims c
JOIN coded_parts s ON s.claim = c.claim AND s.role = 'speaker'
LEFT JOIN coded_parts h ON h.claim = c.claim AND h.role = 'addressee'
WHERE list_contains($kinds, c.type)
  AND ($topic IS NULL OR list_contains(c.topics, $topic))
  AND ($actor IS NULL OR s.actor = $actor OR s.behalf = $actor)
ORDER BY c.date, c.claim, h.actor NULLS FIRST, s.actor
