-- Two claims about who sat at the table, each of which names somebody whom the voice of the other does not know.
--
-- Both name at least two. Two names match where they are of the same, or one stands for the other; where they are of
-- different kinds (a person and an office, a delegation and a minister, somebody unnamed), what they have in common is
-- enough.
-- Takes: shared_statements, statements, parts, roles, actors, likenesses
-- Columns: about, differs, whose, value, other_value, said, other_said, claim, other_claim, speaker, other_speaker
WITH seats AS (
  SELECT DISTINCT s.event AS about, s.claim, s.voice, s.happened, p.actor
  FROM parts p
  JOIN shared_statements s ON s.claim = p.claim AND s.event = p.event
  JOIN roles r ON r.role = p.role AND r.sits
  WHERE p.status = 'exercised' AND p.role NOT IN ('speaker', 'addressee')
), tables AS (
  SELECT about, claim, voice, happened FROM seats GROUP BY about, claim, voice, happened HAVING count(*) > 1
), parts_of AS (
  SELECT p.event AS about, p.actor, COALESCE(s.source || ' ' || s.teller, s.claim) AS voice, p.behalf, p.office
  FROM parts p JOIN statements s ON s.claim = p.claim
  WHERE p.event IN (SELECT about FROM tables)
    AND COALESCE(s.source || ' ' || s.teller, s.claim) IN (SELECT voice FROM tables)
), starts AS (
  SELECT about, voice, actor, actor AS start FROM parts_of
  UNION
  SELECT about, voice, actor, behalf FROM parts_of WHERE behalf IS NOT NULL
  UNION
  SELECT about, voice, actor, office FROM parts_of WHERE office IS NOT NULL
), keys AS (
  SELECT DISTINCT s.about, s.voice, s.actor, CASE WHEN a.named THEN a.class ELSE 'Group' END AS kind, l.likeness
  FROM starts s JOIN actors a ON a.actor = s.actor JOIN likenesses l ON l.actor = s.start
), matches AS (
  SELECT DISTINCT k.about, k.voice, k.actor, o.voice AS other_voice
  FROM keys k
  JOIN keys o ON o.about = k.about AND o.likeness = k.likeness AND o.voice <> k.voice
  WHERE o.kind <> k.kind OR k.likeness IN (k.actor, o.actor)
), unmatched AS (
  SELECT DISTINCT s.about, t.claim, o.claim AS other_claim
  FROM seats s
  JOIN tables t ON t.claim = s.claim
  JOIN tables o ON o.about = s.about AND o.happened = s.happened AND o.voice <> s.voice
  LEFT JOIN matches m ON m.about = s.about AND m.voice = s.voice AND m.actor = s.actor AND m.other_voice = o.voice
  WHERE m.actor IS NULL
), named AS (
  SELECT claim,
    group_concat(actor, '+') OVER (
      PARTITION BY claim ORDER BY actor ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS names
  FROM (SELECT DISTINCT claim, actor FROM seats) s
)
SELECT DISTINCT u.about, 'participants' AS differs, CAST(NULL AS VARCHAR) AS whose, n.names AS value,
  m.names AS other_value, CAST(NULL AS VARCHAR) AS said, CAST(NULL AS VARCHAR) AS other_said, u.claim, u.other_claim,
  CAST(NULL AS VARCHAR) AS speaker, CAST(NULL AS VARCHAR) AS other_speaker
FROM unmatched u
JOIN unmatched w ON w.claim = u.other_claim AND w.other_claim = u.claim
JOIN named n ON n.claim = u.claim
JOIN named m ON m.claim = u.other_claim
WHERE u.claim < u.other_claim
