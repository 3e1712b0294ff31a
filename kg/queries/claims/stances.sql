-- The coded part of the answer to stances.rq.
SELECT first AS holder, first_for AS "for", sign AS stance, second AS towards,
  nullif(array_to_string(list_sort(list_distinct(topics)), '+'), '') AS topics, content AS what, during,
  teller AS according_to, claim
FROM coded_claims
WHERE sign IN ('supports', 'opposes')
  AND ($actor IS NULL OR first = $actor OR first_for = $actor)
  AND ($target IS NULL OR second = $target)
ORDER BY first, sign, second, claim
