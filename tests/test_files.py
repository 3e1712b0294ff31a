"""Files that are written where none is yet, on file systems with hard links and without."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.disk.atomic import write_new
from kg.errors import KgError


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
