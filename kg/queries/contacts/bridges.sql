-- The answer to bridges.rq. A day that is not known makes that of the last contact unknown, as in SPARQL.
WITH reached AS (
  SELECT about, side, third_party, behalf, CASE WHEN bool_and(last IS NOT NULL) THEN max(last) END AS last
  FROM encounters GROUP BY ALL
)
SELECT DISTINCT o.third_party, o.behalf, o.side, o.last, t.side AS other_side, t.last AS other_last, o.about
FROM reached o
JOIN reached t ON t.about = o.about AND t.third_party = o.third_party AND (o.behalf IS NULL OR t.behalf IS NULL OR o.behalf = t.behalf)
WHERE o.side < t.side AND ($conflict IS NULL OR o.about = $conflict)
ORDER BY o.about, o.third_party, o.behalf NULLS FIRST, o.side, t.side
