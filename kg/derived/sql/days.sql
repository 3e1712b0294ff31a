-- When an event was: of several accounts the most exact, then the earliest.
--
-- How long it lasted is the most exact, as it tells both ends. A day that is sure is more exact than one that is not,
-- that more than several days, those more than what is only about then, and that more than what is open on a side.
-- `rival_latest` is the last day by any account that is as exact. An event without a date that is bounded on both sides
-- has the days of those in the course of which it came about, if they have such a date: some day among them.
-- Takes: accounts, courses
-- Columns: event, date, earliest, latest, rival_latest, first_number, last_number, doubt, lasting
WITH RECURSIVE dated(event, told) AS (
  SELECT event, event FROM accounts
  UNION
  SELECT event, event FROM courses
  UNION
  SELECT d.event, c.during
  FROM dated d JOIN courses c ON c.event = d.told
  WHERE d.told NOT IN (SELECT event FROM accounts WHERE first_number + last_number IS NOT NULL)
), told AS (
  SELECT d.event, a.date, a.earliest, a.latest, a.first_number, a.last_number, a.uncertain OR a.approximate AS doubt,
    a.uncertain, a.approximate, a.lasting AS whole, a.lasting AND d.event = d.told AS lasting
  FROM dated d JOIN accounts a ON a.event = d.told
), measured AS (
  SELECT *, CASE WHEN whole AND NOT doubt THEN 0 ELSE last_number - first_number END AS span,
    CASE WHEN first_number + last_number IS NULL THEN 4 WHEN whole AND NOT doubt THEN -1 WHEN approximate THEN 3
      WHEN first_number < last_number THEN 2 WHEN uncertain THEN 1 ELSE 0 END AS vagueness
  FROM told
), ranked AS (
  SELECT *,
    row_number() OVER (
      PARTITION BY event ORDER BY vagueness, COALESCE(span, 0), doubt, COALESCE(earliest, latest), date
    ) AS place,
    max(latest) OVER (PARTITION BY event, vagueness, COALESCE(span, 0), doubt) AS rival_latest
  FROM measured
)
SELECT event, date, earliest, latest, rival_latest, first_number, last_number, doubt, lasting
FROM ranked WHERE place = 1
