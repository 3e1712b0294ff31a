-- Who talked to whom, by a claim: the contacts that are talks, see contacts.sql, in the order of the ids of the two.
--
-- `earliest` to `doubt` are the days of the event by the most exact account.
-- Takes: contacts
-- Columns: claim, event, channel, who, roles, for_whom, whom, whom_roles, whom_for, date, earliest, latest,
--   rival_latest,
--   first_number, last_number, doubt, teller, checked, standing, sure, coded
WITH held AS (
  SELECT *, a < b AS straight
  FROM contacts
  WHERE talk
)
SELECT claim, event, channel,
  CASE WHEN straight THEN a ELSE b END AS who, CASE WHEN straight THEN a_roles ELSE b_roles END AS roles,
  CASE WHEN straight THEN a_for ELSE b_for END AS for_whom, CASE WHEN straight THEN b ELSE a END AS whom,
  CASE WHEN straight THEN b_roles ELSE a_roles END AS whom_roles,
  CASE WHEN straight THEN b_for ELSE a_for END AS whom_for,
  date, event_earliest AS earliest, event_latest AS latest, event_rival AS rival_latest, first_number, last_number,
  event_doubt AS doubt, teller, checked, standing, sure, coded
FROM held
