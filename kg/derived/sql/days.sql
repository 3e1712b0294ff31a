-- When an event was: of several accounts the most exact, of those the surer, then the earliest.
--
-- An event without a date that is bounded on both sides has the days of those in the course of which it came about, if
-- they have such a date.
-- Takes: accounts, courses
-- Columns: event, date, earliest, latest, first_number, last_number, doubt
WITH RECURSIVE dated(event, told) AS (
  SELECT event, event FROM accounts
  UNION
  SELECT event, event FROM courses
  UNION
  SELECT d.event, c.during
  FROM dated d JOIN courses c ON c.event = d.told
  WHERE d.told NOT IN (SELECT event FROM accounts WHERE first_number + last_number IS NOT NULL)
), ranked AS (
  SELECT d.event, a.date, a.earliest, a.latest, a.first_number, a.last_number, a.doubt,
    row_number() OVER (
      PARTITION BY d.event
      ORDER BY CASE WHEN a.first_number + a.last_number IS NULL THEN 1 ELSE 0 END, a.last_number - a.first_number,
        a.doubt, COALESCE(a.earliest, a.latest), a.date
    ) AS place
  FROM dated d JOIN accounts a ON a.event = d.told
)
SELECT event, date, earliest, latest, first_number, last_number, doubt FROM ranked WHERE place = 1
