-- Who was in a contact or agreement, by a claim: of several roles of one actor the one that tells, and for whom.
--
-- First the role by which it sat at the table, then that of a third party, those of speech and the plain one last. Who
-- acts for two has a row for each. `roles` are all by which it sat at the table, joined by +.
-- Takes: claims, parts, roles, counts_as
-- Columns: claim, actor, role, roles, status, sits, weight, behalf, state, body
WITH seats AS (
  SELECT p.claim, p.actor, p.role, p.status, p.behalf, COALESCE(r.sits, true) AS sits, COALESCE(r.weight, 1) AS weight
  FROM parts p JOIN claims c ON c.claim = p.claim LEFT JOIN roles r ON r.role = p.role
  WHERE c.layer IN ('contact', 'agreement')
), ranked AS (
  SELECT *,
    row_number() OVER (
      PARTITION BY claim, actor
      ORDER BY CASE WHEN sits AND status = 'exercised' THEN 0 ELSE 1 END, weight, role, status
    ) AS place
  FROM seats
), sitting AS (
  SELECT claim, actor,
    group_concat(role, '+') OVER (
      PARTITION BY claim, actor ORDER BY role ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS roles
  FROM (SELECT DISTINCT claim, actor, role FROM seats WHERE sits AND status = 'exercised') s
), acting AS (
  SELECT DISTINCT claim, actor, behalf FROM seats WHERE behalf IS NOT NULL
), told AS (
  SELECT DISTINCT r.claim, r.actor, r.role, COALESCE(s.roles, r.role) AS roles, r.status, r.sits, r.weight, a.behalf
  FROM ranked r
  LEFT JOIN acting a ON a.claim = r.claim AND a.actor = r.actor
  LEFT JOIN sitting s ON s.claim = r.claim AND s.actor = r.actor
  WHERE r.place = 1
)
SELECT t.claim, t.actor, t.role, t.roles, t.status, t.sits, t.weight, t.behalf, s.state, s.body
FROM told t
JOIN counts_as s ON s.claim = t.claim AND s.actor = t.actor AND COALESCE(s.behalf, '') = COALESCE(t.behalf, '')
