-- Who talked to a side of a conflict, being of none: one row for each event, of coded and curated claims.
--
-- Takes coded_contacts, parties (of conflicts, with their sides), members (of parties), holders (of offices),
-- curated_encounters (what encounters.rq finds), days (what days.rq finds). Makes encounters.

CREATE OR REPLACE TEMP TABLE encounters AS
WITH talks AS (
  SELECT * FROM coded_contacts WHERE at_the_table AND status = 'exercised' AND event_status = 'held'
), ends AS (
  SELECT event, claim, a AS own, a_for AS own_for, b AS other, b_for AS other_for, latest, earliest FROM talks
  UNION ALL
  SELECT event, claim, b, b_for, a, a_for, latest, earliest FROM talks
), sided AS (
  SELECT DISTINCT p.about, p.side, e.*
  FROM ends e JOIN parties p ON e.other = p.party OR e.other_for = p.party
  UNION
  SELECT DISTINCT p.about, p.side, e.*
  FROM ends e JOIN members m ON e.other = m.member AND e.other_for IS NULL JOIN parties p ON p.party = m.party
)
SELECT DISTINCT about, side, own AS third_party, own_for AS behalf, event, latest AS last, earliest AS first_day, latest AS first_end
FROM sided s
WHERE NOT EXISTS (FROM parties p WHERE p.about = s.about AND (p.party = s.own OR p.party = s.own_for))
  AND NOT EXISTS (FROM members m JOIN parties p ON p.party = m.party WHERE p.about = s.about AND m.member = s.own)
  AND NOT EXISTS (
    FROM holders h JOIN coded_contacts c ON h.holder IN (c.a, c.b) WHERE h.office = s.own AND c.event = s.event
  )
UNION ALL
SELECT c.about, c.side, c.third_party, c.behalf, c.event, d.last, d.first_day, d.first_end
FROM curated_encounters c LEFT JOIN days d ON d.event = c.event;
