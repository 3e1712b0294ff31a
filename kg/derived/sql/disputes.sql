-- Which claims another contradicts that is not deprecated, and in what: the day, the place, who took part, a role, a
-- membership. What is denied, and what one of two accounts leaves out, is for others to tell.
--
-- Takes: rivals, statements
-- Columns: claim, differs, other_claim
WITH contradicting AS (
  SELECT claim, differs, other_claim FROM rivals WHERE differs <> 'readout' AND other_value <> 'denied'
), either_way AS (
  SELECT claim, differs, other_claim FROM contradicting
  UNION
  SELECT other_claim, differs, claim FROM contradicting
)
SELECT e.claim, e.differs, e.other_claim
FROM either_way e JOIN statements s ON s.claim = e.other_claim
WHERE s.rank <> 'deprecated'
