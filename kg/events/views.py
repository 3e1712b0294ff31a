"""A view of a graph that has event data: the coded claims that pass the clocks come from columns, not from the store.

It says the same as `kg.claims.clocks.view_store`, which looks at every quad, and takes a second where that takes
minutes. Of the register it has the curated part and what the claims of the view name.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from kg.claims.clocks import Clocks
from kg.claims.content import read_content
from kg.claims.things import read_things
from kg.derived.claim_views import view_curated
from kg.derived.coded import CLAIM_COLUMNS, PART_COLUMNS
from kg.derived.coded_relations import CodedFiles, open_relations, write_relation_quads
from kg.derived.contact_table import passing
from kg.derived.relation_quads import add_relations
from kg.events.data_sets import DataSet
from kg.events.quads import publisher_id, write_claim_quads, write_part_quads
from kg.model.crosswalks import EVENT_CODE_SPACES, crosswalk_quads
from kg.model.properties import Iris
from kg.model.triples import make_iris
from kg.model.vocabulary import AKG
from kg.store.columns import REMAKE, Connection, check_table, open_columns, read_parquet, spill_folder, telling_damage
from kg.store.oxigraph import Store

_NAMED = """
SELECT DISTINCT name FROM (
  SELECT unnest([first, second, first_for, second_for, first_office, second_office, place, source, concern_actor,
    concern_for]) AS name FROM claims
  UNION ALL SELECT unnest([actor, behalf, office]) FROM parts
) WHERE name IS NOT NULL ORDER BY name
"""


def view_events(folder: Path, dump: Path, sets: Iterable[DataSet], store: Store, clocks: Clocks) -> Store:
    """A store in memory with the curated and the coded claims that pass the clocks.

    `folder` is that of the graph, `dump` the file with its curated quads, `store` its store, for the register.
    """
    view = view_curated(dump, clocks, base=store.base)
    if clocks.claims == "curated":
        add_relations(view)
        return view
    content = read_content(view)
    iris, files = make_iris(store.base), list[CodedFiles]()
    for data_set in sets:
        view.load_terms(crosswalk_quads(data_set.importer.scheme))
        with (
            tempfile.TemporaryDirectory() as work,
            open_columns(temporary=spill_folder(Path(work), data_set.claims(folder))) as connection,
        ):
            open_data_set(connection, data_set, folder, clocks)
            space = EVENT_CODE_SPACES[data_set.importer.scheme]
            publisher = publisher_id(data_set.importer)
            for file in write_claim_quads(connection, Path(work), iris=iris, according_to=publisher, code_space=space):
                view.load_file(file)
            for file in write_part_quads(connection, Path(work), iris=iris):
                view.load_file(file)
            names = [name for (name,) in connection.execute(_NAMED).fetchall()]
        view.load_terms(_register(store, [publisher, *names], iris))
        files.append(CodedFiles(claims=data_set.claims(folder), parts=data_set.parts(folder), teller=publisher))
    content = content.renewed(things=read_things(view))
    spill = [file.claims for file in files]
    with (
        tempfile.TemporaryDirectory() as work,
        open_relations(
            content, (), files, passing=passing(clocks), temporary=spill_folder(Path(work), *spill)
        ) as connection,
    ):
        for file in write_relation_quads(connection, Path(work), iris=iris, made=set()):
            view.load_file(file)
    return view


def open_data_set(connection: Connection, data_set: DataSet, folder: Path, clocks: Clocks) -> None:
    """Make the tables `claims` and `parts` of the claims of a data set that pass the clocks.

    Raises KgError where the files of them are not as kg wrote them.
    """
    claims, parts = data_set.claims(folder), data_set.parts(folder)
    check_table(connection, claims, CLAIM_COLUMNS, remedy=REMAKE)
    check_table(connection, parts, PART_COLUMNS, remedy=REMAKE)
    with telling_damage(claims, parts, remedy=REMAKE):
        connection.execute(
            f"CREATE TEMP TABLE claims AS SELECT * FROM {read_parquet(claims)} WHERE {passing(clocks)};"
            f" CREATE TEMP TABLE parts AS SELECT p.* FROM {read_parquet(parts)} p"
            " SEMI JOIN claims ON p.claim = claims.claim"
        )


def _register(store: Store, names: Iterable[str], iris: Iris) -> list[ox.Quad]:
    """What the register says of some things, and of what they belong to."""
    found: list[ox.Quad] = []
    seen: set[str] = set()
    waiting = [iris.iri(name) for name in names]
    above = {ox.NamedNode(AKG + name) for name in ("belongsTo", "within")}
    while waiting:
        node = waiting.pop()
        if node.value in seen:
            continue
        seen.add(node.value)
        for quad in store.match(node, graph=ox.DefaultGraph()):
            found.append(quad)
            if quad.predicate in above and isinstance(quad.object, ox.NamedNode):
                waiting.append(quad.object)
    return found
