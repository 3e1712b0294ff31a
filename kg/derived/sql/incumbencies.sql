-- Who held which office, by a claim, and from when to when, put together of all claims about that.
--
-- Takes: tenures, claims, actors
-- Columns: claim, holder, office, belongs_to, leads, date, earliest, checked, standing
SELECT t.claim, t.holder, t.office, a.higher AS belongs_to, COALESCE(a.class = 'LeadingOffice', false) AS leads,
  t.date, t.earliest, c.checked, c.standing
FROM tenures t
JOIN claims c ON c.claim = t.claim
LEFT JOIN actors a ON a.actor = t.office
