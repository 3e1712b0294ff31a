-- By what two names at a table can be of the same: what somebody stands for, the offices that a person holds, and the
-- delegations in which a member is, with what these stand for.
--
-- Takes: stands_for, tenures, links, actors
-- Columns: actor, likeness
WITH near AS (
  SELECT holder AS actor, office AS through FROM tenures
  UNION
  SELECT m.target, d.target
  FROM links m
  JOIN links d ON d.claim = m.claim AND d.event = m.event AND d.link = 'affiliatedWith'
  JOIN actors a ON a.actor = d.target AND a.class = 'Delegation'
  WHERE m.link = 'member'
)
SELECT actor, higher AS likeness FROM stands_for
UNION
SELECT n.actor, s.higher FROM near n JOIN stands_for s ON s.actor = n.through
