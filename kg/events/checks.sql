-- The shapes (ontology/shapes.ttl) that claims of event data can break, as queries over columns. Each has the name of
-- its shape and gives the claims that break it. A test breaks each and holds that SHACL finds the same claims.
--
-- Takes claims, parts, known (ids of things with their class), kinds (classes and what they are subclasses of),
--   concepts.

-- Check: phone-call-needs-two
SELECT c.claim FROM claims c JOIN kinds k ON k.class = c.type AND k.above = 'PhoneCall'
LEFT JOIN parts p ON p.claim = c.claim GROUP BY c.claim HAVING count(DISTINCT p.actor) < 2

-- Check: meeting-needs-two
SELECT c.claim FROM claims c JOIN kinds k ON k.class = c.type AND k.above = 'Meeting'
LEFT JOIN parts p ON p.claim = c.claim GROUP BY c.claim HAVING count(DISTINCT p.actor) < 2

-- Check: talks-need-two
SELECT c.claim FROM claims c JOIN kinds k ON k.class = c.type AND k.above = 'Talks'
LEFT JOIN parts p ON p.claim = c.claim GROUP BY c.claim HAVING count(DISTINCT p.actor) < 2

-- Check: contact-needs-participant
SELECT c.claim FROM claims c JOIN kinds k ON k.class = c.type AND k.above = 'Contact'
WHERE c.claim NOT IN (SELECT claim FROM parts WHERE actor IS NOT NULL)

-- Check: act-needs-speaker
SELECT c.claim FROM claims c JOIN kinds k ON k.class = c.type AND k.above = 'Act'
WHERE c.claim NOT IN (SELECT claim FROM parts WHERE role = 'speaker')

-- Check: agreement-needs-two
SELECT c.claim FROM claims c JOIN kinds k ON k.class = c.type AND k.above = 'Agreement'
LEFT JOIN parts p ON p.claim = c.claim GROUP BY c.claim HAVING count(DISTINCT p.actor) < 2

-- Check: during-an-event
SELECT claim FROM claims c WHERE during IS NOT NULL
AND during NOT IN (SELECT e.claim FROM claims e JOIN kinds k ON k.class = e.type AND k.above = 'Event')
AND during NOT IN (SELECT id FROM known JOIN kinds k ON k.class = known.class AND k.above = 'Event')

-- Check: place-is-a-place
SELECT claim FROM claims WHERE place IS NOT NULL
AND place NOT IN (SELECT id FROM known JOIN kinds k ON k.class = known.class AND k.above = 'Place')

-- Check: topic-is-a-topic
SELECT DISTINCT claim FROM (SELECT claim, unnest(topics) AS topic FROM claims)
WHERE topic NOT IN (SELECT id FROM concepts WHERE scheme = 'Topic')

-- Check: participation-one-participant
SELECT DISTINCT claim FROM parts WHERE actor IS NULL

-- Check: participant-is-actor-or-office
SELECT DISTINCT claim FROM (
  SELECT claim, actor FROM parts UNION ALL SELECT claim, concern_actor FROM claims
) WHERE actor IS NOT NULL
AND actor NOT IN (SELECT id FROM known JOIN kinds k ON k.class = known.class AND k.above IN ('Actor', 'Office'))

-- Check: in-office-is-an-office
SELECT DISTINCT claim FROM parts WHERE office IS NOT NULL
AND office NOT IN (SELECT id FROM known JOIN kinds k ON k.class = known.class AND k.above = 'Office')

-- Check: participation-one-role
SELECT DISTINCT claim FROM (
  SELECT claim, role FROM parts UNION ALL SELECT claim, concern_role FROM claims WHERE concern_actor IS NOT NULL
) WHERE role IS NULL

-- Check: role-is-a-role
SELECT DISTINCT claim FROM (
  SELECT claim, role FROM parts UNION ALL SELECT claim, concern_role FROM claims WHERE concern_actor IS NOT NULL
) WHERE role IS NOT NULL AND role NOT IN (SELECT id FROM concepts WHERE scheme = 'Role')

-- Check: participation-one-status
SELECT DISTINCT claim FROM (
  SELECT claim, status FROM parts UNION ALL SELECT claim, concern_status FROM claims WHERE concern_actor IS NOT NULL
) WHERE status IS NULL

-- Check: role-status-is-known
SELECT DISTINCT claim FROM (
  SELECT claim, status FROM parts UNION ALL SELECT claim, concern_status FROM claims WHERE concern_actor IS NOT NULL
) WHERE status IS NOT NULL AND status NOT IN (SELECT id FROM concepts WHERE scheme = 'RoleStatus')

-- Check: on-behalf-of-actor
SELECT DISTINCT claim FROM (
  SELECT claim, behalf FROM parts UNION ALL SELECT claim, first_for FROM claims WHERE sign <> ''
  UNION ALL SELECT claim, concern_for FROM claims WHERE concern_actor IS NOT NULL
) WHERE behalf IS NOT NULL
AND behalf NOT IN (SELECT id FROM known JOIN kinds k ON k.class = known.class AND k.above = 'Actor')

-- Check: claim-needs-source
SELECT claim FROM claims WHERE source IS NULL

-- Check: source-is-a-source
SELECT claim FROM claims WHERE source IS NOT NULL
AND source NOT IN (SELECT id FROM known JOIN kinds k ON k.class = known.class AND k.above = 'Source')

-- Check: row-is-an-id
SELECT DISTINCT claim FROM (SELECT claim, unnest(rows) AS id FROM claims)
WHERE length(id) NOT BETWEEN 1 AND 200 OR regexp_matches(id, '[\n\r]')

-- Check: row-count-at-least-one
SELECT claim FROM claims WHERE len(rows) < 1

-- Check: article-count-at-least-one
SELECT claim FROM claims WHERE articles < 0

-- Check: publisher-count-at-least-one
SELECT claim FROM claims WHERE publishers < 0

-- Check: stance-needs-holder
SELECT claim FROM claims WHERE type = 'Stance' AND (first IS NULL OR sign = '')

-- Check: stance-needs-object
SELECT claim FROM claims WHERE type = 'Stance' AND (second IS NULL OR sign NOT IN ('supports', 'opposes'))

-- Check: holder-is-actor-or-office
SELECT claim FROM claims WHERE sign <> '' AND first IS NOT NULL
AND first NOT IN (SELECT id FROM known JOIN kinds k ON k.class = known.class AND k.above IN ('Actor', 'Office'))
