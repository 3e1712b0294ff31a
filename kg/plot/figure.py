"""What all pictures share: the look, the caption with its sources, and files that are the same each time.

matplotlib is imported here only, when a picture is made.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

import networkx as nx

from kg.analysis import is_talk
from kg.analysis.paths import was_held
from kg.disk.outputs import refuse_output, write_output
from kg.errors import UsageError
from kg.store.tables import visible

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Okabe and Ito's colours, which people tell apart whose sight of colour differs; a marker for each, for grey print.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#F0E442")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
HATCHES = ("", "//", "..", "xx", "\\\\", "++", "oo", "--")
ENDINGS = (".svg", ".png")
_STYLE: dict[Any, Any] = {
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
    "svg.fonttype": "path",  # the same letters wherever it is opened
    "svg.hashsalt": "kg",  # no random ids
    "path.sketch": None,
    "text.parse_math": False,  # a $ in a name is a $
}
_FONT = "DejaVu Sans"  # comes with matplotlib
# Fonts for what it lacks, the first that is there: those of Linux, Windows and macOS.
_CJK = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "Noto Sans JP", "Source Han Sans SC", "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei", "Droid Sans Fallback", "Microsoft YaHei", "SimHei", "Yu Gothic", "MS Gothic", "PingFang SC",
    "Hiragino Sans GB", "Hiragino Sans", "Arial Unicode MS",
)  # fmt: skip
_KOREAN = ("Noto Sans CJK KR", "Noto Sans KR", "NanumGothic", "Malgun Gothic", "Apple SD Gothic Neo")
_LONGEST = 60
_MOST_LINES = 4


@dataclass(frozen=True, slots=True)
class DrawnContact:
    """A contact in which some talked, once, whoever tells of it: its day, channel, who had a part in it, and in which
    role; a host is in it who left the talking to others. It is coded where programs alone tell of it."""

    event: str
    kind: str
    first: date | None
    last: date | None
    uncertain: bool
    actors: frozenset[str]
    roles: frozenset[tuple[str, str]]  # actor and role
    sources: frozenset[str]
    coded: bool


def contacts_of(network: nx.Graph) -> list[DrawnContact]:
    """The contacts of a projection in which some two talked, in the order of time; those without a day last."""
    from kg.network import date_events

    days = date_events(network)
    found: dict[str, dict[str, Any]] = {}
    talks = {data["event"] for _, _, data in network.edges(data=True) if is_talk(data)}
    for u, v, data in network.edges(data=True):
        if data["event"] not in talks or not was_held(data) or data.get("status", "exercised") != "exercised":
            continue
        each = found.setdefault(
            data["event"],
            {"kinds": set(), "doubt": True, "actors": set(), "roles": set(), "sources": set(), "coded": True},
        )
        each["kinds"].add(data["kind"])
        each["doubt"] &= bool(data["uncertain"])
        each["coded"] &= bool(data.get("coded"))
        each["actors"] |= {u, v}
        each["roles"] |= set(zip((u, v), data["roles"], strict=True))
        each["sources"].add(data["source"])
    contacts = []
    for event, each in found.items():
        first, last = days.get(event, (None, None))
        kind = max(each["kinds"], key=lambda name: (name != "contact", name))  # where one tells the channel
        actors, roles, sources = (frozenset(each[name]) for name in ("actors", "roles", "sources"))
        contacts.append(DrawnContact(event, kind, first, last, each["doubt"], actors, roles, sources, each["coded"]))
    return sorted(contacts, key=lambda contact: (contact.first or date.max, contact.last or date.max, contact.event))


def caption_of(network: nx.Graph, sources: Iterable[str]) -> str:
    """The sources of a picture: publisher and day of each, sorted."""
    told = network.graph.get("sources", {})
    named = {
        f"{told[name]['publisher'] or name} {told[name]['date']}".strip() if name in told else name for name in sources
    }
    return "Sources: " + "; ".join(sorted(filter(None, named))) if any(named) else "Without sources."


def count_words(number: int, word: str) -> str:
    """A number with its word: 1 contact, 2 contacts."""
    return f"{number:,} {word}" + ("" if number == 1 else "s")


def tell_coded(coded: int, number: int, how: str = "") -> list[str]:
    """A note of how many of a picture's contacts programs alone tell of, and how they are drawn; none of none."""
    return [f"Machine-coded{how}: {coded:,} of {number:,}."] if coded else []


