"""The facts that tests start from: of the shipped data set what one article says and no more, and a made-up world."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import kg
from kg.datasets.shipped import shipped_facts
from kg.facts.discovery import DATASET_FILE
from kg.graph import Graph

ARTICLE = "dailysabah-2022-04-26"


def article_facts() -> list[Path]:
    """The registers of the shipped data set (actors, offices, tenures, places, ...) and the facts of one article.

    The other sources and the background grow; what a reader takes from this article stays. Without dataset.yaml: its
    counts are of all.
    """
    folder = shipped_facts()
    registers = (
        path
        for path in folder.rglob("*")
        if path.suffix in (".yaml", ".csv") and path.name not in (DATASET_FILE, "background.yaml")
    )
    sources = folder / "sources"
    return [*sorted(path for path in registers if sources not in path.parents), sources / f"{ARTICLE}.yaml"]


_ACTORS = """actors:
  arland: {type: State, name: Arland}
  borland: {type: State, name: Borland}
  corland: {type: State, name: Corland}
  dorland: {type: State, name: Dorland}
  ada: {type: Person, name: Ada Ash, of: arland}
  boris: {type: Person, name: Boris Birch, of: borland}
  cleo: {type: Person, name: Cleo Cedar, of: corland}
  carl: {type: Person, name: Carl Cork, of: corland}
  dora: {type: Person, name: Dora Dill, of: dorland}
  gazette: {type: NewsOrganization, name: The Gazette}
"""


def toy_graph(
    folder: Path,
    *claims: str,
    wars: Sequence[tuple[str, str]] = (("arland", "borland"),),
    coded: Sequence[str] = (),
    graph: Path | None = None,
) -> Graph:
    """A graph of a made-up world: each of `claims` is YAML without a phrase; each war has a state on either side.

    Arland has Ada, Borland Boris, Corland Cleo and Carl, Dorland Dora. `coded` are claims of a data set of events that
    a program coded; they have no phrase. With `graph`, it is built into that folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "actors.yaml").write_text(_ACTORS, encoding="utf-8")
    told = "".join(
        f"- conflict: war-{number}\n  name: War {number}\n  sides: {{{a}-{number}: [{a}], {b}-{number}: [{b}]}}\n"
        "  basis: well known\n"
        for number, (a, b) in enumerate(wars, 1)
    )
    (folder / "wars.yaml").write_text(f"claims:\n{told}" if told else "claims: []\n", encoding="utf-8")
    source = "source:\n  id: gazette-1\n  type: NewsArticle\n  publisher: gazette\n  published: 2031-06-30\n\nclaims:\n"
    phrase = "  phrase: as the paper has it\n"
    body = "".join(f"- {claim.strip()}\n{phrase}" for claim in claims)
    (folder / "gazette.yaml").write_text(source + body, encoding="utf-8")
    if coded:
        source = "source:\n  id: events-1\n  type: DataSet\n  publisher: gazette\n  published: 2031-07-31\n"
        body = "".join(f"- {claim.strip()}\n" for claim in coded)
        (folder / "events.yaml").write_text(f"{source}  checked: machine-coded\n\nclaims:\n{body}", encoding="utf-8")
    return kg.build([folder], out=graph, page=False) if graph else kg.load([folder])


def toy_contact(name: str, day: str, *people: str, kind: str = "meeting", more: str = "") -> str:
    """A contact as YAML; each of `people` is "cleo mediator", or "cleo mediator offered" with a status of the role."""
    lines = [f"{kind}: {name}", *([f"  date: {day}"] if day else []), *([f"  {more}"] if more else [])]
    lines.append("  participants:")
    for each in people:
        who, role, *status = each.split()
        lines.append(f"    {who}: {{role: {role}{f', status: {status[0]}' if status else ''}}}")
    return "\n".join(lines)
