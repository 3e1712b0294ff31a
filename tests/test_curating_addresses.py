"""Addresses as people paste them: cleaned, refused, and what can be read from them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.curating.addresses import read_address
from kg.errors import UsageError
from kg.text.links import is_address


@pytest.mark.parametrize(
    ("given", "kept", "taken_off"),
    [
        ("https://a.example/x?utm_source=mail&utm_medium=b", "https://a.example/x", ("utm_source", "utm_medium")),
        ("https://a.example/x?id=3&fbclid=abc&page=2", "https://a.example/x?id=3&page=2", ("fbclid",)),
        ("https://a.example/x?gclid=1#top", "https://a.example/x#top", ("gclid",)),
        ("https://a.example/x#:~:text=told%20her", "https://a.example/x", ("#:~:",)),
        ("https://a.example/x?a=utm_source", "https://a.example/x?a=utm_source", ()),
        ("https://a.example/x?fbclid", "https://a.example/x", ("fbclid",)),
        ("HTTPS://a.example/X?a=%20b", "https://a.example/X?a=%20b", ()),
        ("  https://a.example/x \n", "https://a.example/x", ()),
    ],
)
def test_what_tells_how_somebody_came_is_taken_off(given: str, kept: str, taken_off: tuple[str, ...]) -> None:
    found = read_address(given)
    assert (found.text, found.taken_off) == (kept, taken_off)


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("2022/03/17/talks", "2022-03-17"),
        ("2022/3/7/talks", "2022-03-07"),
        ("world/2022/mar/17/talks", "2022-03-17"),
        ("news/2022-03-17-talks-go-on/", "2022-03-17"),
        ("20220317/talks-1094281729.html", "2022-03-17"),
        ("talks?date=20220317", "2022-03-17"),
        ("2022/03/talks", ""),  # a month is no day
        ("2022/02/30/talks", ""),  # there is no such day
        ("2022/13/01/talks", ""),
        ("article-122030700044_1.html", ""),  # a number
        ("web/20220317123456/talks", ""),
        ("2022/03/17/what-happened-on-2022-03-16", ""),  # two days
        ("2022/03/17/20220317", "2022-03-17"),  # one day, twice
        ("2022/03-17", ""),
        ("２０２２/03/17", ""),  # digits of another script
        ("2022/xyz/17", ""),
    ],
)
def test_the_day_an_address_shows(path: str, day: str) -> None:
    assert read_address(f"https://a.example/{path}").day == day


@pytest.mark.parametrize(
    "bad",
    [
        "", "a.example", "www.a.example/x", "ftp://a.example/x", "javascript:alert(1)", "file:///etc/passwd", "https://",
        "https:///x", "https://localhost/x", "https://127.0.0.1/x", "https://[::1]/x", "https://a.example:99999/x",
        "https://user:secret@a.example/x", "https://a.example/x y", "https://a.example/<script>", 'https://a.example/"',
        "https://a.example/\u202etxt.exe", "https://a.example/\x1b[31m", "https://a.example/\u200b", "https://..example/",
        "https://a_b.example/x", "https://-a.example/x", "https://" + "a" * 300 + ".example/",
        "https://a.example/" + "x" * 3000,
        "https://a.example/{x}", "data:text/html,x", "https://a.example/\nsource:", "https://0x7f.1/x", "https://1.2.3.4.5/",
    ],
)  # fmt: skip
def test_odd_addresses_are_refused_in_one_clear_line(bad: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_address(bad)
    message = str(refused.value)
    assert message and len(message) < 300 and message.isprintable()
    assert "secret" not in message


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("www.example.com", "example.com"),
        ("en.interfax.com.ua", "interfax.com.ua"),
        ("interfax.com", "interfax.com"),
        ("news.example.co.uk", "example.co.uk"),
        ("com.tr", "com.tr"),
        ("english.example.net", "example.net"),
        ("bücher.example", "xn--bcher-kva.example"),
    ],
)
def test_site(host: str, site: str) -> None:
    assert read_address(f"https://{host}/x").site == site


def test_the_same_page_in_other_spellings() -> None:
    keys = {
        read_address(text).key
        for text in ("https://www.a.example/x/", "http://a.example/x", "https://A.example/x?utm_source=y#:~:text=z")
    }
    assert len(keys) == 1


@given(st.text(max_size=60), st.text(max_size=60))
def test_what_is_read_is_an_address_and_read_again_the_same(path: str, query: str) -> None:
    try:
        found = read_address(f"https://a.example/{path}?{query}")
    except UsageError:
        return
    assert is_address(found.text) and found.text.isprintable()
    again = read_address(found.text)
    assert (again.text, again.taken_off) == (found.text, ())
