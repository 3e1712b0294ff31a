-- All pairs of claims that do not go together, of every kind.
--
-- `said` and `other_said` are what is counted: how many publishers say so.
-- Takes: rival_dates, rival_places, rival_participants, rival_roles, rival_memberships, rival_denials, rival_readouts
-- Columns: about, differs, whose, value, other_value, said, other_said, claim, other_claim, speaker, other_speaker
SELECT * FROM rival_dates
UNION
SELECT * FROM rival_places
UNION
SELECT * FROM rival_participants
UNION
SELECT * FROM rival_roles
UNION
SELECT * FROM rival_memberships
UNION
SELECT * FROM rival_denials
UNION
SELECT * FROM rival_readouts
