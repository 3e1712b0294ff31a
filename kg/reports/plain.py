"""A page as text for a terminal: headings, sentences with their days, and below each who says so."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from kg.model.dates import date_in_words
from kg.reports.parts import Account, Cited, Difference, Item, Page, Section
from kg.store.tables import visible

_COLUMN, _TELLERS = 20, 4


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; `mark` is what stands out at its beginning, `style` how the rest is to look.

    Styles: title, heading, plain, differing, account, small.
    """

    text: str
    style: str = "plain"
    mark: str = ""
    indent: int = 0


def as_text(page: Page, *, width: int = 100) -> str:
    """The page as plain text."""
    return "".join(f"{' ' * line.indent}{line.mark}{line.text}".rstrip() + "\n" for line in lines(page, width=width))


def lines(page: Page, *, width: int = 100) -> Iterator[Line]:
    """The lines of a page, wrapped at `width` columns, each with its style; no line holds anything but plain text."""
    yield from _wrap(visible(page.title), 0, width, "title")
    known = [page.kind, *[f"{what} {value}" for what, value in page.facts if what == "of"]]
    yield from _wrap(visible(", ".join(known)) + f"  [{visible(page.id)}]" * bool(page.id), 0, width, "small")
    for what, value in (
        ("also", ", ".join(page.names)),
        ("bywords", ", ".join(page.bywords)),
        ("", page.description),
        *((what, date_in_words(value)) for what, value in page.facts if what != "of"),
        *(("same as", address) for address in page.same_as),
    ):
        if value:
            yield from _wrap(visible(f"{what}: {value}" if what else value), 0, width, hanging=2)
    full = page.told_in_full()
    for place, section in enumerate(page.sections):
        yield Line("")
        yield from _wrap(visible(section.heading), 0, width, "heading")
        for remark in section.remarks:
            yield from _wrap(visible(remark), 2, width, hanging=2)
        yield from _items(section, place, full, width)
    if page.sources:
        yield Line("")
        yield Line("Sources", "heading")
        for source in page.sources:
            yield from _wrap(visible(cite_source(source)), 2, width, hanging=2)
            if source.address:
                yield Line(visible(source.address), "small", indent=4)


def cite_source(source: Cited) -> str:
    """A source in one line: its id, publisher, date, kind and title."""
    told = [source.publisher, date_in_words(source.published), source.type]
    title = f" “{source.title}”" if source.title else ""
    return f"{source.id}: {', '.join(word for word in told if word)}{title}"


def _items(section: Section, place: int, full: dict[str, tuple[int, int]], width: int) -> Iterator[Line]:
    days = [visible(date_in_words(item.day, lasting=item.lasting)) for item in section.items]
    column = max((len(day) for day in days if len(day) <= _COLUMN), default=0) + 2 if any(days) else 0
    for number, (item, day) in enumerate(zip(section.items, days, strict=True)):
        if len(day) > _COLUMN:
            yield Line("", mark=day, indent=2)
            day = ""
        marked = day.ljust(column) if column else ""
        here = [account for account in item.accounts if full[account.claim] == (place, number)]
        others = tellers_of(item, here)
        inline = f" – per {'; '.join(others)}" if section.summary and others and not here else ""
        first, *rest = _chunks(visible(item.words + inline), width - 2 - column)
        yield Line(first, "plain", marked, 2)
        for chunk in rest:
            yield Line(chunk, "plain", "", 2 + column)
        if item.address:
            yield Line(visible(item.address), "small", indent=4)
        for remark in item.remarks:
            yield from _wrap(visible(remark), 4, width, hanging=2)
        for difference in item.differing:
            yield from _wrap(visible(differing_words(difference)), 4, width, "differing", hanging=2)
        for account in here:
            yield from _account(account, width, told_apart(account, item))
        if others and not inline:
            yield from _wrap(visible(f"per {'; '.join(others)}"), 6, width, "small", hanging=2)


def tellers_of(item: Item, here: list[Account]) -> list[str]:
    """Those whose accounts of an item are told in full elsewhere on the page, each once."""
    return list(dict.fromkeys(f"{a.teller}{when(a)}{a.mark}" for a in item.accounts if a not in here))


def told_apart(account: Account, item: Item) -> str:
    """What an account says, where the item's own words do not have it."""
    return f" {account.says}" if account.says and account.says not in item.words else ""


def differing_words(difference: Difference) -> str:
    """What accounts do not agree in, in one line."""
    values = (f"{value}{f' per {_and(tellers)}' if tellers else ''}" for value, tellers in difference.values)
    return f"{difference.what}: {'; '.join(values)}"


def _account(account: Account, width: int, says: str) -> Iterator[Line]:
    phrase = f" “{account.phrase}”" if account.phrase else f" {account.basis}" if account.basis else ""
    text = f"{account.teller}{when(account)}:{says}{phrase}"
    yield from _wrap(visible(text), 6, width, "account", hanging=2)
    yield from _wrap(visible(small_print(account)), 8, width, "small", hanging=2)
    if account.note:
        yield from _wrap(visible(f"Note: {account.note}"), 8, width, "small", hanging=2)


def when(account: Account) -> str:
    """When the source of an account was out, behind a comma."""
    return f", {date_in_words(account.published)}" if account.published else ""


def small_print(account: Account) -> str:
    """The id of a claim, how it was checked, and its rank where it is not the usual one."""
    check = account.check if account.check in ("", "unchecked") else f"checked: {account.check}"
    words = [account.claim, check, "" if account.rank == "normal" else account.rank]
    return "; ".join(word for word in words if word)


def _and(tellers: tuple[str, ...]) -> str:
    """Those who give a value; of many the first few, for all are below."""
    more = f" and {len(tellers) - _TELLERS} more" if len(tellers) > _TELLERS + 1 else ""
    return ", ".join(tellers[:_TELLERS] if more else tellers) + more


def _chunks(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, max(20, width), break_on_hyphens=False, break_long_words=False) or [""]


def _wrap(text: str, indent: int, width: int, style: str = "plain", *, hanging: int = 0) -> Iterator[Line]:
    for number, chunk in enumerate(_chunks(text, width - indent - hanging)):
        yield Line(chunk, style, "", indent + (hanging if number else 0))
