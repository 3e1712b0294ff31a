-- The answer to shuttles.rq.
WITH dated AS (SELECT * FROM encounters WHERE first_day IS NOT NULL AND first_end IS NOT NULL)
SELECT DISTINCT o.third_party, COALESCE(o.behalf, t.behalf) AS behalf, o.side AS from_side, o.event AS first, o.first_day,
  t.side AS to_side, t.event AS second, t.first_day AS second_day,
  greatest(t.first_end - o.first_day, o.first_end - t.first_day, 0) AS gap, o.about
FROM dated o
JOIN dated t ON t.about = o.about AND t.third_party = o.third_party AND (o.behalf IS NULL OR t.behalf IS NULL OR o.behalf = t.behalf)
WHERE o.side <> t.side AND o.event <> t.event
  AND (o.first_day < t.first_day OR (o.first_day = t.first_day AND o.event < t.event))
  AND t.first_day - o.first_day <= $days
  AND greatest(t.first_end - o.first_day, o.first_end - t.first_day) <= $days
  AND ($conflict IS NULL OR o.about = $conflict)
  AND ($actor IS NULL OR o.third_party = $actor OR COALESCE(o.behalf, t.behalf) = $actor)
ORDER BY o.first_day, t.first_day, o.third_party, o.event, t.event, o.side
