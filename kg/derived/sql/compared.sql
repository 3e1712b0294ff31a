-- The claims that are held against each other: a hundred of what states one event, of what denies it, of who is where.
--
-- Pairs of claims grow by the square. What gives a day and a place that no claim before it gives comes first, so that
-- what differs is seen; `left_out` is how many more there are.
-- Takes: statements, links
-- Columns: claim, about, said, left_out
WITH told AS (
  SELECT claim, event AS about, 'stated' AS said, COALESCE(date, '') || ' ' || COALESCE(place, '') AS value
  FROM statements
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
