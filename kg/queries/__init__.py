"""Named queries, one `.rq` file each; what names mean; SPARQL texts of the user."""
