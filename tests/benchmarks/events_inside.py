"""What bench_events.py measures inside processes of their own: each task prints a line of JSON for each thing it did.

python tests/benchmarks/events_inside.py TASK '{"graph": "graph", ...}'
"""

from __future__ import annotations

import contextlib
import gc
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

CONTACTS = "contacts.parquet"
PAIR = ("a", "b")  # the columns of the contact table that name the two actors
TOP = 20

# The same question to both engines; kg's own `talks` and the contact table answer it with more conditions.
TALKS = """
SELECT ?who ?whom (COUNT(DISTINCT ?event) AS ?contacts)
WHERE {
  GRAPH ?claim {
    ?one akg:event ?event ; akg:participant ?who .
    ?two akg:event ?event ; akg:participant ?whom .
  }
  FILTER(STR(?who) < STR(?whom))
}
GROUP BY ?who ?whom
"""


# the calls of kg that are measured: one place each


def call_pairs(graph: Path, top: int | None) -> list[Any]:
    """Who talks to whom over all events, the most frequent pairs first."""
    return list(_table(graph).count_pairs(limit=top))  # the call


def call_network(graph: Path) -> object:
    """All pairs as a networkx graph."""
    return _table(graph).make_network()  # the call


def call_query(graph: Path, name: str, parameters: dict[str, str], *, columns: bool = True) -> object:
    """A named query: a function that runs it; by SPARQL alone where `columns` is false."""
    from kg.graph import Graph

    opened = Graph.open(graph)
    if not columns:
        opened.contacts = None
    return lambda: opened.query(name, **parameters)  # the call


def _table(graph: Path) -> Any:
    from kg.derived.contact_table import ContactTable
    from kg.model.vocabulary import ID
    from kg.store.oxigraph import Store

    return ContactTable(graph / CONTACTS, graph / "dump.nq", register=Store(graph / "store", base=ID))


# tasks


def dump_quads(graph: str, file: str) -> None:
    """Write the quads of an imported graph's store as they are."""
    import pyoxigraph as ox

    ox.Store.read_only(str(Path(graph) / "store")).dump(file, ox.RdfFormat.N_QUADS)
    tell(quads=sum(block.count(b"\n") for block in _blocks(Path(file))))


def time_pairs(graph: str, runs: int) -> None:
    """kg beside DuckDB alone: the most frequent pairs, and all."""
    folder = Path(graph)
    for label, top in (("top pairs", TOP), ("all pairs", None)):
        compare(label, lambda top=top: call_pairs(folder, top), lambda top=top: bare_pairs(folder, top), runs)  # type: ignore[misc]


def time_network(graph: str, runs: int) -> None:
    """kg beside a loop over the rows of DuckDB."""
    folder = Path(graph)
    compare("network", lambda: call_network(folder), lambda: bare_network(folder), runs)


def time_query(graph: str, name: str, parameters: dict[str, str], side: str, runs: int) -> None:
    """A named query through kg, or by the engine alone with the same text and the same terms."""
    run: Any = call_query(Path(graph), name, parameters, columns=side != "engine")
    if side == "engine":
        run = bare_query(Path(graph), run)
    times = []
    for _ in range(runs):
        gc.collect()
        start = time.perf_counter()
        found = run()
        times.append(time.perf_counter() - start)
        tell(seconds=statistics.median(times), rows=len(found))


def find_actor(graph: str) -> None:
    """The actor that takes part most often."""
    import pyoxigraph as ox

    from kg.model.vocabulary import PREFIXES

    store = ox.Store.read_only(str(Path(graph) / "store"))
    text = "SELECT ?who (COUNT(*) AS ?n) WHERE { ?part akg:participant ?who } GROUP BY ?who ORDER BY DESC(?n) LIMIT 1"
    found: Any = store.query(text, prefixes=PREFIXES, use_default_graph_as_union=True)
    for row in found:
        tell(actor=row["who"].value)


