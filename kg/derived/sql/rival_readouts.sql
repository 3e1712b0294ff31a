-- Two accounts of one contact by speakers of two sides of it, and what only one of them tells: topics, and acts in it.
--
-- An account is all that a speaker is cited with, in whatever source. Who tells nothing gives none.
-- Takes: accounts_of_sides, statements, links, classes
-- Columns: about, differs, whose, value, other_value, said, other_said, claim, other_claim, speaker, other_speaker
WITH pairs AS (
  SELECT DISTINCT a.about, a.claim, a.speaker, o.claim AS other_claim, o.speaker AS other_speaker
  FROM accounts_of_sides a
  JOIN accounts_of_sides o ON o.about = a.about AND o.speaker <> a.speaker AND o.side <> a.side
), acts AS (
  SELECT s.claim, s.event, s.during, s.teller, s.content, c.label
  FROM statements s JOIN classes c ON c.class = s.class
  WHERE s.during IN (SELECT about FROM pairs)
), told AS (
  SELECT s.event AS about, s.teller AS speaker, l.target AS thing
  FROM statements s JOIN links l ON l.claim = s.claim AND l.event = s.event AND l.link = 'topic'
  WHERE s.event IN (SELECT about FROM pairs)
  UNION
  SELECT a.during, a.teller, l.target FROM acts a JOIN links l
    ON l.claim = a.claim AND l.event = a.event AND l.link = 'topic'
  UNION
  SELECT during, teller, event FROM acts
), words AS (
  SELECT event AS thing, label || COALESCE(': ' || min(content), '') AS word FROM acts GROUP BY event, label
), extras AS (
  SELECT DISTINCT p.about, p.claim, p.other_claim, CASE WHEN w.thing IS NULL THEN 0 ELSE 1 END AS kind, t.thing,
    CASE WHEN o.thing IS NULL THEN COALESCE(w.word, t.thing) END AS word
  FROM pairs p
  JOIN told t ON t.about = p.about AND t.speaker = p.speaker
  LEFT JOIN told o ON o.about = p.about AND o.speaker = p.other_speaker AND o.thing = t.thing
  LEFT JOIN words w ON w.thing = t.thing
), only_told AS (
  SELECT DISTINCT about, claim, other_claim,
    group_concat(word, ' / ') OVER (
      PARTITION BY about, claim, other_claim ORDER BY kind, thing
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS words
  FROM extras
)
SELECT t.about, 'readout' AS differs, CAST(NULL AS VARCHAR) AS whose, COALESCE(t.words, '') AS value,
  COALESCE(o.words, '') AS other_value, CAST(NULL AS VARCHAR) AS said, CAST(NULL AS VARCHAR) AS other_said, t.claim,
  t.other_claim, CAST(NULL AS VARCHAR) AS speaker, CAST(NULL AS VARCHAR) AS other_speaker
FROM only_told t
JOIN only_told o ON o.about = t.about AND o.claim = t.other_claim AND o.other_claim = t.claim
WHERE t.claim < t.other_claim AND (t.words IS NOT NULL OR o.words IS NOT NULL)
