-- Which sides of a conflict a third party has access to: how many talks it had with each, the first and the last.
--
-- `latest` is the last day on which the last of them may have been; empty where the day of none is known.
-- Takes: encounters
-- Columns: conflict, side, third_party, for_whom, contacts, earliest, latest
SELECT conflict, side, third_party, for_whom, count(DISTINCT event) AS contacts, min(earliest) AS earliest,
  max(latest) AS latest
FROM encounters
GROUP BY conflict, side, third_party, for_whom
