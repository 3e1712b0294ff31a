-- Data set: MEND mediation events
-- Publisher: PeaceRep
-- Scheme: mend
-- Sectors: mend
-- Quote: double
-- Columns: med_event_ID, conflict_country, conflict_counry_ID, conflict_id, med_location - MULTISELECT, med_loc_cty,
--   med_loc_x, med_loc_y, Day, Month, Year, third_party, third_party_id_GLOPAD, third_party_id, third_party_id_PAX,
--   num_med, med_scope, individual_med_named, groupings_mechanisms, local_parties, local_party_id, local_indiv_group,
--   num_local, if_loc_belig, agmt, agmt_name, agmt_id_PAX, Summary, source_urls, shuttle, med_type
-- Blank: med_event_ID, third_party, Year
-- Known: The data set does not tell when it came out; the day of the event stands for it.
WITH told AS (
  SELECT
    *,
    list_filter(list_transform(string_split(third_party, ';'), lambda x: trim(x)), lambda x: x <> '') AS thirds,
    list_filter(list_transform(string_split(individual_med_named, ';'), lambda x: trim(x)), lambda x: x <> '')
      AS mediators,
    list_filter(list_transform(string_split(local_parties, ';'), lambda x: trim(x)), lambda x: x <> '') AS parties,
    list_filter(list_transform(string_split(local_indiv_group, ';'), lambda x: trim(x)), lambda x: x <> '') AS locals,
    CASE WHEN med_type = 'M' THEN 'mediator' ELSE 'third-party' END AS third_role,
    CASE WHEN if_loc_belig = '1' THEN 'belligerent' ELSE 'party' END AS local_role,
    TRY_CAST(Year AS INTEGER) AS y,
    TRY_CAST(Month AS INTEGER) AS m,
    TRY_CAST(Day AS INTEGER) AS d
  FROM foreign_rows
), dated AS (
  SELECT
    *,
    CASE
      WHEN d IS NOT NULL AND m IS NOT NULL THEN TRY_CAST(printf('%04d-%02d-%02d', y, m, d) AS DATE)
      WHEN m IS NOT NULL THEN TRY_CAST(printf('%04d-%02d-01', y, m) AS DATE)
      ELSE TRY_CAST(printf('%04d-01-01', y) AS DATE)
    END AS first_day
  FROM told
)
SELECT
  line,
  med_event_ID AS id,
  CASE
    WHEN med_event_ID IS NULL THEN 'it has no med_event_ID'
    -- a dot tells the meetings of a row apart
    WHEN contains(med_event_ID, '.') THEN 'the med_event_ID has a dot in it'
    WHEN y IS NULL THEN 'the Year is no number'
    WHEN y NOT BETWEEN 1000 AND 9999 THEN 'the Year has not four digits'
    WHEN Month IS NOT NULL AND m IS NULL OR Day IS NOT NULL AND d IS NULL THEN 'the Month or Day is no number'
    WHEN first_day IS NULL THEN 'Year, Month and Day are no day'
  END AS wrong,
  first_day AS day,
  CASE
    WHEN d IS NOT NULL AND m IS NOT NULL THEN first_day
    WHEN m IS NOT NULL THEN CAST(last_day(first_day) AS DATE)
    ELSE TRY_CAST(printf('%04d-12-31', y) AS DATE)
  END AS last_day,
  CASE
    WHEN d IS NOT NULL AND m IS NOT NULL THEN NULL
    WHEN m IS NOT NULL THEN printf('%04d-%02d', y, m)
    ELSE printf('%04d', y)
  END AS date,
  first_day AS known,
  false AS known_surely,
  COALESCE(med_type, 'untold') AS code,
  list_concat(
    -- A third party that a named mediator surely stands for is told by "on behalf of"
    CASE
      WHEN len(thirds) = 1 AND len(mediators) > 0 THEN []
      ELSE list_transform(thirds, lambda x: {name: x, country: NULL, sectors: NULL, role: third_role, deputy_of: NULL})
    END,
    list_transform(mediators, lambda x: {name: x, country: NULL, sectors: ['person'], role: third_role,
      deputy_of: CASE WHEN len(thirds) = 1 THEN thirds[1] END}),
    CASE
      WHEN len(parties) = 1 AND len(locals) > 0 THEN []
      ELSE list_transform(parties, lambda x: {name: x, country: NULL, sectors: NULL, role: local_role, deputy_of: NULL})
    END,
    list_transform(locals, lambda x: {name: x, country: NULL, sectors: ['person or group'], role: local_role,
      deputy_of: CASE WHEN len(parties) = 1 THEN parties[1] END})
  ) AS people,
  -- some have a coded space before them
  list_filter(list_transform(string_split(source_urls, ';'), lambda x: regexp_replace(trim(x), '^(%20| )+', '')),
    lambda x: x <> '') AS addresses,
  CASE WHEN lower("med_location - MULTISELECT") NOT IN ('unknown', 'virtual') THEN "med_location - MULTISELECT" END
    AS place,
  med_loc_cty AS place_country,
  Summary AS content,
  CASE WHEN agmt = '1' THEN agmt_name END AS agreement,
  shuttle = '1' AS apart
FROM dated
