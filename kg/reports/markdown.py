"""A page as Markdown (CommonMark). Whatever comes from the data is escaped, and only addresses of the web are links."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from kg.model.dates import date_in_words
from kg.reports.parts import Account, Item, Page
from kg.reports.plain import differing_words, small_print, tellers_of, told_apart, when
from kg.store.tables import visible
from kg.text.links import web_address

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>:=@$^/])")
_SAFE = str.maketrans({"<": "%3C", ">": "%3E", "(": "%28", ")": "%29", "[": "%5B", "]": "%5D", "\\": "%5C", "`": "%60"})


def escape(text: str) -> str:
    """A text of the data as Markdown that shows it as it is: on one line, no markup, no HTML, nothing linked.

    >>> print(escape("a *b* [c](d)"))
    a \\*b\\* \\[c\\]\\(d\\)
    """
    return _MARKUP.sub(r"\\\1", html.escape(visible(text), quote=False))


def link(text: str, address: str, phrase: str = "") -> str:
    """A link to the web, to the phrase in it where one is given; the escaped text alone where it is no such address."""
    target = web_address(address, phrase)
    return f"[{escape(text)}](<{target.translate(_SAFE)}>)" if target else escape(text)


def as_markdown(page: Page) -> str:
    """The page as Markdown: a heading, what is known of the thing, a heading for each section, the sources."""
    return "\n".join(_blocks(page)).rstrip("\n") + "\n"


def _blocks(page: Page) -> Iterator[str]:
    yield f"# {escape(page.title)}\n"
    facts = [page.kind, *[f"{what} {value}" for what, value in page.facts if what == "of"]]
    yield f"*{escape(', '.join(facts))}*" + (f" {escape(f'[{page.id}]')}" if page.id else "") + "\n"
    if page.description:
        yield f"{escape(page.description)}\n"
    told = [
        *[f"- also: {escape(', '.join(page.names))}"] * bool(page.names),
        *[f"- bywords: {escape(', '.join(page.bywords))}"] * bool(page.bywords),
        *[f"- {escape(what)}: {link(date_in_words(value), value)}" for what, value in page.facts if what != "of"],
        *[f"- same as {link(address, address)}" for address in page.same_as],
    ]
    if told:
        yield "\n".join(told) + "\n"
    full = page.told_in_full()
    for place, section in enumerate(page.sections):
        yield f"## {escape(section.heading)}\n"
        for remark in section.remarks:
            yield f"{escape(remark)}\n"
        if section.items:
            numbered = enumerate(section.items)
            yield "\n".join(line for number, item in numbered for line in _item(item, (place, number), full)) + "\n"
    if page.sources:
        yield "## Sources\n"
        for source in page.sources:
            told = [source.publisher, date_in_words(source.published), source.type]
            title = f" “{escape(source.title)}”" if source.title else ""
            words = escape(", ".join(word for word in told if word))
            yield f"- {link(source.id, source.address)}: {words}{title}"


def _item(item: Item, place: tuple[int, int], full: dict[str, tuple[int, int]]) -> Iterator[str]:
    day = f"**{escape(date_in_words(item.day, lasting=item.lasting))}** " if item.day else ""
    here = [account for account in item.accounts if full[account.claim] == place]
    others = tellers_of(item, here)
    inline = f" – per {escape('; '.join(others))}" if others and not here else ""
    yield f"- {day}{link(item.words, item.address) if item.address else escape(item.words)}{inline}"
    for remark in item.remarks:
        yield f"  - {escape(remark)}"
    for difference in item.differing:
        yield f"  - {escape(differing_words(difference))}"
    for account in here:
        yield from _account(account, told_apart(account, item))
    if others and not inline:
        yield f"  - per {escape('; '.join(others))}"


def _account(account: Account, says: str) -> Iterator[str]:
    phrase = f" “{escape(account.phrase)}”" if account.phrase else f" {escape(account.basis)}" if account.basis else ""
    teller = link(account.teller + when(account), account.address, account.phrase)
    yield f"  - {teller}:{escape(says)}{phrase} ({escape(small_print(account))})"
    if account.note:
        yield f"    Note: {escape(account.note)}"
