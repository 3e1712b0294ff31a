-- Which role a claim gives an actor, with which status, in what: in an event, by an act that is about it, or by itself.
--
-- Roles of speech, and the plain one of who took part, are none. `told_by` is who offers, requests or accepts it by an
-- act; else whose words the claim passes on.
-- Takes: claims, parts, concerns, roles, days
-- Columns: claim, part, who, for_whom, role, status, event, date, told_by, act, checked, standing, coded
WITH told AS (
  SELECT p.claim, p.actor || '/' || p.role AS part, p.actor, p.behalf, p.role, p.status, p.event,
    CAST(NULL AS VARCHAR) AS act, p.date, p.event AS dated
  FROM parts p
  UNION ALL
  SELECT n.claim, 'role', n.actor, n.behalf, n.role, n.status, n.event, n.act, CAST(NULL AS VARCHAR), n.act
  FROM concerns n
), speakers AS (
  SELECT claim, actor FROM parts WHERE role = 'speaker'
)
SELECT DISTINCT t.claim, t.part, t.actor AS who, t.behalf AS for_whom, t.role, t.status, nullif(t.event, '') AS event,
  COALESCE(t.date, CASE WHEN t.act IS NULL THEN c.date END, d.date) AS date, COALESCE(s.actor, c.teller) AS told_by,
  CASE WHEN s.actor IS NOT NULL THEN t.act END AS act, c.checked, c.standing, c.coded
FROM told t
JOIN claims c ON c.claim = t.claim
JOIN roles r ON r.role = t.role
LEFT JOIN days d ON d.event = t.dated
LEFT JOIN speakers s ON s.claim = t.claim AND t.act IS NOT NULL
WHERE r.weight < 2
