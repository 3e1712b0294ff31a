-- Two claims that make somebody a member of delegations of two sides of a conflict, at the same time.
--
-- Takes: statements, compared, links, actors, sides
-- Columns: about, differs, whose, value, other_value, said, other_said, claim, other_claim, speaker, other_speaker
WITH memberships AS (
  SELECT m.claim, m.event, m.target AS whose, d.target AS delegation, s.earliest, s.latest, i.conflict, i.side
  FROM links m
  JOIN compared c ON c.claim = m.claim AND c.about = m.target AND c.said = 'member'
  JOIN links d ON d.claim = m.claim AND d.event = m.event AND d.link = 'affiliatedWith'
  JOIN actors a ON a.actor = d.target AND a.class = 'Delegation'
  JOIN statements s ON s.claim = m.claim
  JOIN sides i ON i.actor = d.target
  WHERE m.link = 'member'
)
SELECT DISTINCT m.event AS about, 'membership' AS differs, m.whose, m.delegation AS value, o.delegation AS other_value,
  CAST(NULL AS VARCHAR) AS said, CAST(NULL AS VARCHAR) AS other_said, m.claim, o.claim AS other_claim,
  CAST(NULL AS VARCHAR) AS speaker, CAST(NULL AS VARCHAR) AS other_speaker
FROM memberships m
JOIN memberships o ON o.whose = m.whose AND o.conflict = m.conflict AND o.side <> m.side
  AND o.delegation <> m.delegation
WHERE (m.event < o.event OR (m.event = o.event AND m.claim < o.claim))
  AND NOT COALESCE(m.latest < o.earliest, false) AND NOT COALESCE(o.latest < m.earliest, false)
