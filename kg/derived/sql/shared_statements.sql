-- What several claims state: these claims, with the voice of each, which is a source and whose words it passes on.
--
-- Takes: statements, compared
-- Columns: claim, event, class, happened, voice, teller, date, earliest, latest, place
SELECT s.claim, s.event, s.class, s.happened, COALESCE(s.source || ' ' || s.teller, s.claim) AS voice, s.teller, s.date,
  s.earliest, s.latest, s.place
FROM statements s
JOIN compared c ON c.claim = s.claim AND c.about = s.event AND c.said = 'stated'
JOIN (SELECT event FROM statements GROUP BY event HAVING count(*) > 1) e ON e.event = s.event
