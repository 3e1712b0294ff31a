"""Event files in which something is wrong, made from sound ones."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

LONG = 2 * 1024 * 1024
BOMB = 200 * 1024 * 1024

# What may be put into cells, where people or programs might take it for something else.
FORMULA = "=cmd|'/C calc'!A0"
SCRIPT = "<script>alert(1)</script>"
ADDRESS = "javascript:alert(1)"


def spoil(path: Path, out: Path, kind: str) -> Path:
    """Write the file at `path` to `out` with something wrong, and return `out`.

    Lines: "few columns", "many columns", "empty line", "bad date" (13th month), "not utf-8", "nul", "long line" (2 MB),
    "open quote", "formula", "script", "address" (javascript:). Every third line is spoilt, from the third on, where the
    second row stands if there is a header; the last four kinds and "nul", "not utf-8" and "long line" change an actor's
    name, or the address. Lines are those of the file: a row of MEND may have several.
    Files: "cut" (ends within its last line), "empty", "only header", "no zip" (give `out` a name that ends in .zip).
    Archives, from a file that is not packed: "big zip" (200 MB of zeros in 200 kB after the file), "outside zip" (its
    member is ../../outside.tab), "two zip" (two members), "folder zip" (no member but a folder).
    Raises ValueError for another kind.
    """
    if kind in _ARCHIVES:
        _ARCHIVES[kind](path, out)
    elif kind in _BYTES:
        out.write_bytes(_BYTES[kind](path.read_bytes()))
    elif kind in _LINES:
        with out.open("wb") as file:
            file.writelines(_spoil_lines(path, _LINES[kind]))
    else:
        raise ValueError(f"no kind {kind!r}; there are {', '.join(KINDS)}")
    return out


def _spoil_lines(path: Path, change: Callable[[bytes, bytes], bytes]) -> Iterator[bytes]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines):
            delimiter = b"\t" if b"\t" in line else b","
            yield change(line, delimiter) if number and (number - 2) % 3 == 0 else line


def _cells(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[bytes, bytes], bytes]:
    def changed(line: bytes, delimiter: bytes) -> bytes:
        bare = line.rstrip(b"\r\n")
        return delimiter.join(change(bare.split(delimiter))) + line[len(bare) :]

    return changed


def _name_at(cells: list[bytes]) -> int:
    """Where an actor's name stands: GDELT's first name, ICEWS's source, or MEND's country."""
    return 6 if len(cells) >= 57 else 2 if len(cells) == 20 else 1


def _put(at: Callable[[list[bytes]], int], text: str | bytes) -> Callable[[bytes, bytes], bytes]:
    def change(cells: list[bytes]) -> list[bytes]:
        index = at(cells)
        return [*cells[:index], text.encode() if isinstance(text, str) else text, *cells[index + 1 :]]

    return _cells(change)


def _day_at(cells: list[bytes]) -> int:
    return 9 if len(cells) not in (20, 57, 58, 61) else 1  # MEND has the month there, commas in cells aside


_LINES: dict[str, Callable[[bytes, bytes], bytes]] = {
    "few columns": _cells(lambda cells: cells[: len(cells) // 2]),
    "many columns": _cells(lambda cells: [*cells, b"one", b"more"]),
    "empty line": lambda line, delimiter: b"\n",
    "bad date": _put(_day_at, "2018-13-45"),
    "not utf-8": _cells(
        lambda cells: [*cells[: _name_at(cells)], b"Norl\xe4nd \xff\xfe", *cells[_name_at(cells) + 1 :]]
    ),
    "nul": _put(_name_at, "Nor\0land"),
    "long line": _put(_name_at, "N" * LONG),
    "open quote": _put(_name_at, '"Norland'),
    "formula": _put(_name_at, FORMULA),
    "script": _put(_name_at, SCRIPT),
    "address": _put(lambda cells: len(cells) - 1, ADDRESS),
}

_BYTES: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda text: text[: text.rstrip().rfind(b"\n") + 20],
    "empty": lambda text: b"",
    "only header": lambda text: text[: text.find(b"\n") + 1],
    "no zip": lambda text: text,
}


def _zip(out: Path, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)


def _zip_bomb(path: Path, out: Path) -> None:
    member = zipfile.ZipInfo(path.name)
    member.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(out, "w") as archive:
        add_member = archive.open  # of bytes, so without an encoding
        with add_member(member, "w", force_zip64=True) as packed:
            packed.write(path.read_bytes())
            zeros = bytes(1024 * 1024)
            for _ in range(BOMB // len(zeros)):
                packed.write(zeros)


_ARCHIVES: dict[str, Callable[[Path, Path], None]] = {
    "big zip": _zip_bomb,
    "outside zip": lambda path, out: _zip(out, {"../../outside.tab": path.read_bytes()}),
    "two zip": lambda path, out: _zip(out, {path.name: path.read_bytes(), "second.tab": path.read_bytes()}),
    "folder zip": lambda path, out: _zip(out, {"folder/": b""}),
}

KINDS = (*_LINES, *_BYTES, *_ARCHIVES)
