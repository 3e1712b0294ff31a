-- Who talked to whom, by a claim: contacts that were held, in which both were, and sat at the table.
--
-- Who declined a role, or only offered or was asked to take it, was not there in it; whether a role sits at the table,
-- the ontology says. `earliest` and `latest` are the days of the event by the most exact account.
-- Takes: contacts
-- Columns: claim, event, channel, who, role, for_whom, whom, whom_role, whom_for, who_state, whom_state, who_body,
--   whom_body, date, earliest, latest, first_number, last_number, doubt, teller, checked, coded
SELECT claim, event, channel, a AS who, a_role AS role, a_for AS for_whom, b AS whom, b_role AS whom_role,
  b_for AS whom_for, a_state AS who_state, b_state AS whom_state, a_body AS who_body, b_body AS whom_body, date,
  event_earliest AS earliest, event_latest AS latest, first_number, last_number, event_doubt AS doubt, teller, checked,
  coded
FROM contacts
WHERE at_the_table AND status = 'exercised' AND event_status = 'held'
