-- Which state, and which body, a participant counts as, by a claim: of whom it acts for, else of itself, on the day.
--
-- The state, or other whole, is what is highest of what it stands for, but no higher than a side of a conflict. The
-- body is where a person serves: the panel for which it acts, else what it belongs to, else that of the office in
-- which it takes part, or which it holds alone on the day, else whom it acts for. Bodies and states are themselves. A
-- row without a claim is for whoever is only named, whenever.
-- Takes: parts, mentions, actors, behalves, days, tenures, lifts
-- Columns: claim, actor, behalf, state, body
WITH told AS (
  SELECT DISTINCT p.claim, p.actor, p.behalf, p.office, d.earliest, d.latest
  FROM parts p LEFT JOIN days d ON d.event = p.event
  UNION
  SELECT m.claim, m.actor, m.behalf, NULL, d.earliest, d.latest
  FROM mentions m LEFT JOIN days d ON d.event = m.event
  UNION
  SELECT '', actor, NULL, NULL, NULL, NULL FROM actors
  UNION
  SELECT '', actor, behalf, NULL, NULL, NULL FROM behalves
), states AS (
  SELECT t.claim, t.actor, COALESCE(t.behalf, '') AS behalf, min(l.state) AS state
  FROM told t JOIN lifts l ON l.actor = COALESCE(t.behalf, t.actor)
  WHERE COALESCE(l.since <= t.latest, true) AND COALESCE(l.until >= t.earliest, true)
  GROUP BY t.claim, t.actor, COALESCE(t.behalf, '')
  HAVING count(DISTINCT l.state) = 1
), bodies AS (
  SELECT t.claim, t.actor, min(o.higher) AS body
  FROM told t JOIN tenures n ON n.holder = t.actor JOIN actors o ON o.actor = n.office
  WHERE o.higher IS NOT NULL AND COALESCE(n.earliest <= t.latest, true) AND COALESCE(n.latest >= t.earliest, true)
  GROUP BY t.claim, t.actor
  HAVING count(DISTINCT o.higher) = 1
), placed AS (
  SELECT t.claim, t.actor, t.behalf, COALESCE(s.state, t.behalf, t.actor) AS state,
    COALESCE(
      CASE WHEN NOT x.person AND NOT x.post AND x.class <> '' THEN t.actor END,
      CASE WHEN p.class = 'Panel' THEN t.behalf END, x.higher, o.higher, b.body, t.behalf,
      s.state, t.actor
    ) AS body
  FROM told t
  LEFT JOIN states s ON s.claim = t.claim AND s.actor = t.actor AND s.behalf = COALESCE(t.behalf, '')
  LEFT JOIN bodies b ON b.claim = t.claim AND b.actor = t.actor
  LEFT JOIN actors x ON x.actor = t.actor
  LEFT JOIN actors o ON o.actor = t.office
  LEFT JOIN actors p ON p.actor = t.behalf
)
SELECT claim, actor, behalf, min(state) AS state, min(body) AS body FROM placed GROUP BY claim, actor, behalf
