"""Inputs for the fuzzer: real files (facts, RDF, event rows, graphs, shapes, queries) with a few mutations in each."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from generate_mend import write_mend
from hostile_cases import DATASETS
from hypothesis import strategies as st

import kg
from kg.datasets.samples import SAMPLE, sample_events
from kg.queries.questions import list_queries

SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix akg: <https://w3id.org/actor-kg/ontology/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix x: <https://x.example/> .

x:claims a sh:NodeShape ;
  sh:targetClass akg:PhoneCall ;
  sh:property [ sh:path akg:date ; sh:minCount 1 ; sh:pattern "^[0-9]{4}" ; sh:message "a call has a year" ] ;
  sh:or ( [ sh:property [ sh:path akg:event ; sh:maxCount 1 ] ] [ sh:property [ sh:path akg:act ; sh:minCount 1 ] ] ) .

x:prefixes sh:declare [ sh:prefix "akg" ; sh:namespace "https://w3id.org/actor-kg/ontology/"^^xsd:anyURI ] .

x:sparql a sh:NodeShape ;
  sh:targetClass akg:Meeting ;
  sh:sparql [
    sh:prefixes x:prefixes ;
    sh:message "a meeting is in some source" ;
    sh:select "SELECT $this WHERE { FILTER NOT EXISTS { ?claim ?any $this } }" ;
  ] .
"""
_QUERY = """SELECT ?actor (COUNT(DISTINCT ?claim) AS ?number) WHERE {
  GRAPH ?claim { ?event akg:participation/akg:actor ?actor FILTER(!BOUND(?none) && ?actor != <https://x.example/>) }
  OPTIONAL { ?claim akg:source ?source . FILTER(REGEX(STR(?source), "^h.*[a-z]+$")) }
} GROUP BY ?actor HAVING (?number > 0) ORDER BY DESC(?number) LIMIT 10
"""
# What is odd somewhere: for YAML, CSV, RDF, JSON, SPARQL, a terminal, an editor or a file system.
ODD = tuple(
    text.encode("utf-8", "surrogatepass")
    for text in (
        "\0", "\r", "\r\n", "\n", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1b[31m", "\x7f", "\ufeff", "\ufffe",
        "\uffff", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u202e", "\u2066", "\u00ad", "\U000e0041",
        "\ud800", "\U0010ffff", "\u0130", "\u0131", "ß", "e\u0301", "\u00a0", "\u3000", "\t", "  ", '"', "'", "`",
        "\\", "\\u0000", "\\ud800", "\\x", "#", " # ", "#a#b", "%", "%zz", "100%", "?id[]=5", "[", "]", "{", "}", "(",
        ")", "<", ">", "|", "> ", "| ", ":", ": ", "? ", "- ", "---\n", "...\n", "%YAML 1.1\n", "&a ", "*a", "<<: *a",
        "!!python/object:os.system ", "!!binary ", "!!set ", "!x ", "!<tag:x> ", "=", "@", "~", "null", "yes", "010",
        "0x1F", "1e999", "-0", "NaN", "INF", "9" * 400, "1" + "0" * 5000, "1e-400", ".5", "2022-02-30", "0000-00-00",
        "99999-01-01", "-0001-01-01", "2022-04-26T25:61", "2022-XX-31", "../..", "/dev/null", "http://[::1",
        "https://x.example/?a=b&c",
        "https://x.example/?id[]=5", "https://x.example/100%-sure", "https://x.example/#a#b", "https://x.example/a b",
        "https://x.example:x/", "https://[x]/", "https://é.example/", "https:///", "ftp://x.example/",
         "mailto:x", "urn:x:y", "_:b", "a" * 5000, "é" * 400, "<< <x:s> <x:p> <x:o> >>",
        "<<( <x:s> <x:p> <x:o> )>>", "@prefix a: <b> .", '"""', "'''", '"x"@en--ltr', '"1"^^<x>',
        "SERVICE <http://x.example/> {", "FROM <file:///etc/hostname>", "SELECT * {?s ?p ?o}", "/*", "*/", "+/",
        "UNION", "OPTIONAL {", "MINUS {", "BIND(", "VALUES ?x {", "LIMIT -1", "GROUP_CONCAT(", ',"x":', "[[", "true",
        '"@graph": [', '"@context": {', '"@id": 5,', "\\N", ",,", ";;", "\t\t", '""',
    )
)  # fmt: skip
_NESTED = (b"[", b"{", b"(", b"- ", b"{a: ", b'{"a":', b"[[", b"<", b"!", b"? ", b'"@graph":[{', b"'", b"\n ")
_DEPTHS = (30, 300, 3_000, 30_000)
_VALUES = (
    re.compile(rb": (?=\S)(?P<value>[^\n{\[]+)"),
    re.compile(rb'"(?P<value>[^"\n]*)"'),
    re.compile(rb"<(?P<value>[^<>\s]*)>"),
    re.compile(rb"[,;\t](?P<value>[^,;\t\n]*)"),
)  # in YAML and JSON, in RDF and JSON, an address in RDF, a cell
_TOKEN = re.compile(rb"[\w\x80-\xff][\w\x80-\xff.-]*|[^\s\w]")


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """An input: the files of `base` (see `base_files`) and a graph, with these files in place of their own.

    `commands` are run one after the other in the folder that holds them; `check` and `build` must agree.
    """

    target: str
    base: str
    files: Mapping[str, bytes]
    commands: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class _Target:
    """What is mutated: the files, beside those of `base`, and the commands that read them."""

    name: str
    base: str
    files: Mapping[str, bytes]
    commands: tuple[tuple[str, ...], ...]


_FACTS = (
    ("check", "facts"),
    ("build", "facts", "--graph", "graph"),
    ("query", "talks", "--graph", "graph", "--format", "csv"),
)


@cache
def _targets() -> tuple[_Target, ...]:
    graph = kg.load(DATASETS / SAMPLE)
    rdf = {form: graph.export(form).encode() for form in ("trig", "nquads", "jsonld")}
    found = [
        # as often as all others: people write these
        *[_Target(f"facts {base}", base, base_files(base), _FACTS) for base in ("sample", "rich", "rich", "rich")] * 3,
        *(_Target(f"rdf {form}", "none", {f"facts/a.{ending}": rdf[form]}, _RDF) for form, ending in _ENDINGS),
        _Target("shapes", "sample", {"shapes.ttl": SHAPES.encode()}, (("check", "facts", "--shapes", "shapes.ttl"),)),
        *(
            _Target(
                "query", "none", {"q.rq": text.encode()}, (("query", "q.rq", "--graph", "graph", "--format", "tsv"),)
            )
            for text in (_QUERY, list_queries()["talks"].text, list_queries()["conflicts"].text)
        ),
        *(
            _Target(
                f"rows {name}",
                "none",
                {f"rows.{ending}": gzip.decompress(sample_events(name).read_bytes())},
                (("import", name, f"rows.{ending}", "--graph", "graph"), ("query", "talks", "--graph", "graph")),
            )
            for name, ending in (("icews", "tab"), ("gdelt", "csv"))
        ),
        _Target(
            "rows mend",
            "none",
            {"rows.csv": _mend_rows()},
            (("import", "mend", "rows.csv", "--graph", "graph"), ("query", "talks", "--graph", "graph")),
        ),
    ]
    made = made_graph()
    for name in ("graph.json", "dump.nq", "store/CURRENT", "store/MANIFEST-*", "store/*.sst"):
        path = min(made.glob(name))
        inside = f"graph/{path.relative_to(made).as_posix()}"
        found.append(_Target(f"graph {name}", "sample", {inside: path.read_bytes()}, _GRAPH))
    return tuple(found)


def _mend_rows() -> bytes:
    with TemporaryDirectory(prefix="kg-fuzz-mend-") as folder:
        return write_mend(Path(folder) / "rows.csv", rows=30).read_bytes()


_ENDINGS = (("trig", "trig"), ("nquads", "nq"), ("jsonld", "jsonld"))
_RDF = (
    ("check", "facts/a"),
    ("build", "facts/a", "--graph", "graph"),
    ("query", "talks", "--graph", "graph", "--format", "csv"),
)
_GRAPH = (
    ("query", "talks", "--graph", "graph"),
    ("about", "--graph", "graph"),
    ("names", "Norway", "--graph", "graph"),
    ("build", "facts", "--graph", "graph"),
)


@cache
def base_files(base: str) -> Mapping[str, bytes]:
    """The facts of a base: "sample" is small, "rich" has addresses, topics and places, "none" has none."""
    if base == "none":
        return {}
    folder = DATASETS / (SAMPLE if base == "sample" else "ukraine-2022")
    files = {
        f"facts/{path.name}": path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in (".yaml", ".csv")
    }
    if base == "rich":
        for name in ("al-arabiya-2022-03-06.yaml", "hurriyet-2022-04-04.yaml"):
            files[f"facts/{name}"] = (folder / "sources" / name).read_bytes()
        # it names sources that are not here
        files["facts/dataset.yaml"] = files["facts/dataset.yaml"].partition(b"left out:")[0]
    return files


@cache
def made_graph() -> Path:
    """The graph of the sample, made once, in a folder that goes with the process."""
    import atexit
    import shutil
    from tempfile import mkdtemp

    folder = Path(mkdtemp(prefix="kg-fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    kg.build(DATASETS / SAMPLE, graph=folder / "graph")
    return folder / "graph"


@cache
def _pool() -> tuple[bytes, ...]:
    """Files to take lines and tokens from."""
    shipped = [
        path.read_bytes() for path in sorted((DATASETS / "ukraine-2022").rglob("*")) if path.suffix in (".yaml", ".csv")
    ]
    queries = [query.text.encode() for query in list_queries().values()]
    return (*shipped, *queries, *(content for target in _targets() for content in target.files.values()))


def inputs() -> st.SearchStrategy[Fuzzed]:
    """Inputs, each as another seed of hypothesis makes it; its own way of choosing comes back to few places."""
    return st.randoms(use_true_random=True).map(make_input)


def make_input(random: Random) -> Fuzzed:
    """An input: a target with one to four mutations, most of them in one file."""
    targets = _targets()
    target = targets[random.randint(0, len(targets) - 1)]
    names = sorted(target.files)
    chosen = names[random.randint(0, len(names) - 1)]
    files = dict(target.files)
    for _ in range(random.choice((1, 1, 1, 2, 3, 4))):
        name = chosen if random.randint(0, 3) else names[random.randint(0, len(names) - 1)]
        files[name] = mutate(random, files[name])
    changed = {name: content for name, content in files.items() if content != target.files[name]}
    commands = target.commands
    if target.name.startswith("rdf"):
        (file,) = target.files
        changed = files
        commands = tuple(tuple(file if word == "facts/a" else word for word in command) for command in commands)
    return Fuzzed(target.name, target.base, changed, commands)


def mutate(random: Random, content: bytes) -> bytes:
    """One mutation of a file."""
    return _MUTATIONS[random.randint(0, len(_MUTATIONS) - 1)](random, content)


def _place(random: Random, content: bytes) -> int:
    return random.randint(0, len(content))


def _span(random: Random, content: bytes, most: int) -> tuple[int, int]:
    start = _place(random, content)
    return start, min(len(content), start + random.randint(1, most))


def _lines(random: Random, content: bytes) -> tuple[list[bytes], int, int]:
    lines = content.splitlines(keepends=True) or [b""]
    start = random.randint(0, len(lines) - 1)
    return lines, start, min(len(lines), start + random.randint(1, 6))


def _token(random: Random, content: bytes) -> tuple[int, int]:
    found = _TOKEN.search(content, _place(random, content)) or _TOKEN.search(content)
    return found.span() if found else (0, len(content))


def _flip(random: Random, content: bytes) -> bytes:
    at = _place(random, content)
    return content[:at] + bytes(byte ^ 1 << random.randint(0, 7) for byte in content[at : at + 1]) + content[at + 1 :]


def _delete(random: Random, content: bytes) -> bytes:
    start, end = _span(random, content, 40)
    return content[:start] + content[end:]


def _delete_lines(random: Random, content: bytes) -> bytes:
    lines, start, end = _lines(random, content)
    return b"".join([*lines[:start], *lines[end:]])


def _repeat_lines(random: Random, content: bytes) -> bytes:
    lines, start, end = _lines(random, content)
    at = random.randint(0, len(lines))
    return b"".join([*lines[:at], *lines[start:end], *lines[at:]])


def _indent(random: Random, content: bytes) -> bytes:
    lines, start, end = _lines(random, content)
    pad = (b"  ", b" ", b"\t", b"- ", b"# ", b"\xc2\xa0")[random.randint(0, 5)]
    return b"".join([*lines[:start], *(pad + line for line in lines[start:end]), *lines[end:]])


def _foreign_lines(random: Random, content: bytes) -> bytes:
    other, start, end = _lines(random, _pool()[random.randint(0, len(_pool()) - 1)])
    at = random.randint(0, content.count(b"\n"))
    lines = content.splitlines(keepends=True)
    return b"".join([*lines[:at], *other[start:end], *lines[at:]])


def _foreign_token(random: Random, content: bytes) -> bytes:
    other = _pool()[random.randint(0, len(_pool()) - 1)]
    (start, end), (first, last) = _token(random, content), _token(random, other)
    return content[:start] + other[first:last] + content[end:]


def _swap_tokens(random: Random, content: bytes) -> bytes:
    (a, b), (c, d) = sorted((_token(random, content), _token(random, content)))
    return content if c < b else content[:a] + content[c:d] + content[b:c] + content[a:b] + content[d:]


def _odd(random: Random, content: bytes) -> bytes:
    at, odd = _place(random, content), ODD[random.randint(0, len(ODD) - 1)]
    return content[:at] + odd + content[at:]


def _odd_token(random: Random, content: bytes) -> bytes:
    (start, end), odd = _token(random, content), ODD[random.randint(0, len(ODD) - 1)]
    return content[:start] + odd + content[end:]


def _odd_in_token(random: Random, content: bytes) -> bytes:
    (_, end), odd = _token(random, content), ODD[random.randint(0, len(ODD) - 1)]
    return content[:end] + odd + content[end:]


def _value(random: Random, content: bytes) -> bytes:
    """Another value where one stands, so that what is around it is still understood."""
    kind = random.randint(0, len(_VALUES) - 1)
    place = _place(random, content)
    found = _VALUES[kind].search(content, place) or _VALUES[kind].search(content)
    if found is None:
        return _odd_token(random, content)
    (start, end), old = found.span("value"), found["value"]
    odd = ODD[random.randint(0, len(ODD) - 1)]
    at = random.randint(0, len(old))
    new = (odd, old[:at] + odd + old[at:], old[:at] + odd, odd + old)[random.randint(0, 3)]
    if kind == 0 and random.randint(0, 3):
        new = json.dumps(new.decode("utf-8", "replace"), ensure_ascii=bool(random.randint(0, 1))).encode()
    elif kind == 1 and random.randint(0, 3):
        new = json.dumps(new.decode("utf-8", "replace"))[1:-1].encode()
    return content[:start] + new + content[end:]


def _other_value(random: Random, content: bytes) -> bytes:
    """The value of another place of the same file."""
    kind = _VALUES[random.randint(0, len(_VALUES) - 1)]
    one, other = (kind.search(content, _place(random, content)) for _ in range(2))
    if one is None or other is None:
        return _swap_tokens(random, content)
    return content[: one.start("value")] + other["value"] + content[one.end("value") :]


def _nest(random: Random, content: bytes) -> bytes:
    start, end = _token(random, content)
    deep = _NESTED[random.randint(0, len(_NESTED) - 1)] * _DEPTHS[random.randint(0, len(_DEPTHS) - 1)]
    return content[:start] + deep + content[start if random.randint(0, 1) else end :]


def _cut(random: Random, content: bytes) -> bytes:
    return content[: _place(random, content)]


def _encode(random: Random, content: bytes) -> bytes:
    """The same in another encoding, or with other ends of lines."""
    way = random.randint(0, 5)
    if way == 0:
        return content.replace(b"\n", b"\r\n")
    if way == 1:
        return content.replace(b"\n", b"\r")
    if way == 2:
        return b"\xef\xbb\xbf" + content
    text = content.decode("utf-8", "replace")
    return text.encode(("utf-16", "latin-1", "utf-32")[way - 3], "replace")


def _pack(random: Random, content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


_MUTATIONS = (
    _value, _value, _value, _value, _value, _value, _other_value, _other_value, _odd, _odd_token, _odd_in_token,
    _foreign_token, _foreign_token, _swap_tokens, _flip, _delete,
    _delete_lines, _repeat_lines, _indent, _foreign_lines, _nest, _cut, _encode, _pack,
)  # fmt: skip
