"""What counts a measure: igraph, in C, where it is installed, or else networkx and plain Python."""

from __future__ import annotations

import importlib
import random
from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any, Literal

from kg.analysis.pairs import Pairs
from kg.errors import UsageError

Engine = Literal["igraph", "networkx"]
_generator = Lock()


class Scores(dict[str, float]):
    """The numbers of one measure, node → number, in the order of the nodes' names.

    `measure` is the name of the measure and `engine` is what counted it, "igraph" or "networkx". Anything that takes a
    dict takes it.

    >>> Scores({"a": 2.0, "b": 0.5}, measure="betweenness", engine="networkx")
    <Scores betweenness of 2 nodes by networkx>
    """

    __slots__ = ("engine", "measure")

    def __init__(
        self,
        values: Any = (),
        *,
        measure: str = "",
        engine: str = "networkx",
    ) -> None:
        super().__init__(values)
        self.measure = measure
        self.engine = engine

    def __repr__(self) -> str:
        return f"<Scores {self.measure} of {len(self)} {'node' if len(self) == 1 else 'nodes'} by {self.engine}>"


def score(nodes: Iterable[Hashable], values: Iterable[float], *, measure: str, engine: Engine) -> Scores:
    """Pair `nodes` with `values`, one each in the same order, as `Scores`.

    >>> score(["a", "b"], [1, 2], measure="core number", engine="networkx")["b"]
    2
    """
    return Scores(zip(nodes, values, strict=True), measure=measure, engine=engine)


def choose_engine(name: str = "auto") -> Engine:
    """Choose what counts: "igraph", "networkx", or with "auto" igraph where it is installed and else networkx.

    Raises `UsageError` for another name, and where igraph is asked for and missing.

    >>> choose_engine("networkx")
    'networkx'
    """
    if name == "networkx":
        return "networkx"
    if name not in ("auto", "igraph"):
        raise UsageError(f"there is no engine {name!r}; write 'auto', 'igraph' or 'networkx'")
    try:
        importlib.import_module("igraph")
    except ImportError:
        if name == "igraph":
            raise UsageError(
                "igraph is not installed; write pip install 'actor-kg[fast]', or choose the engine 'networkx'"
            ) from None
        return "networkx"
    return "igraph"


@contextmanager
def seeded_igraph(seed: int) -> Iterator[None]:
    """Let igraph's chance be that of `seed`: it has one for all threads, which wait for each other here."""
    igraph = importlib.import_module("igraph")
    with _generator:
        igraph.set_random_number_generator(random.Random(seed))
        try:
            yield
        finally:
            igraph.set_random_number_generator(random)


def to_igraph(ties: Pairs) -> Any:
    """Copy ties to igraph, all at once.

    Vertices are the numbers of nodes. Where ties have weights, each edge has it as `weight`. Gives an `igraph.Graph`.
    O(nodes + ties). Raises `UsageError` where igraph is missing.
    """
    choose_engine("igraph")
    copy = importlib.import_module("igraph").Graph(n=len(ties.nodes), edges=ties.pairs, directed=ties.directed)
    if ties.weights is not None:
        copy.es["weight"] = [float(value) for value in ties.weights]
    return copy
