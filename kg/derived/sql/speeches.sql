-- Who said what to whom, by a claim: acts with their speaker, each addressee, and what they answer.
--
-- `of_whom` is of whom something is demanded, where not of the addressee. An act without a date has that of the contact
-- in which it was said.
-- Takes: claims, parts, links, days
-- Columns: claim, act, act_type, who, for_whom, whom, whom_for, of_whom, content, topics, during, answers, date,
--   earliest, teller,
--   checked, standing, coded
SELECT DISTINCT c.claim, c.event AS act, c.class AS act_type, s.actor AS who, s.behalf AS for_whom, h.actor AS whom,
  h.behalf AS whom_for, o.target AS of_whom, c.content,
  c.topics, c.during, a.target AS answers, COALESCE(c.date, d.date) AS date,
  d.earliest, c.teller, c.checked, c.standing, c.coded
FROM claims c
JOIN parts s ON s.claim = c.claim AND s.role = 'speaker'
LEFT JOIN parts h ON h.claim = c.claim AND h.role = 'addressee'
LEFT JOIN links o ON o.claim = c.claim AND o.link = 'demandedOf'
LEFT JOIN links a ON a.claim = c.claim AND a.link = 'answers'
LEFT JOIN days d ON d.event = c.event
WHERE c.layer = 'act'
