-- Data set: GDELT events
-- Publisher: GDELT Project
-- Scheme: cameo
-- Sectors: cameo
-- Quote: none
-- Text: EventCode
-- Columns: GLOBALEVENTID, SQLDATE, MonthYear, Year, FractionDate,
--   Actor1Code, Actor1Name, Actor1CountryCode, Actor1KnownGroupCode, Actor1EthnicCode, Actor1Religion1Code,
--   Actor1Religion2Code, Actor1Type1Code, Actor1Type2Code, Actor1Type3Code,
--   Actor2Code, Actor2Name, Actor2CountryCode, Actor2KnownGroupCode, Actor2EthnicCode, Actor2Religion1Code,
--   Actor2Religion2Code, Actor2Type1Code, Actor2Type2Code, Actor2Type3Code,
--   IsRootEvent, EventCode, EventBaseCode, EventRootCode, QuadClass, GoldsteinScale, NumMentions, NumSources,
--   NumArticles, AvgTone, Actor1Geo_Type, Actor1Geo_FullName, Actor1Geo_CountryCode, Actor1Geo_ADM1Code,
--   Actor1Geo_ADM2Code, Actor1Geo_Lat, Actor1Geo_Long, Actor1Geo_FeatureID,
--   Actor2Geo_Type, Actor2Geo_FullName, Actor2Geo_CountryCode, Actor2Geo_ADM1Code, Actor2Geo_ADM2Code, Actor2Geo_Lat,
--   Actor2Geo_Long, Actor2Geo_FeatureID,
--   ActionGeo_Type, ActionGeo_FullName, ActionGeo_CountryCode, ActionGeo_ADM1Code, ActionGeo_ADM2Code, ActionGeo_Lat,
--   ActionGeo_Long, ActionGeo_FeatureID, DATEADDED, SOURCEURL
-- Without: Actor1Geo_ADM2Code, Actor2Geo_ADM2Code, ActionGeo_ADM2Code
-- Without: Actor1Geo_ADM2Code, Actor2Geo_ADM2Code, ActionGeo_ADM2Code, SOURCEURL
-- Known: DATEADDED, the day on which the row was added.
SELECT
  line,
  GLOBALEVENTID AS id,
  CASE
    WHEN GLOBALEVENTID IS NULL THEN 'it has no GLOBALEVENTID'
    WHEN TRY_STRPTIME(SQLDATE, '%Y%m%d') IS NULL OR length(SQLDATE) <> 8 THEN 'the SQLDATE is no day such as 20201113'
    WHEN TRY_STRPTIME(left(DATEADDED, 8), '%Y%m%d') IS NULL
      THEN 'the DATEADDED does not start with a day such as 20201113'
    WHEN EventCode IS NULL THEN 'it has no EventCode'
  END AS wrong,
  CAST(TRY_STRPTIME(SQLDATE, '%Y%m%d') AS DATE) AS day,
  CAST(TRY_STRPTIME(left(DATEADDED, 8), '%Y%m%d') AS DATE) AS known,
  true AS known_surely,
  EventCode AS code,
  CASE WHEN Actor1Code IS DISTINCT FROM Actor1CountryCode THEN Actor1Name END AS source_name,
  Actor1Code AS source_code,
  Actor1CountryCode AS source_country,
  list_sort(list_distinct([Actor1KnownGroupCode, Actor1Type1Code, Actor1Type2Code, Actor1Type3Code])) AS source_sectors,
  CASE WHEN Actor2Code IS DISTINCT FROM Actor2CountryCode THEN Actor2Name END AS target_name,
  Actor2Code AS target_code,
  Actor2CountryCode AS target_country,
  list_sort(list_distinct([Actor2KnownGroupCode, Actor2Type1Code, Actor2Type2Code, Actor2Type3Code])) AS target_sectors,
  SOURCEURL AS article,
  trim(string_split(ActionGeo_FullName, ',')[1]) AS place,
  ActionGeo_CountryCode AS place_country,
  TRY_CAST(GoldsteinScale AS DOUBLE) AS intensity
FROM foreign_rows