def short(text: str, length: int = _LONGEST) -> str:
    """A text on one line and of bounded length."""
    cleaned = visible(text)
    return cleaned if len(cleaned) <= length else cleaned[: length - 1] + "…"


def room(text: str) -> int:
    """The room that a text takes, in letters; those of East Asia take two.

    >>> room("Ankara"), room("外交部")
    (6, 6)
    """
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def style() -> dict[Any, Any]:
    """The look of all pictures, with a font for East Asian letters beside the usual one, where the machine has one."""
    from matplotlib.font_manager import fontManager

    there = {font.name for font in fontManager.ttflist}
    more = [next((name for name in names if name in there), None) for names in (_CJK, _KOREAN)]
    return {**_STYLE, "font.family": [_FONT, *dict.fromkeys(filter(None, more))]}


@contextmanager
def _styled() -> Iterator[None]:
    """The look of all pictures; a letter that no font has is drawn as a box, and that is no fault of the picture."""
    import matplotlib as mpl

    with mpl.rc_context(style()), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


@contextmanager
def drawing(title: str, *, width: float = 8.0, height: float = 4.5) -> Iterator[tuple[Figure, Any]]:
    """A figure and its axes, in the look that all pictures share. Raises UsageError where matplotlib is missing."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise UsageError("matplotlib is not installed; write pip install 'actor-kg[plot]'") from None
    with _styled():
        figure: Any = Figure(figsize=(width, height), layout="constrained")
        figure._repr_png_ = lambda: _as_png(figure)  # so that a notebook shows it
        axes = figure.add_subplot()
        heading = "\n".join(wrap(short(title, 120), int(width * 9)))
        figure.suptitle(heading, x=0.01, ha="left", fontsize=11, fontweight="bold")
        yield figure, axes


def add_caption(figure: Figure, notes: Sequence[str], sources: str) -> None:
    """The notes and sources below a picture; what does not fit is counted. All of it is in `figure.kg_caption`."""
    text = " ".join([*notes, sources])
    figure.kg_caption = text  # type: ignore[attr-defined]  # for who reads the picture by a program
    lines = wrap(visible(text), int(figure.get_figwidth() * 18))
    if len(lines) > _MOST_LINES:
        kept = " ".join(lines[:_MOST_LINES]).rpartition(";")[0]
        left = text.count(";") - kept.count(";")
        lines = wrap(f"{kept}; and {left} more", int(figure.get_figwidth() * 18))
    figure.supxlabel("\n".join(lines), x=0.01, ha="left", fontsize=7, color="#444444")


def save_figure(figure: Figure, path: str | Path) -> Path:
    """Write a picture as SVG or PNG, by the ending of `path`: the same bytes each time, for the same matplotlib.

    Raises UsageError for another ending and where `path` is a folder, KgError where writing fails.
    """
    target = Path(path)
    ending = target.suffix.lower()
    if ending not in ENDINGS:
        raise UsageError(f"there is no form '{ending}' for pictures; the forms are {', '.join(ENDINGS)}")
    refuse_output(target)
    if ending == ".png":
        write_output(target, _as_png(figure, dpi=200))
        return target
    held = io.BytesIO()
    with _styled():
        figure.savefig(held, format="svg", metadata={"Date": None, "Creator": "kg"})
    write_output(target, held.getvalue())
    return target


def _as_png(figure: Figure, dpi: int = 110) -> bytes:
    held = io.BytesIO()
    with _styled():
        figure.savefig(held, format="png", dpi=dpi, metadata={"Software": None})
    return held.getvalue()
