-- What each claim states, and how it stands: denied by whom, deprecated, disputed in what.
--
-- Takes: statements, disputes
-- Columns: claim, event, class, layer, source, teller, checked, coded, rank, date, earliest, latest, doubt, happened,
--   during,
--   place, content, number, topics, standing, sure, reports, known, known_last, known_surely
WITH joined AS (
  SELECT DISTINCT claim,
    'disputed (' || group_concat(differs, '+') OVER (
      PARTITION BY claim ORDER BY differs ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) || ')' AS words
  FROM (SELECT DISTINCT claim, differs FROM disputes) d
)
SELECT s.claim, s.event, s.class, s.layer, s.source, s.teller, s.checked, s.coded, s.rank, s.date, s.earliest, s.latest,
  s.doubt, s.happened, s.during, s.place, s.content, s.number, s.topics,
  CASE WHEN s.standing IS NULL THEN d.words ELSE s.standing || COALESCE(', ' || d.words, '') END AS standing, s.sure,
  s.reports, s.known, s.known_last, s.known_surely
FROM statements s LEFT JOIN joined d ON d.claim = s.claim
