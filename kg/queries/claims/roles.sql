-- The coded part of the answer to roles.rq: roles in an event, and roles that an act is about.
WITH told AS (
  SELECT p.actor, p.behalf, p.role, p.status, c.claim, c.date, c.teller AS told_by,
    CAST(NULL AS VARCHAR) AS act, p.actor || '/' || p.role AS part
  FROM coded_parts p JOIN coded_claims c ON c.claim = p.claim
  UNION ALL
  SELECT c.concern_actor, c.concern_for, c.concern_role, c.concern_status, c.claim, c.date, COALESCE(s.actor, c.teller),
    CASE WHEN s.actor IS NOT NULL THEN c.claim END, 'role'
  FROM coded_claims c LEFT JOIN coded_parts s ON s.claim = c.claim AND s.role = 'speaker'
  WHERE c.concern_actor IS NOT NULL
)
SELECT actor AS who, behalf AS "for", role AS "as", status AS standing, claim AS event, date, told_by AS "by", act, claim
FROM told
WHERE role NOT IN ('speaker', 'addressee', 'performer', 'participant')
  AND ($role IS NULL OR role = $role)
  AND ($status IS NULL OR status = $status)
  AND ($of IS NULL OR claim = $of)
  AND ($actor IS NULL OR actor = $actor OR behalf = $actor)
ORDER BY role, status, actor, date, claim, part, told_by
