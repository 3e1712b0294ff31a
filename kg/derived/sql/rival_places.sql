-- Two claims about the place of an event of which neither is within the other.
--
-- Takes: shared_statements, place_parts
-- Columns: about, differs, whose, value, other_value, said, other_said, claim, other_claim, speaker, other_speaker
SELECT s.event AS about, 'place' AS differs, CAST(NULL AS VARCHAR) AS whose, s.place AS value, o.place AS other_value,
  s.place AS said, o.place AS other_said, s.claim, o.claim AS other_claim, CAST(NULL AS VARCHAR) AS speaker,
  CAST(NULL AS VARCHAR) AS other_speaker
FROM shared_statements s
JOIN shared_statements o ON o.event = s.event AND o.happened = s.happened AND s.claim < o.claim AND o.place <> s.place
LEFT JOIN place_parts i ON i.place = s.place AND i.around = o.place
LEFT JOIN place_parts a ON a.place = o.place AND a.around = s.place
WHERE i.place IS NULL AND a.place IS NULL
