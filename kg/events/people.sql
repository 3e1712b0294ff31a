-- Rows that tell themselves who took part, and as what → claims and who took part in them. Each row is one event.
--
-- Where the parties were apart and a third party went between them, the third party met each of them: one event for
-- each. An agreement is an event of its own, in the course of the row's event where that is one.
--
-- Takes kept, codes, meanings, links (of names), place_ids. Adds to aside, claims and parts.

CREATE OR REPLACE TEMP TABLE persons AS
SELECT DISTINCT ON (k.id, a.actor, p.role)
  k.id, k.apart, a.actor, p.role, COALESCE(d.actor, a.behalf) AS behalf,
  p.role IN (SELECT role FROM third_roles) AS third,
  -- what keeps the parties apart: a person stays with those on whose behalf it is there
  COALESCE(d.actor, a.actor) AS group_of
FROM (SELECT id, apart, unnest(people) AS p FROM kept WHERE people IS NOT NULL) k
JOIN links l ON l.key = concat_ws(chr(31), COALESCE(p.name, ''), '', COALESCE(p.country, ''))
JOIN actors a ON a.number = l.number
LEFT JOIN links dl ON dl.key = concat_ws(chr(31), p.deputy_of, '', '')
LEFT JOIN actors d ON d.number = dl.number
ORDER BY k.id, a.actor, p.role, COALESCE(d.actor, a.behalf);

CREATE OR REPLACE TEMP TABLE groups AS
SELECT id, group_of, row_number() OVER (PARTITION BY id ORDER BY group_of) AS number
FROM (SELECT DISTINCT id, group_of FROM persons WHERE apart AND NOT third)
QUALIFY count(*) OVER (PARTITION BY id) > 1;

CREATE OR REPLACE TEMP TABLE told_parts AS
SELECT p.id || COALESCE('.' || g.number, '') AS event, p.id, p.actor, p.role, p.behalf
FROM persons p
LEFT JOIN groups g ON g.id = p.id AND (p.third OR p.group_of = g.group_of);

-- What an event and an agreement of one row have in common.
CREATE OR REPLACE TEMP TABLE told_rows AS
SELECT
  k.id,
  m.prefix || '-' || k.id AS claim,
  m.prefix,
  m.type,
  m.prefix || '-' || CAST(k.known AS VARCHAR) AS source,
  COALESCE(k.date, CAST(k.day AS VARCHAR)) AS date,
  k.day AS earliest,
  COALESCE(k.last_day, k.day) AS latest,
  k.known,
  k.known_surely,
  [k.code] AS codes,
  [k.id] AS rows,
  len(k.addresses) AS articles,
  len(list_distinct(list_transform(k.addresses, lambda x: host(x)))) AS publishers,
  list_sort(list_distinct(k.addresses)) AS addresses,
  k.place,
  k.place_country,
  -- facts have no white space at the ends of a text
  nullif(trim(k.content, s.white), '') AS content,
  nullif(trim(k.agreement, s.white), '') AS agreement,
  m.topics,
  m.sign,
  m.meaning
FROM kept k
JOIN codes c ON c.notation = k.code
JOIN meanings m ON m.meaning = c.meaning
CROSS JOIN (
  SELECT concat(' ', chr(9), chr(10), chr(11), chr(12), chr(13), chr(133), chr(160), chr(8232), chr(8233)) AS white
) s
WHERE k.people IS NOT NULL AND k.id IN (SELECT id FROM told_parts GROUP BY id HAVING count(DISTINCT actor) > 1);

INSERT INTO claims BY NAME
SELECT r.* EXCLUDE (id, claim, prefix, place, place_country, agreement), r.prefix || '-' || e.event AS claim,
  p.id AS place
FROM (SELECT event, id FROM told_parts GROUP BY event, id HAVING count(DISTINCT actor) > 1) e
JOIN told_rows r ON r.id = e.id
LEFT JOIN place_ids p ON p.place = r.place AND p.country IS NOT DISTINCT FROM r.place_country;

INSERT INTO claims BY NAME
SELECT
  r.* EXCLUDE (id, claim, prefix, type, place, place_country, content, agreement, topics),
  r.claim || '.agreement' AS claim,
  'Agreement' AS type,
  r.agreement AS content,
  -- of several meetings with parties that were apart, it is not told in which one
  CASE WHEN r.claim IN (SELECT claim FROM claims) THEN r.claim END AS during
FROM told_rows r
WHERE r.agreement IS NOT NULL;

INSERT INTO aside
SELECT reason, count(*) FROM (
  SELECT CASE
    WHEN count(DISTINCT t.actor) < 2 THEN 'fewer than two actors are named'
    ELSE 'the parties were apart, and no third party is named'
  END AS reason
  FROM kept k LEFT JOIN told_parts t ON t.id = k.id
  WHERE k.people IS NOT NULL AND k.id NOT IN (SELECT unnest(rows) FROM claims)
  GROUP BY k.id
)
GROUP BY reason;

INSERT INTO parts
SELECT DISTINCT c.claim, t.actor, t.role, 'exercised', CASE WHEN t.behalf <> t.actor THEN t.behalf END,
  CAST(NULL AS VARCHAR)
FROM told_parts t
JOIN meanings m ON true
JOIN claims c ON c.claim = m.prefix || '-' || t.event OR c.claim = m.prefix || '-' || t.id || '.agreement'
WHERE m.meaning = (SELECT min(meaning) FROM meanings);
DROP TABLE persons; DROP TABLE groups; DROP TABLE told_parts; DROP TABLE told_rows;
