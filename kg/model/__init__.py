"""What there is: the ontology as Python sees it, dates, records, their one RDF shape, crosswalks, records → quads."""
