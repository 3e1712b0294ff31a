-- Which talks a third party had with a side of a conflict: of the two one is of a side, the other of none.
--
-- Who acts for somebody is of the side of that; who belongs to a side is no third party, whomever it acts for. An
-- office is none beside the person who holds it. For whom it acts is what it is told to, else what it is told to in its
-- other encounters, where that is one alone.
-- `caveat` is what speaks against a claim of the event, where something does against each that tells of it.
-- Takes: talks, sides, doubles, days
-- Columns: conflict, side, third_party, for_whom, partner, event, claim, earliest, latest, rival_latest,
--   first_number, last_number, lasting, caveat
WITH ends AS (
  SELECT claim, event, who AS own, for_whom AS own_for, whom AS other, whom_for AS other_for, earliest, latest,
    rival_latest, first_number, last_number, standing
  FROM talks
  UNION ALL
  SELECT claim, event, whom, whom_for, who, for_whom, earliest, latest, rival_latest, first_number,
    last_number, standing
  FROM talks
), sided AS (
  SELECT DISTINCT e.claim, e.own, o.conflict
  FROM ends e JOIN sides o ON o.actor = e.own
  WHERE COALESCE(o.since <= e.latest, true) AND COALESCE(o.until >= e.earliest, true)
  UNION
  SELECT e.claim, e.own, o.conflict
  FROM ends e JOIN sides o ON o.actor = e.own_for
  WHERE COALESCE(o.since <= e.latest, true) AND COALESCE(o.until >= e.earliest, true)
), met AS (
  SELECT DISTINCT s.conflict, s.side, e.own AS third_party, e.own_for, e.other AS partner, e.event, e.claim,
    e.earliest, e.latest, e.rival_latest, e.first_number, e.last_number, e.standing
  FROM ends e
  JOIN sides s ON s.actor = COALESCE(e.other_for, e.other)
  LEFT JOIN sided o ON o.claim = e.claim AND o.own = e.own AND o.conflict = s.conflict
  LEFT JOIN doubles d ON d.office = e.own AND d.event = e.event
  WHERE COALESCE(s.since <= e.latest, true) AND COALESCE(s.until >= e.earliest, true)
    AND o.own IS NULL AND d.office IS NULL
), once AS (
  SELECT conflict, third_party, min(own_for) AS for_whom FROM met GROUP BY conflict, third_party
  HAVING count(DISTINCT own_for) = 1
)
SELECT DISTINCT m.conflict, m.side, m.third_party, COALESCE(m.own_for, o.for_whom) AS for_whom, m.partner, m.event,
  m.claim, m.earliest, m.latest, m.rival_latest, m.first_number, m.last_number,
  COALESCE(y.lasting, false) AS lasting,
  CASE WHEN count(*) OVER told = count(m.standing) OVER told THEN min(m.standing) OVER told END AS caveat
FROM met m
LEFT JOIN once o ON o.conflict = m.conflict AND o.third_party = m.third_party
LEFT JOIN days y ON y.event = m.event
WINDOW told AS (PARTITION BY m.conflict, m.side, m.third_party, m.event)
