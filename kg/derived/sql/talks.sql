-- Who talked to whom, by a claim: contacts that were held, in which both were, and sat at the table.
--
-- Who declined a role, or only offered or was asked to take it, was not there in it; whether a role sits at the table,
-- the ontology says. `earliest` and `latest` are the days of the event by the most exact account.
-- Takes: contacts, claims, days
-- Columns: claim, event, channel, who, role, for_whom, whom, whom_role, whom_for, who_state, whom_state, who_body,
--   whom_body, date, earliest, latest, first_number, last_number, doubt, teller, checked, coded
SELECT t.claim, t.event, t.channel, t.a AS who, t.a_role AS role, t.a_for AS for_whom, t.b AS whom,
  t.b_role AS whom_role, t.b_for AS whom_for, t.a_state AS who_state, t.b_state AS whom_state, t.a_body AS who_body,
  t.b_body AS whom_body, t.date, d.earliest, d.latest, d.first_number, d.last_number, COALESCE(d.doubt, false) AS doubt, c.teller, c.checked, t.coded
FROM contacts t
JOIN claims c ON c.claim = t.claim
LEFT JOIN days d ON d.event = t.event
WHERE t.at_the_table AND t.status = 'exercised' AND t.event_status = 'held'
