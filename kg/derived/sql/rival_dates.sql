-- Two claims about the days of an event which no day can both be. What was announced for one may be held on another.
--
-- Takes: shared_statements, classes
-- Columns: about, differs, whose, value, other_value, said, other_said, claim, other_claim, speaker, other_speaker
SELECT s.event AS about, 'date' AS differs, CAST(NULL AS VARCHAR) AS whose, s.date AS value, o.date AS other_value,
  s.date AS said, o.date AS other_said, s.claim, o.claim AS other_claim, CAST(NULL AS VARCHAR) AS speaker,
  CAST(NULL AS VARCHAR) AS other_speaker
FROM shared_statements s
JOIN shared_statements o ON o.event = s.event AND o.happened = s.happened AND s.claim < o.claim
JOIN classes c ON c.class = s.class AND c.occurs
WHERE s.latest < o.earliest OR o.latest < s.earliest
