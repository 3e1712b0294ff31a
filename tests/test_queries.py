"""Named queries: their heads, their answers on two data sets, and values that try to be more than values.

The expected rows in `competency/` were read from the article that the shipped data set began with, those in
`competency/case/` from all its sources by a second reader, those in `competency/rivals/` from the invented facts in
`data/rivals/`: `NAME.tsv` for the plain call, `NAME.variant.tsv` for one with parameters, which its first line gives.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cases import article_facts
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from shared_graphs import article_graph as article
from shared_graphs import rivals_graph as rivals
from shared_graphs import shipped_graph as case
from tiers import number_of_examples

import kg
from kg.claims.content import read_content
from kg.cli.asking import read_parameters
from kg.errors import UsageError
from kg.graph import Graph
from kg.model.dates import read_date
from kg.queries.questions import COLUMN_TYPES, NamedQuery, find_query, list_queries
from kg.store.oxigraph import dump_lines
from kg.store.tables import Table
from kg.text.folding import fold

HERE = Path(__file__).parent
ARTICLE, CASE, RIVALS = HERE / "competency", HERE / "competency" / "case", HERE / "competency" / "rivals"
NAMES = (
    "acts", "bridges", "claims", "conflicts", "hosted", "offers", "officeholders", "roles", "shuttles", "stances",
    "talks",
)  # fmt: skip
TYPES = {
    "actor",
    "conflict",
    "event",
    "event or membership",
    "office",
    "thing",
    "date",
    "number",
    "role",
    "status",
    "topic",
    "type of act",
    "state of an offer",
    "kind of conflict",
}
PARAMETERS = [(query.name, parameter.name) for query in list_queries().values() for parameter in query.parameters]


def read_expected(path: Path) -> tuple[dict[str, str], list[str], list[list[str]]]:
    """Parameters, columns and rows of a file of expected rows."""
    lines = path.read_text(encoding="utf-8").splitlines()
    call = lines.pop(0).removeprefix("#") if lines[0].startswith("#") else ""
    return read_parameters(shlex.split(call)), lines[0].split("\t"), [line.split("\t") for line in lines[1:]]


def plain_rows(table: Table) -> list[list[str]]:
    """The rows as texts: nothing for what is not there."""

    def plain(value: Any) -> str:
        if isinstance(value, bool):
            return str(value).lower()
        return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)

    return [[plain(value) for value in row.values()] for row in table]


@pytest.mark.parametrize("path", sorted(ARTICLE.glob("*.tsv")), ids=lambda path: path.stem)
def test_answer_on_the_article(path: Path) -> None:
    check_answer(article(), path)


@pytest.mark.parametrize("path", sorted(CASE.glob("*.tsv")), ids=lambda path: path.stem)
def test_answer_on_the_case(path: Path) -> None:
    check_answer(case(), path)


@pytest.mark.parametrize("path", sorted(RIVALS.glob("*.tsv")), ids=lambda path: path.stem)
def test_answer_on_rival_claims(path: Path) -> None:
    check_answer(rivals(), path)


def ask(graph: Graph, name: str, given: Mapping[str, Any]) -> Table:
    """The answer to a named query; what it does not take are the clocks of the view that is asked."""
    own = {parameter.name for parameter in find_query(name).parameters}
    clocks = {key: value for key, value in given.items() if key in CLOCKS - own}
    rest = {key: value for key, value in given.items() if key not in clocks}
    return graph.view(**clocks).query(name, **rest)


CLOCKS = {"on", "since", "until", "certainly", "known_by", "claims"}


def check_answer(graph: Graph, path: Path) -> None:
    parameters, columns, rows = read_expected(path)
    answer = ask(graph, path.stem.partition(".")[0], parameters)
    assert list(answer.columns) == columns
    assert plain_rows(answer) == rows


def test_every_query_has_expected_rows_and_a_call_without_parameters() -> None:
    assert tuple(list_queries()) == NAMES
    for query in list_queries().values():
        parameters = read_expected(ARTICLE / f"{query.name}.tsv")[0]
        assert set(parameters) == {p.name for p in query.parameters if p.required}
        if query.parameters and query.name != "conflicts":
            assert list(ARTICLE.glob(f"{query.name}.*.tsv")), query.name
    assert {path.stem.partition(".")[0] for path in HERE.glob("competency/**/*.tsv")} == set(NAMES)


@pytest.mark.parametrize("query", list_queries().values(), ids=lambda query: query.name)
def test_head_is_complete(query: NamedQuery) -> None:
    assert query.question.endswith("?")
    assert query.columns and query.examples
    assert all(p.type in TYPES and p.help for p in query.parameters)
    assert all(column.help for column in query.columns)
    body = "\n".join(line for line in query.text.splitlines() if not line.startswith("#"))
    selected = re.findall(r"[?$]\w+", body.partition("WHERE")[0])
    assert selected == ["?" + column.name for column in query.columns] + ["$" + p.name for p in query.parameters]
    names = [column.name for column in query.columns] + [p.name for p in query.parameters]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("graph", [case, rivals], ids=["shipped", "rivals"])
@pytest.mark.parametrize("query", list_queries().values(), ids=lambda query: query.name)
def test_values_are_of_the_types_of_the_columns(query: NamedQuery, graph: Callable[[], Graph]) -> None:
    content = read_content(graph().store)
    vocabulary, things, stated = content.vocabulary, content.things, content.by_node

    def is_a(*families: str) -> Callable[[Any], bool]:
        return lambda value: value in things and any(vocabulary.is_a(things[value].type, each) for each in families)

    def one_of(concepts: str) -> Callable[[Any], bool]:
        return lambda value: value in vocabulary.concepts[concepts]

    sides = {side for found in content.sides.values() for side in found}
    labels = {found.label for found in vocabulary.classes.values()}
    fits: dict[str, Callable[[Any], bool]] = {
        "actor": is_a("Actor", "Office"), "office": is_a("Office"), "place": is_a("Place"), "source": is_a("Source"),
        "conflict": is_a("Conflict"), "side": sides.__contains__, "event": stated.__contains__,
        "statement": stated.__contains__, "thing": lambda value: value in things or value in stated,
        "claim": content.claims.__contains__, "role": one_of("Role"), "status": one_of("RoleStatus"),
        "check": one_of("Check"), "rank": one_of("Rank"), "label": labels.__contains__,
        "date": lambda value: read_date(str(value)) is not None, "day": lambda value: type(value) is date,
        "number": lambda value: type(value) is int, "flag": lambda value: type(value) is bool,
        "text": lambda value: isinstance(value, str) and value != "",
    }  # fmt: skip
    assert fits.keys() == COLUMN_TYPES.keys()
    calls = [read_parameters(shlex.split(each)) for each in query.examples] if graph is case else [{}]
    for call in calls if graph is case or not any(p.required for p in query.parameters) else []:
        for row in ask(graph(), query.name, call):
            for column in query.columns:
                value = row[column.name]
                assert value is None or fits[column.type](value), (column.name, value)


@pytest.mark.parametrize("query", list_queries().values(), ids=lambda query: query.name)
def test_every_parameter_restricts(query: NamedQuery) -> None:
    """Examples run, and each parameter is used below the SELECT."""
    for call in query.examples:
        ask(article(), query.name, read_parameters(shlex.split(call)))
    for parameter in query.parameters:
        assert query.text.count("$" + parameter.name) > 1, parameter.name


def test_answers_are_the_same_each_time() -> None:
    again = kg.load(article_facts())
    for name in NAMES:
        values = {"about": "turkey"} if name == "claims" else {}
        assert article().query(name, **values) == again.query(name, **values)


def test_claims_about_an_actor_are_all_that_name_it() -> None:
    """Every claim whose graph names Turkey, and no other; found a second way, in the quads themselves."""
    turkey = f"<{article().base}turkey>"
    named = {line.rpartition(" <")[2][:-3] for line in dump_lines(article().store.quads()) if turkey in line}
    start = article().base + "claim/"
    expected = {iri.removeprefix(start) for iri in named if iri.startswith(start)}
    found = [row["claim"] for row in article().query("claims", about="Turkey")]
    assert set(found) == expected
    assert len(found) == len(expected) > 25


@pytest.mark.parametrize(
    ("first", "second", "gaps"),
    [
        ("2031-05-01", "2031-05-03", [2]),
        ("2031-05-01", "2031-05-01", [0]),
        ("2031-05-01/2031-05-02", "2031-05-03", [2]),  # at most
        ("2031-05-01", "2031-05-03/2031-05-05", [4]),
        ("2031-05-01/2031-05-06", "2031-05-02", [4]),  # the first may have been the later one
        ("2031-05", "2031-05-03", []),  # the month says nothing of the days between
        ("2031-05-03", "2031-05", []),
        ("../2031-05-01", "2031-05-03", []),
        ("2031-05-01", "2031-05-03/..", []),
        ("2031-05-01", None, []),
        ("2031-05-01", "2031-05-09", []),
        ("2030-12-31", "2031-01-07", [7]),
    ],
)
def test_shuttles_count_the_most_days_there_can_have_been(
    tmp_path: Path, first: str, second: str | None, gaps: list[int]
) -> None:
    for name in ("actors", "places", "gazette"):
        text = (HERE / "data" / "rivals" / f"{name}.yaml").read_text(encoding="utf-8")
        text = text[: text.index("- process:")] if name == "gazette" else text
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    calls = [("one", "ada", "arland", first), ("two", "boris", "borland", second)]
    claims = "".join(
        f"- phone call: {name}\n{f'  date: {day}' if day else '  place: ford'}\n"
        f"  participants: {{{other}: {{for: {side}}}, cleo: {{for: corland}}}}\n"
        for name, other, side, day in calls
    )
    (tmp_path / "calls.yaml").write_text(
        f"source: {{id: calls, type: NewsArticle, publisher: gazette, published: 2031-06-01}}\nclaims:\n{claims}",
        encoding="utf-8",
    )
    assert [row["gap"] for row in kg.load(tmp_path).query("shuttles")] == gaps
    assert [row["third_party"] for row in kg.load(tmp_path).query("bridges")] == ["cleo"]


# Values


SAME = {
    "turkey": ["turkey", "Turkey", "Türkiye", "TÜRKIYE", "Turkiye", "Ankara", "ankara", "Republic of Turkey"],
    "zelenskyy": ["Zelensky", "Zelenskiy", "Zelenskyy", "Volodymyr Zelenskyy", "Володимир Зеленський"],
    "kremlin": ["Kremlin", "the Kremlin", "The Kremlin"],
    "erdogan": ["Erdogan", "Erdoğan", "recep tayyip erdoğan"],
    "russia": ["Россия", "Moscow", "Russian Federation", "https://w3id.org/actor-kg/id/russia"],
}


@pytest.mark.parametrize(("actor", "name"), [(actor, name) for actor, names in SAME.items() for name in names])
def test_names_in_any_spelling(actor: str, name: str) -> None:
    assert article().query("acts", actor=name) == article().query("acts", actor=actor)
    assert len(article().query("acts", actor=name)) > 0


def test_ambiguous_name_is_refused_with_the_candidates() -> None:
    with pytest.raises(UsageError, match=r"`actor`: 'Sam' can be sam-north or sam-south; give the id"):
        rivals().query("talks", actor="Sam")
    assert len(rivals().query("talks", actor="sam-north")) == 0
    with pytest.raises(UsageError, match=r"'Kyiv' can be kyiv or ukraine"):
        article().query("claims", about="Kyiv")


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("talk", {}, "there is no query 'talk'; did you mean 'talks'?"),
        ("everything", {}, "there is no query 'everything'; there are: acts, bridges"),
        ("talks", {"actr": "putin"}, "'talks' has no parameter 'actr'; did you mean 'actor'?"),
        ("talks", {"xyz": "putin"}, "'talks' has no parameter 'xyz'; its parameters are actor"),
        ("talks", {"since": "yesterday"}, "`since` takes a day such as 2022-04-26, not 'yesterday'"),
        ("talks", {"since": "2022-04"}, "`since` takes a day such as 2022-04-26, not '2022-04'"),
        ("talks", {"until": "2022-02-30"}, "`until` takes a day such as 2022-04-26, not '2022-02-30'"),
        ("shuttles", {"days": "soon"}, "`days` takes a whole number, not 'soon'"),
        ("shuttles", {"days": "-1"}, "`days` takes a whole number, not '-1'"),
        ("shuttles", {"days": "1e3"}, "`days` takes a whole number, not '1e3'"),
        ("shuttles", {"days": "٣"}, "`days` takes a whole number, not '٣'"),
        ("talks", {"actor": "Putn"}, "`actor`: nothing in the graph is called 'Putn'; did you mean 'putin'?"),
        ("talks", {"actor": ""}, "`actor`: nothing in the graph is called ''"),
        ("roles", {"role": "mediatr"}, "`role`: 'mediatr' is no role; did you mean 'mediator'?"),
        ("roles", {"status": "zzz"}, "`status`: 'zzz' is no status; one of: accepted, conditional"),
        ("acts", {"topic": "ceasefre"}, "`topic`: nothing in the graph is called 'ceasefre'"),
        ("claims", {}, "'claims' needs `about`: the event, actor, office, place or topic"),
        ("offers", {"state": "opn"}, "`state`: 'opn' is no state of an offer; did you mean 'open'?"),
        ("acts", {"type": "demnd"}, "`type`: 'demnd' is no type of act; did you mean 'demand'?"),
    ],
)
def test_wrong_values_are_refused_with_a_hint(name: str, values: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        ask(article(), name, values)
    assert str(caught.value).startswith(message)


def test_dates_and_numbers_as_python_values() -> None:
    assert len(article().view(since=date(2022, 4, 26)).query("talks")) == len(
        article().view(since="2022-04-26").query("talks")
    )
    assert len(article().query("shuttles", days=2)) == 1


HOSTILE = [
    'putin"', "putin'", "}", "{", '"} UNION {?s ?p ?o', "> . ?s ?p ?o . <", "x> ; a akg:Claim . <y", "# comment",
    "putin # comment", "line\nbreak", "\r\n", "\x00", "a\x00b", "\\", "\\u003e", "$actor", "?who", "%s", "{0}",
    "' OR 1=1", "'''", '"""', "<http://example.org/>", "../../etc/passwd", "\ud800", "\u202e", "DROP ALL",
    "x" * 1_000_000,
    "SERVICE <http://example.org/> { ?s ?p ?o }", "\U0001f600", "id:putin", "putin/../erdogan", "claim/",
]  # fmt: skip


