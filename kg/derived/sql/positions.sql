-- Who supports or opposes whom or what, by a claim.
--
-- Takes: claims, links, mentions
-- Columns: claim, statement, who, for_whom, stance, towards, topics, content, during, teller, checked, standing, coded
SELECT DISTINCT c.claim, c.event AS statement, m.actor AS who, m.behalf AS for_whom, l.link AS stance,
  l.target AS towards, c.topics, c.content, c.during, c.teller, c.checked, c.standing, c.coded
FROM claims c
JOIN links l ON l.claim = c.claim AND l.link IN ('supports', 'opposes')
JOIN mentions m ON m.claim = c.claim
WHERE c.layer = 'stance'
