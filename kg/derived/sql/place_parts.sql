-- Which place is within which, through all steps.
--
-- Takes: places
-- Columns: place, around
WITH RECURSIVE inside(place, around) AS (
  SELECT place, around FROM places
  UNION
  SELECT i.place, p.around FROM inside i JOIN places p ON p.place = i.around
)
SELECT place, around FROM inside
