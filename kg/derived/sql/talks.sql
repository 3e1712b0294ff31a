-- Who talked to whom, by a claim: contacts that were held, in which both were, and sat at the table.
--
-- Who is which of the two is in the order of their ids. Who declined a role, or only offered or was asked to take it, was not there in it; whether a role sits at the table,
-- the ontology says. `earliest` and `latest` are the days of the event by the most exact account.
-- Takes: contacts
-- Columns: claim, event, channel, who, roles, for_whom, whom, whom_roles, whom_for, date, earliest, latest, rival_latest,
--   first_number, last_number, doubt, teller, checked, standing, sure, coded
WITH held AS (
  SELECT *, a < b AS straight
  FROM contacts
  WHERE at_the_table AND status = 'exercised' AND event_status = 'held'
)
SELECT claim, event, channel,
  CASE WHEN straight THEN a ELSE b END AS who, CASE WHEN straight THEN a_roles ELSE b_roles END AS roles,
  CASE WHEN straight THEN a_for ELSE b_for END AS for_whom, CASE WHEN straight THEN b ELSE a END AS whom,
  CASE WHEN straight THEN b_roles ELSE a_roles END AS whom_roles, CASE WHEN straight THEN b_for ELSE a_for END AS whom_for,
  date, event_earliest AS earliest, event_latest AS latest, event_rival AS rival_latest, first_number, last_number,
  event_doubt AS doubt, teller, checked, standing, sure, coded
FROM held
