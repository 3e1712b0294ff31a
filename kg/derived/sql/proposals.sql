-- Which offers, requests and invitations were made, by a claim, and which act answers each, by whom.
--
-- Takes: classes, speeches, concerns, links, claims, parts, days
-- Columns: claim, act, act_type, who, for_whom, whom, whom_for, content, role_wanted, stands, answer, answer_type,
--   answer_by, answer_date, date, standing
WITH answers AS (
  SELECT DISTINCT l.target AS act, l.event AS answer, c.class AS answer_type, p.actor AS answer_by,
    d.date AS answer_date
  FROM links l
  JOIN claims c ON c.claim = l.claim AND c.layer = 'act'
  LEFT JOIN parts p ON p.event = l.event AND p.role = 'speaker'
  LEFT JOIN days d ON d.event = l.event
  WHERE l.link = 'answers'
)
SELECT DISTINCT s.claim, s.act, s.act_type, s.who, s.for_whom, s.whom, s.whom_for, s.content,
  n.actor || ' as ' || n.role AS role_wanted, CASE WHEN a.answer IS NULL THEN 'open' ELSE 'answered' END AS stands,
  a.answer, a.answer_type, a.answer_by, a.answer_date, s.date, s.standing
FROM speeches s
JOIN classes t ON t.class = s.act_type AND t.proposes
LEFT JOIN concerns n ON n.claim = s.claim
LEFT JOIN answers a ON a.act = s.act
