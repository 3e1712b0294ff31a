-- Rows with a source and a target → events and who took part in them.
--
-- One event, many reports: rows about the same contact become one event with its reports. A contact is the same when
-- the data set, the day, the two actors and the channel are; it does not matter which of the two a row calls the
-- source. Other rows (acts, stances) are the same when the code is, too, and the source is the same. `SET VARIABLE
-- merging = false` makes one event of each row.
--
-- Takes kept (event rows), codes (the crosswalk), links and link_days (whom an actor stands for), place_ids.
-- Makes aside (rows that make no event, with the reason), claims and parts.

-- The host of an address; people.sql uses it, too.
CREATE OR REPLACE TEMP MACRO host(address) AS
  nullif(regexp_extract(lower(address), '^https?://(?:www\.)?([^/:?#]+)', 1), '');

CREATE OR REPLACE TEMP TABLE told AS
SELECT
  r.id, r.day, r.known, r.known_surely, r.code, r.article, r.place, r.place_country, r.intensity,
  COALESCE(r.publisher, host(r.article)) AS publisher,
  c.meaning,
  COALESCE(sd.number, s.number) AS source,
  COALESCE(td.number, t.number) AS target,
  sd.office AS source_office,
  td.office AS target_office,
  c.both_ways,
  c.needs_two,
  c.turned OR (c.alike AND COALESCE(sd.number, s.number) > COALESCE(td.number, t.number)) AS turned
FROM kept r
JOIN codes c ON c.notation = r.code
LEFT JOIN links s ON s.key = r.source_key
LEFT JOIN links t ON t.key = r.target_key
LEFT JOIN link_days sd ON sd.key = r.source_key AND r.day BETWEEN sd.since AND sd.until
LEFT JOIN link_days td ON td.key = r.target_key AND r.day BETWEEN td.since AND td.until
WHERE r.people IS NULL;

CREATE OR REPLACE TEMP TABLE aside AS
SELECT reason, count(*) AS rows FROM (
  SELECT CASE
    WHEN source IS NULL THEN 'nobody is named who acts'
    WHEN target IS NULL AND needs_two THEN 'only one actor is named'
    WHEN source = target THEN 'both sides are the same actor'
  END AS reason
  FROM told
)
WHERE reason IS NOT NULL
GROUP BY reason;

CREATE OR REPLACE TEMP TABLE merged AS
SELECT
  day,
  meaning,
  CASE WHEN both_ways AND turned THEN target ELSE source END AS first,
  CASE WHEN both_ways AND turned THEN source ELSE target END AS second,
  min(id) AS id,
  min(known) AS known,
  bool_and(known_surely) AS known_surely,
  list(id) AS rows,
  list(DISTINCT code) AS codes,
  list(DISTINCT article) FILTER (article IS NOT NULL) AS articles,
  count(DISTINCT publisher) AS publishers,
  arg_min({'place': place, 'country': place_country}, id) FILTER (place IS NOT NULL) AS place,
  min(CASE WHEN both_ways AND turned THEN target_office ELSE source_office END) AS first_office,
  min(CASE WHEN both_ways AND turned THEN source_office ELSE target_office END) AS second_office,
  avg(TRY_CAST(intensity AS DECIMAL(18, 6))) AS intensity -- exact, so that it is the same in any order
FROM told
WHERE source IS NOT NULL AND (target IS NOT NULL OR NOT needs_two) AND source IS DISTINCT FROM target
GROUP BY day, meaning, first, second, CASE WHEN NOT getvariable('merging') THEN id END;
DROP TABLE told;

CREATE OR REPLACE TEMP TABLE claims AS
SELECT
  m.prefix || '-' || e.id AS claim,
  m.type,
  m.prefix || '-' || CAST(e.known AS VARCHAR) AS source,
  CAST(e.day AS VARCHAR) AS date,
  e.day AS earliest,
  e.day AS latest,
  e.known,
  e.known_surely,
  list_sort(e.codes) AS codes,
  list_sort(e.rows) AS rows,
  COALESCE(len(e.articles), 0) AS articles,
  e.publishers,
  list_sort(list_filter(e.articles, lambda x: starts_with(x, 'http'))) AS addresses,
  p.id AS place,
  m.topics,
  CAST(NULL AS VARCHAR) AS content,
  CAST(NULL AS VARCHAR) AS during,
  m.sign,
  a.actor AS first,
  b.actor AS second,
  a.behalf AS first_for,
  b.behalf AS second_for,
  e.first_office,
  e.second_office,
  e.meaning,
  CASE m.concern_of WHEN 'source' THEN a.actor WHEN 'target' THEN b.actor END AS concern_actor,
  CASE m.concern_of WHEN 'source' THEN a.behalf WHEN 'target' THEN b.behalf END AS concern_for,
  m.concern_role,
  m.concern_status,
  e.intensity
FROM merged e
JOIN meanings m ON m.meaning = e.meaning
JOIN actors a ON a.number = e.first
LEFT JOIN actors b ON b.number = e.second
LEFT JOIN place_ids p ON p.place = e.place.place AND p.country IS NOT DISTINCT FROM e.place.country;
DROP TABLE merged;

CREATE OR REPLACE TEMP TABLE parts AS
SELECT claim, first AS actor, unnest(m.first_roles) AS role, 'exercised' AS status, first_for AS behalf,
  first_office AS office
FROM claims c JOIN meanings m ON m.meaning = c.meaning
WHERE m.sign = ''
UNION ALL
SELECT claim, second, unnest(m.second_roles), 'exercised', second_for, second_office
FROM claims c JOIN meanings m ON m.meaning = c.meaning
WHERE m.sign = '' AND second IS NOT NULL;