@cache
def before() -> tuple[str, ...]:
    return tuple(dump_lines(article().store.quads()))


def ask_with(name: str, parameter: str, value: str) -> None:
    query = find_query(name)
    values = {"about": "turkey"} if name == "claims" else {}
    try:
        answer = article().query(name, **{**values, parameter: value})
    except UsageError as error:
        assert len(str(error)) < 1000
        assert "\n" not in str(error) and "\x00" not in str(error)
    else:
        kind = next(p.type for p in query.parameters if p.name == parameter)
        if kind != "thing" and len(answer):  # a name in another spelling: only its letters count
            assert answer == article().query(name, **{**values, parameter: fold(value)})


@pytest.mark.parametrize(("name", "parameter"), PARAMETERS)
def test_hostile_values_stay_values(name: str, parameter: str) -> None:
    for value in HOSTILE:
        ask_with(name, parameter, value)


@number_of_examples(30, 150)
def test_no_text_gets_into_a_query(examples: int) -> None:
    @settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.sampled_from(PARAMETERS),
        st.text(st.sampled_from("{}<>\"'\\;.?$#@^ \n\t\x00aeiou:/()|&=!_-%ğ\u202e")).filter(str.strip)
        | st.text(min_size=1),
    )
    @example(("acts", "type"), '" || true || "')
    def holds(parameter: tuple[str, str], value: str) -> None:
        if value.strip() and value.strip().casefold() not in ("demand",) and not value.strip().isdecimal():
            ask_with(*parameter, value)

    holds()


