-- The coded part of the answer to claims.rq: claims that name $about anywhere, or whose words are those of $about;
-- $topic is the same as a topic, $part_of the claim that it is a part of.
SELECT c.claim AS statement, c.type, c.content, c.date, c.source, c.teller AS according_to, c.claim
FROM coded_claims c
WHERE c.teller = $about
  OR c.claim = $part_of
  OR c.claim = $about
  OR (c.sign <> '' AND (c.first = $about OR c.second = $about OR c.first_for = $about))
  OR (c.sign = '' AND c.place = $about)
  OR c.during = $about
  OR c.concern_actor = $about
  OR (c.concern_actor IS NOT NULL AND c.concern_for = $about)
  OR list_contains(c.topics, $topic)
  OR c.claim IN (SELECT claim FROM coded_parts WHERE actor = $about OR behalf = $about OR office = $about)
ORDER BY c.date, c.claim
