"""Files that are written where none is yet, on file systems with hard links and without."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.disk.atomic import path_in_utf8, write_new
from kg.errors import KgError, UsageError
from kg.store.columns import open_columns, quote_found, quote_path


@pytest.fixture(params=["hard links", "no hard links", "a system without them"])
def linking(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted") if "no " in request.param else NotImplementedError

    if request.param != "hard links":
        monkeypatch.setattr(Path, "hardlink_to", refuse)


@pytest.mark.usefixtures("linking")
def test_a_file_is_written_whole_and_only_where_none_is(tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    write_new(path, "source: ü\n")
    assert path.read_bytes() == "source: ü\n".encode()
    with pytest.raises(KgError, match="is there already"):
        write_new(path, "other\n")
    assert path.read_bytes() == "source: ü\n".encode()
    assert [file.name for file in tmp_path.iterdir()] == ["new.yaml"]


@pytest.mark.parametrize(
    "call", [path_in_utf8, quote_path, quote_found, open_columns, lambda p: open_columns(temporary=p)]
)
def test_names_that_are_not_utf8_are_told(call: Callable[[Path], Any], tmp_path: Path) -> None:
    """An engine takes no others, and tells in words of its own what it cannot read."""
    pytest.importorskip("duckdb")
    with pytest.raises(UsageError, match=r"a\\udcff' is not in UTF-8; rename it"):
        found = call(tmp_path / "a\udcff")
        if not isinstance(found, str):
            with found:
                pass


def test_names_in_utf8_that_the_system_took_for_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the locale C, where Python carries each byte of them as half of a surrogate pair."""
    monkeypatch.setattr("os.fsencode", lambda name: str(name).encode("ascii", "surrogateescape"))
    assert path_in_utf8(Path("z\udcc3\udcbcrich")) == path_in_utf8(Path("zürich")) == "zürich"