def test_nothing_changed_the_store() -> None:
    known = before()
    for value in HOSTILE:
        ask_with("acts", "actor", value)
        ask_with("acts", "type", value)
    assert tuple(dump_lines(article().store.quads())) == known


# SPARQL texts


def test_sparql_texts() -> None:
    graph = article()
    assert graph.sparql("SELECT ?p WHERE { id:putin skos:prefLabel ?p } ORDER BY ?p").rows[0] == {"p": "Vladimir Putin"}
    assert graph.sparql("ASK { id:putin a akg:Person }").rows == [{"answer": True}]
    assert "id:turkey" in graph.construct("CONSTRUCT { ?s a akg:State } WHERE { ?s a akg:State }")
    assert 'skos:prefLabel "Turkey"@en' in graph.construct("DESCRIBE id:turkey")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT * WHERE { ?s ?p }", "the query cannot be read"),
        ("SELECT * WHERE { SERVICE <http://example.org/> { ?s ?p ?o } }", "SERVICE reaches out to the network"),
        ("INSERT DATA { id:putin a akg:State }", "the query cannot be read"),
        ("DROP ALL ;", "the query cannot be read"),
        ("LOAD <http://example.org/x>", "LOAD reaches out"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "CONSTRUCT and DESCRIBE give triples"),
        ("SELECT * WHERE { ?s ?p ?o } # \x00", ""),
    ],
)
def test_sparql_texts_that_are_refused(text: str, message: str) -> None:
    if not message:
        article().sparql(text)
        return
    with pytest.raises(UsageError, match=re.escape(message)):
        article().sparql(text)
    assert tuple(dump_lines(article().store.quads())) == before()


