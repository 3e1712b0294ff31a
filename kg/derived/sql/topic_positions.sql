-- Where a party stands on a topic, by a claim: what it wants, offers, accepts, refuses, supports or opposes.
--
-- The party is the state, or other whole, for which the speaker counts; `stand` is what the kind of act says of it, as
-- the ontology has it. An answer without a topic of its own is about that of what it answers. The topic is NULL where
-- none is told.
-- Takes: claims, classes, links, parts, concerns, mentions, counts_as, days
-- Columns: claim, statement, topic, party, who, for_whom, stand, towards, content, date, earliest, latest, known_last,
--   standing
WITH RECURSIVE above(event, act, steps) AS (
  SELECT event, event, 0 FROM links WHERE link = 'answers'
  UNION
  SELECT a.event, l.target, a.steps + 1
  FROM above a JOIN links l ON l.event = a.act AND l.link = 'answers'
  WHERE a.steps < 4
), own AS (
  SELECT claim, event, target AS topic FROM links WHERE link = 'topic'
), topics AS (
  SELECT claim, topic FROM own
  UNION
  SELECT c.claim, o.topic
  FROM claims c JOIN above a ON a.event = c.event AND a.act <> a.event JOIN own o ON o.event = a.act
  WHERE c.event NOT IN (SELECT event FROM own)
), told AS (
  SELECT c.claim, c.event, p.actor AS who, p.behalf,
    CASE WHEN n.claim IS NULL THEN k.expresses ELSE k.expresses || ' on conditions' END AS stand,
    CAST(NULL AS VARCHAR) AS towards
  FROM claims c
  JOIN classes k ON k.class = c.class AND k.expresses <> ''
  JOIN parts p ON p.claim = c.claim AND p.role = 'speaker'
  LEFT JOIN concerns n ON n.claim = c.claim AND n.status = 'conditional'
  WHERE c.happened = 'held'
  UNION
  SELECT c.claim, c.event, m.actor, m.behalf, l.link, l.target
  FROM claims c
  JOIN links l ON l.claim = c.claim AND l.link IN ('supports', 'opposes')
  JOIN mentions m ON m.claim = c.claim
  WHERE c.layer = 'stance'
)
SELECT DISTINCT t.claim, t.event AS statement, o.topic, s.state AS party, t.who, t.behalf AS for_whom,
  t.stand,
  t.towards, c.content,
  COALESCE(c.date, d.date) AS date, CASE WHEN c.date IS NULL THEN d.earliest ELSE c.earliest END AS earliest,
  CASE WHEN c.date IS NULL THEN d.latest ELSE c.latest END AS latest, c.known_last, c.standing
FROM told t
JOIN claims c ON c.claim = t.claim
JOIN counts_as s ON s.claim = t.claim AND s.actor = t.who AND COALESCE(s.behalf, '') = COALESCE(t.behalf, '')
LEFT JOIN topics o ON o.claim = t.claim
LEFT JOIN days d ON d.event = t.event
