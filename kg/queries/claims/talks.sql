-- The coded part of the answer to talks.rq, from the contact table: both in the order of their ids.
WITH told AS (
  SELECT *, a < b AS straight FROM coded_contacts
  WHERE at_the_table AND status = 'exercised' AND event_status = 'held'
    AND ($actor IS NULL OR $actor IN (a, b) OR a_for = $actor OR b_for = $actor)
), tellers AS (
  SELECT DISTINCT source, teller FROM coded_claims
)
SELECT t.date, t.channel,
  CASE WHEN straight THEN a ELSE b END AS who, CASE WHEN straight THEN a_role ELSE b_role END AS role,
  CASE WHEN straight THEN a_for ELSE b_for END AS "for",
  CASE WHEN straight THEN b ELSE a END AS whom, CASE WHEN straight THEN b_role ELSE a_role END AS whom_role,
  CASE WHEN straight THEN b_for ELSE a_for END AS whom_for,
  t.event, s.teller AS according_to, t.claim, CAST(t.earliest AS VARCHAR) AS earliest
FROM told t JOIN tellers s ON s.source = t.source
ORDER BY t.earliest NULLS FIRST, t.event, t.claim, least(a, b), greatest(a, b)
