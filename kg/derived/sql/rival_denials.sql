-- What somebody denies, and somebody else claims. Who says so is the speaker of an act, else whose words it passes on.
--
-- Takes: statements, compared, links, parts, classes
-- Columns: about, differs, whose, value, other_value, said, other_said, claim, other_claim, speaker, other_speaker
WITH speakers AS (
  SELECT claim, event, min(actor) AS speaker FROM parts WHERE role = 'speaker' GROUP BY claim, event
)
SELECT DISTINCT d.target AS about, CASE WHEN a.target IS NULL THEN 'denied' ELSE 'membership' END AS differs,
  m.target AS whose, COALESCE(a.target, s.content, c.label) AS value, 'denied' AS other_value,
  COALESCE(a.target, 'stated') AS said, 'denied' AS other_said, s.claim, d.claim AS other_claim, p.speaker,
  o.speaker AS other_speaker
FROM links d
JOIN compared e ON e.claim = d.claim AND e.about = d.target AND e.said = 'denied'
JOIN statements s ON s.event = d.target
JOIN compared f ON f.claim = s.claim AND f.about = s.event AND f.said = 'stated'
JOIN classes c ON c.class = s.class
LEFT JOIN links m ON m.claim = s.claim AND m.event = s.event AND m.link = 'member'
LEFT JOIN links a ON a.claim = s.claim AND a.event = s.event AND a.link = 'affiliatedWith' AND m.target IS NOT NULL
LEFT JOIN speakers p ON p.claim = s.claim AND p.event = s.event
LEFT JOIN speakers o ON o.claim = d.claim AND o.event = d.event
WHERE d.link = 'denies'
