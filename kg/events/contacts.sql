-- Claims and who took part in them → who was in contact with whom: one row per pair of actors and contact.
--
-- Of an actor with several roles the most telling one counts, as in the projection of the graph: one by which it sat at
-- the table, then that of a third party. The third party comes first, else the order is that of the ids.
--
-- Takes claims, parts, meanings, role_weights, levels (of actors). Makes contacts.

CREATE OR REPLACE TEMP TABLE contacts AS
WITH primary_parts AS (
  SELECT DISTINCT ON (a.claim, actor) a.*
  FROM parts a JOIN role_weights w ON w.role = a.role
  WHERE a.claim IN (SELECT claim FROM claims WHERE first IS NULL)
  ORDER BY a.claim, actor, NOT w.sits, w.weight, a.role
), placed AS (
  -- rows with two sides
  SELECT c.*, m.first_role AS p_role, m.second_role AS q_role, c.first AS p, c.second AS q, c.first_for AS p_for,
    c.second_for AS q_for, c.first_office AS p_office, c.second_office AS q_office
  FROM claims c JOIN meanings m ON m.meaning = c.meaning
  WHERE m.contact AND c.second IS NOT NULL
  UNION ALL BY NAME
  -- rows that tell who took part
  SELECT c.*, p.role AS p_role, q.role AS q_role, p.actor AS p, q.actor AS q, p.behalf AS p_for, q.behalf AS q_for
  FROM primary_parts p
  JOIN primary_parts q ON q.claim = p.claim AND q.actor > p.actor
  JOIN claims c ON c.claim = p.claim
  WHERE c.first IS NULL AND c.type <> 'Agreement'
), ordered AS (
  SELECT placed.*, pw.sits AND qw.sits AS at_the_table,
    (qw.weight, q) < (pw.weight, p) AS turned
  FROM placed
  JOIN role_weights pw ON pw.role = p_role
  JOIN role_weights qw ON qw.role = q_role
)
SELECT
  o.claim,
  o.claim AS event,
  o.source,
  true AS coded,
  true AS imported,
  o.type AS channel,
  'held' AS event_status,
  CASE WHEN turned THEN q ELSE p END AS a,
  CASE WHEN turned THEN p ELSE q END AS b,
  CASE WHEN turned THEN q_role ELSE p_role END AS a_role,
  CASE WHEN turned THEN p_role ELSE q_role END AS b_role,
  'exercised' AS status,
  CASE WHEN turned THEN q_for ELSE p_for END AS a_for,
  CASE WHEN turned THEN p_for ELSE q_for END AS b_for,
  CASE WHEN turned THEN COALESCE(q_for, ql.state, q) ELSE COALESCE(p_for, pl.state, p) END AS a_state,
  CASE WHEN turned THEN COALESCE(p_for, pl.state, p) ELSE COALESCE(q_for, ql.state, q) END AS b_state,
  CASE WHEN turned THEN COALESCE(ql.body, q_for, ql.state, q) ELSE COALESCE(pl.body, p_for, pl.state, p) END AS a_body,
  CASE WHEN turned THEN COALESCE(pl.body, p_for, pl.state, p) ELSE COALESCE(ql.body, q_for, ql.state, q) END AS b_body,
  at_the_table,
  o.date,
  o.earliest,
  o.latest,
  false AS uncertain,
  o.known,
  o.known AS known_last,
  o.known_surely,
  len(o.rows) AS reports
FROM ordered o
LEFT JOIN levels pl ON pl.actor = o.p
LEFT JOIN levels ql ON ql.actor = o.q;
