-- Two claims that give a participant roles of which one excludes the other, at the same time.
--
-- Where one voice gives it both, or one that is broader or narrower than that of the other, they are no rivals.
-- Takes: statements, compared, parts, exclusions, near_roles
-- Columns: about, differs, whose, value, other_value, said, other_said, claim, other_claim, speaker, other_speaker
WITH several AS (
  SELECT event, actor FROM parts WHERE status = 'exercised' AND event <> ''
  GROUP BY event, actor HAVING count(DISTINCT role) > 1
), held AS (
  SELECT DISTINCT p.event AS about, p.actor AS whose, p.claim, p.role,
    COALESCE(s.source || ' ' || s.teller, s.claim) AS voice,
    CASE WHEN s.class = 'Participation' THEN s.earliest END AS earliest,
    CASE WHEN s.class = 'Participation' THEN s.latest END AS latest
  FROM parts p
  JOIN several e ON e.event = p.event AND e.actor = p.actor
  JOIN statements s ON s.claim = p.claim
  JOIN compared c ON c.claim = p.claim AND c.about = p.event AND c.said = 'stated'
  WHERE p.status = 'exercised'
), known AS (
  SELECT DISTINCT h.about, h.whose, h.voice, n.near FROM held h JOIN near_roles n ON n.role = h.role
), pairs AS (
  SELECT h.about, h.whose, h.claim, h.role, o.claim AS other_claim, o.role AS other_role
  FROM held h
  JOIN held o ON o.about = h.about AND o.whose = h.whose AND h.claim < o.claim
  JOIN exclusions e ON e.role = h.role AND e.other_role = o.role
  LEFT JOIN known k ON k.about = h.about AND k.whose = h.whose AND k.voice = h.voice AND k.near = o.role
  LEFT JOIN known w ON w.about = h.about AND w.whose = h.whose AND w.voice = o.voice AND w.near = h.role
  WHERE k.near IS NULL AND w.near IS NULL
    AND NOT COALESCE(h.latest < o.earliest, false) AND NOT COALESCE(o.latest < h.earliest, false)
), told AS (
  SELECT about, whose, claim, other_claim, 1 AS place, role FROM pairs
  UNION SELECT about, whose, claim, other_claim, 2, other_role FROM pairs
), joined AS (
  SELECT about, whose, claim, other_claim, place,
    group_concat(role, '+') OVER (
      PARTITION BY about, whose, claim, other_claim, place ORDER BY role
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS value, min(role) OVER (PARTITION BY about, whose, claim, other_claim, place) AS first
  FROM told
)
SELECT DISTINCT j.about, 'role' AS differs, j.whose, j.value, o.value AS other_value, j.whose || ' ' || j.first AS said,
  o.whose || ' ' || o.first AS other_said, j.claim, j.other_claim, CAST(NULL AS VARCHAR) AS speaker,
  CAST(NULL AS VARCHAR) AS other_speaker
FROM joined j
JOIN joined o ON o.about = j.about AND o.whose = j.whose AND o.claim = j.claim AND o.other_claim = j.other_claim
WHERE j.place = 1 AND o.place = 2
