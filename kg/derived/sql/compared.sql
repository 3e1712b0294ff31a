-- The claims that are held against each other: a hundred of what states one event, of what denies it, of who is where.
--
-- Pairs of claims grow by the square. What gives a day, a place, participants or roles that no claim before it gives
-- comes first, so that what differs is seen; `left_out` is how many more there are.
-- Takes: statements, parts, links
-- Columns: claim, about, said, left_out
WITH listed AS (
  SELECT DISTINCT claim, event,
    group_concat(actor || ' ' || role || ' ' || status, '+') OVER (
      PARTITION BY claim, event ORDER BY actor, role, status ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS people
  FROM parts
), told AS (
  SELECT s.claim, s.event AS about, 'stated' AS said,
    COALESCE(s.date, '') || ' ' || COALESCE(s.place, '') || ' ' || s.happened || ' ' || COALESCE(l.people, '') AS value
  FROM statements s LEFT JOIN listed l ON l.claim = s.claim AND l.event = s.event
  UNION ALL
  SELECT claim, target, CASE WHEN link = 'denies' THEN 'denied' ELSE 'member' END, ''
  FROM links WHERE link IN ('denies', 'member')
), numbered AS (
  SELECT claim, about, said, row_number() OVER (PARTITION BY about, said, value ORDER BY claim) AS place FROM told
), ordered AS (
  SELECT claim, about, said, row_number() OVER (PARTITION BY about, said ORDER BY place, claim) AS place,
    count(*) OVER (PARTITION BY about, said) AS claims
  FROM numbered
)
SELECT claim, about, said, CASE WHEN claims > 100 THEN claims - 100 END AS left_out FROM ordered WHERE place <= 100
