"""The HTML file: our template, the data as one JSON block, and a Content-Security-Policy that names each script."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import os
import re
import tempfile
from importlib.resources import files
from pathlib import Path

import jinja2
import networkx
from markupsafe import Markup

from kg.page import palette
from kg.page.adapter import vis_network
from kg.page.content import Content, read_content
from kg.page.text import shown

# In this order they make one script: each may use what an earlier one defines.
SCRIPTS = ("text.js", "panel.js", "colours.js", "graph.js", "filters.js", "search.js", "table.js", "start.js")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_SOURCE_MAP = re.compile(r"\n?//# sourceMappingURL=\S*\s*\Z")
# What could end the block, open a comment in it, or end a line for a script reader that takes U+2028 for one.
_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def render_page(network: networkx.MultiDiGraph, *, title: str | None = None, language: str = "en") -> str:
    """The network as one HTML page that needs nothing else: no other file, no server, no connection.

    Parameters
    ----------
    network
        Actors as nodes (attributes label, type, description, names, side, claims) and ties as edges (layer, kind,
        event, roles, status, on_behalf_of, date, earliest, latest, uncertain, claim, source, directed, event_status,
        content, topics, count). Graph attributes: title, level, conflicts, claims, sources, role_labels. It is not
        changed; what is missing is left out of the page.
    title
        The heading; by default the title of the network.
    language
        The language of the page's words, as a BCP 47 tag.

    Returns the HTML, the same for the same network each time. Raises ValueError if `language` is no language tag.

    Nothing from the network can run: it stands in the file as escaped text and as JSON, the script puts it on the page
    as text only, and the policy in the file lets no other script run and nothing be fetched.
    """
    if not _LANGUAGE.fullmatch(language):
        raise ValueError(f"not a language tag: {language!r}")
    content = read_content(network)
    scripts = [_vendored(), _script()]
    return _template().render(
        title=shown(title, 200) or content.title or "Who talks to whom",
        language=language,
        policy=_policy(scripts),
        style=Markup(_packaged("page.css")),
        scripts=[Markup(script) for script in scripts],
        data=Markup(_json(content)),
        content=content,
        figures=[
            (len(content.actors), "Actor"),
            (content.contacts, "Contact"),
            (len(content.claims), "Claim"),
            (len(content.sources), "Source"),
        ],
        level={"person": "between persons", "state": "between states"}.get(content.level, content.level),
        shapes=[
            (shape, label)
            for shape, label in palette.SHAPE_LABELS.items()
            if shape in {a["shape"] for a in content.actors}
        ],
    )


def write_page(
    network: networkx.MultiDiGraph, path: str | os.PathLike[str], *, title: str | None = None, language: str = "en"
) -> Path:
    """Write the page of `network` to `path`, all or nothing, and return the path. Parameters as for `render_page`.

    Raises OSError if the folder is missing or cannot be written to; a page that was there before then stays.
    """
    target = Path(path)
    html = render_page(network, title=title, language=language).encode("utf-8")
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:50]}.", suffix=".part", dir=target.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(html)
        # mkstemp makes files for their owner only; a page is to be passed around.
        beside.chmod(0o644)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return target


def _json(content: Content) -> str:
    data = {
        "vis": vis_network(content),
        "actors": content.actors,
        "ties": content.ties,
        "lines": content.lines,
        "claims": content.claims,
        "sources": [{key: value for key, value in source.items() if key != "raw"} for source in content.sources],
        "roles": content.roles,
        "layers": content.layers,
        "sides": content.sides,
        "conflict": content.conflict,
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True).translate(_ESCAPES)


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
