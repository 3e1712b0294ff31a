"""SHACL shapes, those of the ontology and those of somebody else, which are read first and run apart."""

from kg.checking.rdflib_graphs import to_rdflib
from kg.checking.shape_runs import run_shapes

__all__ = ["run_shapes", "to_rdflib"]
