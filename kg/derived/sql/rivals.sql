-- Where two claims do not go together, which of them is preferred, and what decides.
--
-- In this order: the rank; the check; a certain day before one that is not; no preference for a denial by who has a
-- part in it; who tells first-hand; the number of publishers. Of two accounts by two sides none is put before the
-- other. `left_out` is how many more claims of the same were not compared.
-- Takes: rival_claims, statements, precedences, first_hand, publishers_saying, compared
-- Columns: about, differs, whose, value, according_to, source, claim, other_value, other_according_to, other_source,
--   other_claim, preferred, why, left_out
WITH told AS (
  SELECT r.about, r.differs, r.whose, r.value, COALESCE(r.speaker, s.teller) AS according_to, s.source, r.claim,
    r.other_value, COALESCE(r.other_speaker, o.teller) AS other_according_to, o.source AS other_source, r.other_claim,
    r.said, r.other_said, r.speaker IS NOT NULL AS speech, r.differs = 'date' AND s.doubt AS doubt,
    r.differs = 'date' AND o.doubt AS other_doubt, s.rank, o.rank AS other_rank, s.checked, o.checked AS other_checked
  FROM rival_claims r
  JOIN statements s ON s.claim = r.claim
  JOIN statements o ON o.claim = r.other_claim
), uncompared AS (
  SELECT about, sum(left_out) AS left_out FROM (SELECT DISTINCT about, said, left_out FROM compared) c GROUP BY about
), weighed AS (
  SELECT t.*, r.precedence AS rank_place, q.precedence AS other_rank_place, r.label AS rank_label,
    q.label AS other_rank_label,
    c.precedence AS check_place, d.precedence AS other_check_place, c.label AS check_label,
    d.label AS other_check_label,
    f.party IS NOT NULL AS own, g.party IS NOT NULL AS other_own, p.publishers, w.publishers AS other_publishers
  FROM told t
  JOIN precedences r ON r.kind = 'rank' AND r.concept = t.rank
  JOIN precedences q ON q.kind = 'rank' AND q.concept = t.other_rank
  JOIN precedences c ON c.kind = 'check' AND c.concept = t.checked
  JOIN precedences d ON d.kind = 'check' AND d.concept = t.other_checked
  LEFT JOIN first_hand f ON f.about = t.about AND f.party = t.according_to
  LEFT JOIN first_hand g ON g.about = t.about AND g.party = t.other_according_to
  LEFT JOIN publishers_saying p ON p.about = t.about AND p.said = t.said
  LEFT JOIN publishers_saying w ON w.about = t.about AND w.said = t.other_said
), judged AS (
  SELECT *,
    CASE WHEN differs = 'readout' THEN 'neither|two accounts of two sides; none is put before the other'
      WHEN rank_place < other_rank_place THEN 'first|ranked ' || rank_label || ', the other ' || other_rank_label
      WHEN rank_place > other_rank_place THEN 'second|ranked ' || other_rank_label || ', the other ' || rank_label
      WHEN check_place < other_check_place THEN 'first|checked: ' || check_label || ', the other: ' || other_check_label
      WHEN check_place > other_check_place
        THEN 'second|checked: ' || other_check_label || ', the other: ' || check_label
      WHEN NOT doubt AND other_doubt THEN 'first|a certain day, the other is not'
      WHEN doubt AND NOT other_doubt THEN 'second|a certain day, the other is not'
      WHEN other_said = 'denied' AND other_own THEN 'neither|who denies it has a part in it'
      WHEN NOT speech AND own AND other_own THEN 'neither|both are told first-hand'
      WHEN NOT speech AND own THEN 'first|told first-hand'
      WHEN NOT speech AND other_own THEN 'second|told first-hand'
      WHEN publishers > other_publishers
        THEN 'first|told by ' || publishers || ' publishers, the other by ' || other_publishers
      WHEN publishers < other_publishers
        THEN 'second|told by ' || other_publishers || ' publishers, the other by ' || publishers
      ELSE 'neither|nothing speaks for one of them' END AS verdict
  FROM weighed
)
SELECT j.about, differs, whose, value, according_to, source, claim, other_value, other_according_to, other_source,
  other_claim, substr(verdict, 1, instr(verdict, '|') - 1) AS preferred,
  substr(verdict, instr(verdict, '|') + 1) AS why, u.left_out
FROM judged j
LEFT JOIN uncompared u ON u.about = CASE WHEN differs = 'membership' THEN whose ELSE j.about END
