-- Data set: ICEWS coded event data
-- Publisher: Integrated Crisis Early Warning System
-- Scheme: cameo
-- Sectors: icews
-- Quote: none
-- Text: CAMEO Code
-- Columns: Event ID, Event Date, Source Name, Source Sectors, Source Country, Event Text, CAMEO Code, Intensity,
--   Target Name, Target Sectors, Target Country, Story ID, Sentence Number, Publisher, City, District, Province,
--   Country, Latitude, Longitude
-- Known: The data set does not tell when a story was out; the day of the event stands for it.
SELECT
  line,
  "Event ID" AS id,
  CASE
    WHEN "Event ID" IS NULL THEN 'it has no Event ID'
    WHEN TRY_CAST("Event Date" AS DATE) IS NULL OR NOT regexp_matches("Event Date", '^[0-9]') -- DuckDB reads 'epoch'
      THEN 'the Event Date is no day such as 2018-10-05'
    WHEN "CAMEO Code" IS NULL THEN 'it has no CAMEO Code'
  END AS wrong,
  TRY_CAST("Event Date" AS DATE) AS day,
  TRY_CAST("Event Date" AS DATE) AS known,
  false AS known_surely,
  "CAMEO Code" AS code,
  "Source Name" AS source_name,
  "Source Country" AS source_country,
  string_split(replace(replace(replace("Source Sectors", ', ', chr(31)), ',', chr(30)), chr(31), ', '), chr(30))
    AS source_sectors,
  "Target Name" AS target_name,
  "Target Country" AS target_country,
  string_split(replace(replace(replace("Target Sectors", ', ', chr(31)), ',', chr(30)), chr(31), ', '), chr(30))
    AS target_sectors,
  "Story ID" AS article,
  "Publisher" AS publisher,
  COALESCE("City", "District", "Province") AS place,
  "Country" AS place_country,
  TRY_CAST("Intensity" AS DOUBLE) AS intensity
FROM foreign_rows
