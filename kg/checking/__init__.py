"""Is it sound: facts files → checked records; checks between records, of phrases against texts, by SHACL; findings."""