def test_a_sparql_text_is_no_name() -> None:
    with pytest.raises(UsageError, match="no name of a query; what is SPARQL goes to sparql"):
        article().query("SELECT * WHERE { ?s ?p ?o }", actor="putin")


# Paths


@pytest.mark.parametrize(
    ("start", "end", "level", "chain"),
    [
        ("ada", "boris", "person", ["ada", "cleo", "boris"]),
        ("Boris Brandt", "Hill Front", "person", ["boris", "cleo", "ada", "dana", "hill-front"]),
        ("ada", "dorland", "person", ["ada", "dana"]),  # who stands for Dorland
        ("arland-delegation", "borland-delegation", "person", ["arland-delegation", "borland-delegation"]),
        ("arland", "borland", "state", ["arland", "borland"]),
        ("borland", "hill-front", "state", ["borland", "corland", "hill-front"]),
    ],
)
def test_path_on_rival_claims(start: str, end: str, level: str, chain: list[str]) -> None:
    steps, *_ = rivals().path(start, end, level=level)
    assert [step.start for step in steps[:1]] + [step.end for step in steps] == chain


def test_path_on_the_article() -> None:
    (steps,) = article().path("Putin", "Zelensky")
    ds = "dailysabah-2022-04-26"
    assert [(step.start, step.end) for step in steps] == [("putin", "erdogan"), ("erdogan", "zelenskyy")]
    assert [(talk.date, talk.kind, talk.claim) for talk in steps[0].talks] == [
        ("2022-04-26", "phone call", f"{ds}/erdogan-putin-2022-04-26"),
        ("2022-04-26", "phone call", f"{ds}/erdogan-putin-2022-04-26/2"),
    ]
    assert [(talk.date, talk.kind, talk.claim) for talk in steps[1].talks] == [
        ("2022-04-24", "contact", f"{ds}/erdogan-zelenskyy-2022-04-24")
    ]
    with pytest.raises(UsageError, match="`end`: nothing in the graph is called 'Zelenski'; did you mean"):
        article().path("Putin", "Zelenski")
    with pytest.raises(UsageError, match=r"'nato' took part in no talks at this level$"):
        article().path("Putin", "NATO")


def test_an_actor_has_no_conflicts_of_its_own() -> None:
    """An empty answer would say that nothing is disputed."""
    message = "'erdogan' is of type person; this takes the id or a name of: event or membership"
    for ask in (case().query, lambda name, event: case().conflicts(event=event)):
        with pytest.raises(UsageError, match=message):
            ask("conflicts", event="erdogan")


def test_who_talked_to_nobody_is_led_to_whom_it_stands_for() -> None:
    with pytest.raises(UsageError, match=r"'peskov' took part in no talks .*; try 'russia', for whom it stands, with"):
        case().path("Peskov", "Erdogan")
    assert case().path("russia", "turkey", level="state")


def test_an_actor_is_asked_for_and_a_place_is_given() -> None:
    with pytest.raises(UsageError, match="'istanbul' is of type place; this takes the id or a name of: actor"):
        article().query("talks", actor="istanbul")


def test_a_byword_that_is_also_a_place_leads_to_the_actor() -> None:
    assert article().query("stances", actor="Kyiv").rows == article().query("stances", actor="ukraine").rows
