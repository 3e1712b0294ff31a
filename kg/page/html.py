"""The HTML file: our template, the data as one JSON block, and a Content-Security-Policy that names each script."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import os
import re
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

import jinja2
import networkx
from markupsafe import Markup

from kg.disk.manifest import PAGE_MARK
from kg.disk.outputs import refuse_output, write_output
from kg.page import palette
from kg.page.adapter import vis_network
from kg.page.data import PageData, Row, read_page_data
from kg.page.display import one_line
from kg.page.drawing import Drawing, read_level
from kg.page.packing import pack
from kg.text.letters import table_of_letters

# In this order they make one script: each may use what an earlier one defines.
SCRIPTS = (
    "text.js", "data.js", "colours.js", "view.js", "clocks.js", "passing.js", "scene.js", "looks.js", "graph.js",
    "chain.js", "cards.js", "panel.js", "filters.js", "time.js", "names.js", "search.js", "table.js", "picture.js",
    "start.js",
)  # fmt: skip
_STATUSES = ("status", "eventStatus")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_SOURCE_MAP = re.compile(r"\n?//# sourceMappingURL=\S*\s*\Z")
# What could end the block, open a comment in it, or end a line for a script reader that takes U+2028 for one.
_ESCAPES = {char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def render_page(
    networks: networkx.MultiDiGraph | Iterable[networkx.MultiDiGraph], *, title: str | None = None, language: str = "en"
) -> str:
    """A network as one HTML page that needs nothing else: no other file, no server, no connection.

    Parameters
    ----------
    networks
        A network, or the levels of one graph (persons, organisations, states), of which the first is shown first.
        Actors as nodes (attributes label, type, description, names, side, belongs_to, claims) and ties as edges (layer,
        kind, event, roles, status, on_behalf_of, date, earliest, latest, uncertain, at_the_table, claim, coded, source,
        directed, event_status, content, topics, count). Graph attributes: title, level, conflicts, claims, sources,
        events, role_labels, and rivals and offers (see `kg.reports.annotations`). They are not changed; what is missing
        is left out of the page.
    title
        The heading; by default the title of the network.
    language
        The language of the page's words, as a BCP 47 tag.

    Returns the HTML, the same for the same networks each time. Raises ValueError if `language` is no language tag, and
    where there is no network.

    Nothing from the network can run: it stands in the file as escaped text and as JSON, the script puts it on the page
    as text only, and the policy in the file lets no other script run and nothing be fetched.
    """
    if not _LANGUAGE.fullmatch(language):
        raise ValueError(f"not a language tag: {language!r}")
    given = [networks] if isinstance(networks, networkx.Graph) else list(networks)
    if not given:
        raise ValueError("no network to show")
    content = read_page_data(given)
    levels = [read_level(network, content) for network in given]
    heading = one_line(title, 200) or content.title or "Who talks to whom"
    scripts = [_vendored(), _script()]
    return _template().render(
        title=heading,
        language=language,
        mark=Markup(PAGE_MARK),
        policy=_policy(scripts),
        style=Markup(_packaged("page.css")),
        scripts=[Markup(script) for script in scripts],
        data=Markup(_json(heading, content, levels)),
        levels=[{"name": level.name, "label": level.label} for level in levels],
        span=levels[0].span,
        figures=[
            ("actors", len(levels[0].actors), "Actor"),
            ("contacts", levels[0].contacts, "Contact"),
            ("claims", len(content.claims), "Claim"),
            ("sources", len(content.sources), "Source"),
        ],
        conflicts=[conflict["label"] for conflict in content.conflicts],
        shapes=[
            (shape, label)
            for shape, label in palette.SHAPE_LABELS.items()
            if any(shape == actor["shape"] for level in levels for actor in level.actors)
        ],
        sides=max((len(conflict["sides"]) for conflict in content.conflicts), default=0),
    )


def write_page(
    networks: networkx.MultiDiGraph | Iterable[networkx.MultiDiGraph],
    path: str | os.PathLike[str],
    *,
    title: str | None = None,
    language: str = "en",
) -> Path:
    """Write the page of `networks` to `path`, all or nothing, and return the path. Parameters as for `render_page`.

    Raises UsageError where `path` is a folder, KgError where it cannot be written; a page that was there before then
    stays.
    """
    target = Path(path)
    refuse_output(target)
    write_output(target, render_page(networks, title=title, language=language))
    return target


def _json(title: str, content: PageData, levels: list[Drawing]) -> str:
    data = {
        "title": title,
        "coded": any(row["coded"] for rows in (content.claims, *(level.ties for level in levels)) for row in rows),
        "claims": pack(content.claims),
        "sources": pack(content.sources),
        "speakers": content.speakers,
        "roles": content.roles,
        "layers": content.layers,
        "events": pack(content.events),
        "accounts": pack(content.accounts),
        "courses": pack(content.courses),
        "statuses": sorted({tie[name] for level in levels for tie in level.ties for name in _STATUSES} - {""}),
        "conflicts": content.conflicts,
        "rivals": content.rivals,
        "offers": content.offers,
        "letters": table_of_letters(text for level in levels for actor in level.actors for text in _called(actor)),
        "levels": [
            {
                "name": level.name,
                "label": level.label,
                "span": level.span,
                "contacts": level.contacts,
                "actors": pack(level.actors),
                "ties": pack(level.ties),
                "groups": level.groups,
                "sidings": [siding | {"vis": vis_network(level, siding)} for siding in level.sidings],
            }
            for level in levels
        ],
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for char, escape in _ESCAPES.items():
        text = text.replace(char, escape)
    return text


def _called(actor: Row) -> Iterable[str]:
    """What an actor is called: what the search box compares."""
    return (actor["name"], *actor["names"])


def _policy(scripts: list[str]) -> str:
    # vis-network adds style elements of its own, each empty at first: with their hashes on file, all other styles in
    # the page stay forbidden.
    allowed = [_hash(_packaged("page.css")), _hash("")]
    allowed += [f"'sha256-{line}'" for line in _packaged("vendor/styles.sha256").split()]
    return "; ".join(
        [
            "default-src 'none'",
            "script-src " + " ".join(_hash(script) for script in scripts),
            "style-src " + " ".join(allowed),
            "img-src data:",
            "connect-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@functools.cache
def _vendored() -> str:
    return _SOURCE_MAP.sub("\n", _packaged("vendor/vis-network.min.js"))


@functools.cache
def _script() -> str:
    parts = "\n".join(_packaged(f"script/{name}") for name in SCRIPTS)
    return f'(function () {{\n"use strict";\n{parts}}}());\n'


@functools.cache
def _packaged(name: str) -> str:
    # A checkout on Windows may have turned the line ends; browsers turn them back before they compare hashes.
    return files("kg.page").joinpath(name).read_text(encoding="utf-8").replace("\r\n", "\n")


@functools.cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.from_string(_packaged("templates/page.html.jinja"))
