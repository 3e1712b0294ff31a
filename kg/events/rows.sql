-- The common event table: what every importer makes of the rows of its data set. Columns that an importer leaves out
-- are empty. A row is one report of one event, as the data set has it.
CREATE OR REPLACE TABLE event_rows (
  line BIGINT,                -- where the row stands in its file, as far as that is known
  id VARCHAR,                 -- the row's own id in its data set
  wrong VARCHAR,              -- why the row cannot be used; empty where it can
  day DATE,                   -- the first day on which the event may have been
  last_day DATE,              -- the last one; empty where it is the first
  date VARCHAR,               -- the date as EDTF, where it is not just the day
  known DATE,                 -- the day on which the report was out
  known_surely BOOLEAN,       -- whether the data set tells that day, or the day of the event stands for it
  code VARCHAR,               -- the code of the event in the scheme of the importer
  source_name VARCHAR,        -- who acts, as written; empty for a country as a whole
  source_code VARCHAR,        -- the data set's own code of the actor
  source_country VARCHAR,     -- the country it belongs to, by name or code
  source_sectors VARCHAR[],   -- sectors or types
  target_name VARCHAR,        -- towards whom
  target_code VARCHAR,
  target_country VARCHAR,
  target_sectors VARCHAR[],
  -- who took part, where a data set tells roles itself, in place of source and target; `deputy_of` is on whose behalf
  people STRUCT(name VARCHAR, country VARCHAR, sectors VARCHAR[], role VARCHAR, deputy_of VARCHAR)[],
  article VARCHAR,            -- what tells one article from another: its address, where it has one
  publisher VARCHAR,          -- who published it; where it is empty, the host of the address tells
  addresses VARCHAR[],        -- where it can be read, of a row with `people`
  place VARCHAR,              -- where it happened, as written
  place_country VARCHAR,      -- the country of the place, by name or code
  intensity DOUBLE,           -- the data set's own figure on the scale of Goldstein (1992), -10 to 10
  content VARCHAR,            -- what happened, in the words of the data set
  agreement VARCHAR,          -- the name of an agreement that was made
  apart BOOLEAN               -- whether the parties did not meet and a third party went between them
);
