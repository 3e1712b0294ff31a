-- Who stands beside whom in a contact or an agreement, by a claim: each two once, the third party first.
--
-- Somebody whom a source names in one claim about an event was there with those whom it names in another. Where talks
-- are indirect, the parties are with the third party, or who presides, and with their own alone.
-- Takes: claims, ends, manners, near_roles
-- Columns: claim, event, layer, a, b, a_role, b_role, a_roles, b_roles, status, a_for, b_for, a_state, b_state, a_body,
--   b_body, sits
WITH met AS (
  SELECT p.claim, p.actor AS p, q.actor AS q, q.claim AS other_claim
  FROM ends p JOIN ends q ON q.claim = p.claim AND p.actor < q.actor
  UNION
  SELECT c.claim, p.actor, q.actor, e.claim
  FROM claims c
  JOIN claims e ON e.event = c.event AND e.claim < c.claim AND COALESCE(e.source, '') = COALESCE(c.source, '')
  JOIN ends p ON p.claim = c.claim
  JOIN ends q ON q.claim = e.claim
  LEFT JOIN ends x ON x.claim = e.claim AND x.actor = p.actor
  LEFT JOIN ends y ON y.claim = c.claim AND y.actor = q.actor
  WHERE x.actor IS NULL AND y.actor IS NULL
), ranked AS (
  SELECT m.claim, p.actor AS p, q.actor AS q, p.role AS p_role, q.role AS q_role, p.roles AS p_roles,
    q.roles AS q_roles, p.status AS p_status,
    q.status AS q_status, p.behalf AS p_for, q.behalf AS q_for, p.state AS p_state, q.state AS q_state,
    p.body AS p_body, q.body AS q_body, p.sits AND q.sits AS sits,
    p.weight = 0 OR q.weight = 0 OR p.role IN (SELECT role FROM near_roles WHERE near = 'chair')
      OR q.role IN (SELECT role FROM near_roles WHERE near = 'chair') AS third,
    q.weight < p.weight OR (q.weight = p.weight AND q.actor < p.actor) AS turned,
    dense_rank() OVER (PARTITION BY m.claim, m.p, m.q ORDER BY q.weight, q.role, m.other_claim) AS place
  FROM met m JOIN ends p ON p.claim = m.claim AND p.actor = m.p JOIN ends q ON q.claim = m.other_claim AND q.actor = m.q
), placed AS (
  SELECT * FROM ranked WHERE place = 1
)
SELECT x.claim, c.event, c.layer,
  CASE WHEN turned THEN q ELSE p END AS a, CASE WHEN turned THEN p ELSE q END AS b,
  CASE WHEN turned THEN q_role ELSE p_role END AS a_role, CASE WHEN turned THEN p_role ELSE q_role END AS b_role,
  CASE WHEN turned THEN q_roles ELSE p_roles END AS a_roles, CASE WHEN turned THEN p_roles ELSE q_roles END AS b_roles,
  CASE WHEN turned AND q_status <> 'exercised' THEN q_status WHEN turned THEN p_status
    WHEN p_status <> 'exercised' THEN p_status ELSE q_status END AS status,
  CASE WHEN turned THEN q_for ELSE p_for END AS a_for, CASE WHEN turned THEN p_for ELSE q_for END AS b_for,
  CASE WHEN turned THEN q_state ELSE p_state END AS a_state, CASE WHEN turned THEN p_state ELSE q_state END AS b_state,
  CASE WHEN turned THEN q_body ELSE p_body END AS a_body, CASE WHEN turned THEN p_body ELSE q_body END AS b_body,
  x.sits
FROM placed x
JOIN claims c ON c.claim = x.claim
LEFT JOIN manners m ON m.claim = x.claim
WHERE COALESCE(m.manner, 'direct') <> 'indirect' OR x.third OR x.p_state = x.q_state