def time_yardstick(file: str, engine: str) -> None:
    """Parse quads into memory and ask who talks to whom, in rdflib or pyoxigraph."""
    from kg.model.vocabulary import PREFIXES

    start = time.perf_counter()
    if engine == "rdflib":
        import rdflib

        data = rdflib.Dataset(default_union=True)
        data.parse(file, format="nquads")
        tell(parsed=time.perf_counter() - start)
        start = time.perf_counter()
        rows = len(list(data.query(TALKS, initNs=PREFIXES)))
    else:
        import pyoxigraph as ox

        store = ox.Store()
        store.bulk_load(path=file, format=ox.RdfFormat.N_QUADS)
        tell(parsed=time.perf_counter() - start)
        start = time.perf_counter()
        found: Any = store.query(TALKS, prefixes=PREFIXES, use_default_graph_as_union=True)
        rows = sum(1 for _ in found)
    tell(asked=time.perf_counter() - start, rows=rows)


# what kg is compared with


def bare_pairs(graph: Path, top: int | None) -> list[tuple[Any, ...]]:
    """What somebody would write who only needs the pairs."""
    import duckdb

    path = graph / CONTACTS
    if not path.is_file():
        raise SystemExit(f"missing: there is no {CONTACTS} in the graph's folder")
    one, other = PAIR
    text = (
        f"SELECT least({one}, {other}) AS one, greatest({one}, {other}) AS other, count(*) AS n FROM read_parquet($1)"
        " GROUP BY ALL ORDER BY n DESC, one, other" + (f" LIMIT {top}" if top else "")
    )
    with duckdb.connect() as connection:
        found: list[tuple[Any, ...]] = connection.execute(text, [str(path)]).fetchall()
    return found


def bare_network(graph: Path) -> object:
    """The shortest loop from pairs to a graph."""
    import networkx

    network = networkx.Graph()
    for one, other, count in bare_pairs(graph, None):
        network.add_edge(one, other, contacts=count)
    return network


def bare_query(graph: Path, run: Callable[[], object]) -> Callable[[], list[tuple[Any, ...]]]:
    """The query that kg would run, with its terms, by the engine alone; each row is read."""
    import pyoxigraph as ox

    from kg.model.vocabulary import PREFIXES
    from kg.store.oxigraph import Store

    class _Caught(Exception):  # noqa: N818
        pass

    asked: list[tuple[str, dict[str, Any]]] = []
    through = Store.query

    def catch(store: Store, text: str, *, bound: Any = None) -> Any:
        if text.startswith("# Question"):  # the query itself; what finds ids by names goes through
            asked.append((text, dict(bound or {})))
            raise _Caught
        return through(store, text, bound=bound)

    with mock.patch.object(Store, "query", catch), contextlib.suppress(_Caught):
        run()
    text, bound = asked[0]
    store = ox.Store.read_only(str(graph / "store"))
    terms: Any = {ox.Variable(name): term for name, term in bound.items()} or None

    def direct() -> list[tuple[Any, ...]]:
        found: Any = store.query(text, prefixes=PREFIXES, use_default_graph_as_union=True, substitutions=terms)
        return [tuple(row) for row in found]

    return direct


# how


def compare(label: str, kg: Callable[[], object], other: Callable[[], object], runs: int) -> None:
    """The median seconds of both, which take turns, so that a busy machine is busy for both; the first turn is not
    counted, so that neither waits for the disk."""
    times: dict[str, list[float]] = {"kg": [], "other": []}
    for turn in range(runs + 1):
        for name, call in (("kg", kg), ("other", other)):
            gc.collect()
            start = time.perf_counter()
            call()
            if turn:
                times[name].append(time.perf_counter() - start)
    tell(label=label, kg=statistics.median(times["kg"]), other=statistics.median(times["other"]))


def tell(**found: object) -> None:
    """Print a line of JSON at once: what is printed counts even where the process is ended later."""
    print(json.dumps(found), flush=True)


def _blocks(path: Path) -> Any:
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            yield block


TASKS: dict[str, Callable[..., None]] = {
    "dump": dump_quads,
    "pairs": time_pairs,
    "network": time_network,
    "query": time_query,
    "actor": find_actor,
    "yardstick": time_yardstick,
}

if __name__ == "__main__":
    TASKS[sys.argv[1]](**json.loads(sys.argv[2]))
