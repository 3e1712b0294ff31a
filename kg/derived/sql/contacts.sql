-- Who was in contact with whom, by a claim: pairs with what is told of the contact, and whether they talked.
--
-- The date is that of the claim itself, else that of the event, whose most exact days `event_earliest` to `event_doubt`
-- are. A talk is a contact that was held, in which both were, and sat at the table: who declined a role, or only
-- offered or was asked to take it, was not there in it; whether a role sits at the table, the ontology says. `known` to
-- `known_surely` are the days between which the source came out, empty for background; `reports` is how many rows of
-- event data it rests on.
-- Takes: pairs, claims, days
-- Columns: claim, event, source, coded, channel, event_status, a, b, a_role, b_role, a_roles, b_roles, status,
--   a_for, b_for, a_state,
--   b_state, a_body, b_body, at_the_table, talk, date, earliest, latest, uncertain, event_earliest, event_latest,
--   event_rival, first_number, last_number, event_doubt, teller, checked, standing, sure, known, known_last,
--   known_surely, reports
SELECT p.claim, p.event, c.source, c.coded, c.class AS channel, c.happened AS event_status, p.a, p.b,
  p.a_role, p.b_role,
  p.a_roles, p.b_roles, p.status, p.a_for, p.b_for, p.a_state, p.b_state, p.a_body, p.b_body, p.sits AS at_the_table,
  p.sits AND p.status = 'exercised' AND c.happened = 'held' AS talk,
  COALESCE(c.date, d.date) AS date, CASE WHEN c.date IS NULL THEN d.earliest ELSE c.earliest END AS earliest,
  CASE WHEN c.date IS NULL THEN d.latest ELSE c.latest END AS latest,
  COALESCE(CASE WHEN c.date IS NULL THEN d.doubt ELSE c.doubt END, false) AS uncertain,
  d.earliest AS event_earliest, d.latest AS event_latest,
  d.rival_latest AS event_rival, d.first_number, d.last_number,
  COALESCE(d.doubt, false) AS event_doubt, c.teller, c.checked, c.standing, c.sure, c.known, c.known_last,
    c.known_surely, c.reports
FROM pairs p
JOIN claims c ON c.claim = p.claim
LEFT JOIN days d ON d.event = p.event
WHERE p.layer = 'contact'
