"""The facts that tests start from: of the shipped data set what one article says and no more, and a made-up world."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import kg
from kg.datasets.shipped import shipped_facts
from kg.facts.discovery import DATASET_FILE
from kg.graph import Graph

ARTICLE = "dailysabah-2022-04-26"


@functools.cache
def shipped() -> Graph:
    """The shipped case in memory, once for all tests of a process; nobody changes it."""
    return kg.load()


def article_facts() -> list[Path]:
    """The registers of the shipped data set (actors, offices, tenures, places, ...) and the facts of one article.

    The other sources and the background grow; what a reader takes from this article stays. They are copies with a
    dataset.yaml of their own, which says that the text is not there: the counts in the shipped one are of all.
    """
    return sorted(path for path in _article_folder().rglob("*") if path.is_file())


@functools.cache
def _article_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="kg-article-")).resolve()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    shipped = shipped_facts()
    for path in shipped.rglob("*"):
        ours = path.stem == ARTICLE if path.parent.name == "sources" else path.name != "background.yaml"
        if path.suffix in (".yaml", ".csv") and path.name != DATASET_FILE and ours:
            copy = folder / path.relative_to(shipped)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    (folder / DATASET_FILE).write_text("texts: The article is its publisher's.\n", encoding="utf-8")
    return folder


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
    return kg.build([folder], graph=graph, page=False) if graph else kg.load([folder])


def toy_contact(name: str, day: str, *people: str, kind: str = "meeting", more: str = "") -> str:
    """A contact as YAML; each of `people` is "cleo mediator", or "cleo mediator offered" with a status of the role."""
    lines = [f"{kind}: {name}", *([f"  date: {day}"] if day else []), *([f"  {more}"] if more else [])]
    lines.append("  participants:")
    for each in people:
        who, role, *status = each.split()
        lines.append(f"    {who}: {{role: {role}{f', status: {status[0]}' if status else ''}}}")
    return "\n".join(lines)
