-- The coded part of the answer to hosted.rq. Takes holders (of offices): an office is no guest beside who holds it.
WITH hosting AS (
  SELECT c.claim, c.date, c.earliest, c.type, c.place, c.teller, p.actor AS host
  FROM coded_claims c JOIN coded_parts p ON p.claim = c.claim
  WHERE p.role = 'host' AND p.status = 'exercised' AND list_contains($kinds, c.type)
    AND ($host IS NULL OR p.actor = $host)
), guests AS (
  SELECT p.claim, string_agg(DISTINCT p.actor, '+' ORDER BY p.actor) AS guests
  FROM coded_parts p
  WHERE p.claim IN (SELECT claim FROM hosting) AND p.role <> 'host' AND p.status = 'exercised'
    AND NOT EXISTS (FROM coded_parts o WHERE o.claim = p.claim AND o.actor = p.actor AND o.role = 'host')
    AND NOT EXISTS (
      FROM holders h JOIN coded_parts o ON o.actor = h.holder WHERE h.office = p.actor AND o.claim = p.claim
    )
  GROUP BY p.claim
)
SELECT h.date, h.host AS hosted_by, g.guests, h.type AS channel, h.place, h.claim AS event, h.teller AS according_to,
  h.claim, CAST(h.earliest AS VARCHAR) AS earliest
FROM hosting h JOIN guests g ON g.claim = h.claim
ORDER BY h.earliest NULLS FIRST, h.claim, h.host
