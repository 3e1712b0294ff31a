"""Event files that are packed, by gzip or zip, with a bound on how much they grow; and texts in other encodings."""

from __future__ import annotations

import codecs
import gzip
import lzma
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from kg.errors import UsageError

TEXT_SUFFIXES = (".tab", ".tsv", ".csv", ".txt")
SUFFIXES = (*TEXT_SUFFIXES, ".gz", ".zip", ".parquet")
MOST_UNPACKED = 64 * 2**30
SMALL, MOST_TIMES = 1 << 24, 100  # event rows get 4 to 8 times smaller when they are packed
# What reading a packed file fails with, where it is damaged; the last is a password, or an unknown way of packing.
READ_ERRORS = (OSError, EOFError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError)
_BLOCK = 1 << 20


def is_gzip(path: Path) -> bool:
    """Whether a file is packed by gzip, by its name."""
    return path.suffix.lower() == ".gz"


def is_zip(path: Path) -> bool:
    """Whether a file is a zip archive, by its name."""
    return path.suffix.lower() == ".zip"


def refuse_growth(path: Path, unpacked: int, packed: int) -> None:
    """Raise UsageError where so many bytes unpacked are too many for so many packed ones."""
    if unpacked > max(SMALL, MOST_TIMES * packed):
        raise UsageError(
            f"'{path}' unpacks to more than {MOST_TIMES} times its size, as no file of rows does; if it is sound,"
            " unpack it yourself"
        )


@contextmanager
def open_bytes(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of a file that is plain, or packed by gzip."""
    with gzip.open(path, "rb") if is_gzip(path) else path.open("rb") as file:
        try:
            yield cast("IO[bytes]", file)
        except gzip.BadGzipFile as error:
            with path.open("rb") as plain:
                packed = plain.read(2) == b"\x1f\x8b"
            if packed and "Not a gzipped file" in str(error):
                raise gzip.BadGzipFile("something stands after its end that is not packed by gzip") from error
            raise


def read_first_bytes(path: Path, size: int) -> bytes:
    """The first bytes of a file of rows; of one that is packed no more than these are unpacked.

    Raises UsageError for an archive that has not one file of rows, and one of `READ_ERRORS`.
    """
    if is_zip(path):
        with zipfile.ZipFile(path) as archive:
            open_member = archive.open  # of bytes, so without an encoding
            with open_member(_member(path, archive)) as packed:
                return packed.read(size)
    with open_bytes(path) as file:
        return file.read(size)


def check_gzip(path: Path) -> int:
    """Read a packed file to its end, and tell how many bytes its last line has.

    DuckDB does not compare the checksum and the length that stand there. Raises UsageError where the file grows too
    much, and OSError, EOFError or zlib.error where it is cut off or damaged.
    """
    size, done, last, ended = path.stat().st_size, 0, 0, True
    with open_bytes(path) as file:
        while block := file.read(_BLOCK):
            done += len(block)
            refuse_growth(path, done, size)
            _, end, rest = block.removesuffix(b"\n").rpartition(b"\n")
            last = len(rest) + (0 if end or ended else last)
            ended = block.endswith(b"\n")
        return last


def unpack_zip(path: Path, folder: Path) -> Path:
    """The one file of event rows in a zip archive, unpacked under a name of our own, whatever the archive calls it.

    Raises UsageError where it has not one, or one that is too large, and one of `READ_ERRORS`.
    """
    target = folder / "unpacked-rows"
    with zipfile.ZipFile(path) as archive:
        member = _member(path, archive)
        if member.file_size > min(MOST_UNPACKED, shutil.disk_usage(folder).free // 2):
            raise UsageError(f"'{path}' would take {member.file_size / 2**30:.0f} GB unpacked; unpack it yourself")
        refuse_growth(path, member.file_size, member.compress_size)
        open_member = archive.open  # of bytes, so without an encoding
        with open_member(member) as packed, target.open("wb") as file:
            written = 0
            while block := packed.read(_BLOCK):
                written += len(block)
                if written > member.file_size:
                    raise zipfile.BadZipFile("the archive has more in it than it says")
                file.write(block)
    return target


def _member(path: Path, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    members = [m for m in archive.infolist() if not m.is_dir() and _has_rows(m.filename)]
    if len(members) != 1:
        raise UsageError(
            f"'{path}' has {len(members)} files of rows in it, and kg reads archives with one; unpack it yourself"
            " and name the folder"
        )
    if members[0].flag_bits & 1:
        raise UsageError(f"'{path}' is locked with a password; unpack it yourself and name the folder")
    return members[0]


def _has_rows(name: str) -> bool:
    """Whether a member of an archive is a file of rows by its name, and none of those that macOS adds to each."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return last.lower().endswith(TEXT_SUFFIXES) and not last.startswith("._")


def check_encoding(name: str) -> str:
    """The usual name of an encoding of text. Raises UsageError for what is none."""
    try:
        encoded = "a\n".encode(name)
        for errors in ("replace", "surrogateescape"):  # some, such as that of host names, cannot pass over a letter
            codecs.getincrementaldecoder(name)(errors).decode(encoded, True)
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        raise UsageError(f"there is no encoding '{name[:40]}'; write utf-8, cp1252, latin-1, utf-16 or such") from None


def write_utf8(path: Path, shown: Path, folder: Path, encoding: str) -> Path:
    """A copy in UTF-8 of a text in another encoding; bytes that it has no letter for stay, so that their rows are told.

    Raises UsageError, about the file `shown`, where it is not in that encoding at all.
    """
    target = folder / "rows-in-utf-8"
    decoder = codecs.getincrementaldecoder(encoding)("surrogateescape")
    with open_bytes(path) as file, target.open("wb") as out:
        try:
            while block := file.read(_BLOCK):
                out.write(decoder.decode(block).encode("utf-8", "surrogateescape"))
            out.write(decoder.decode(b"", True).encode("utf-8", "surrogateescape"))
        except UnicodeError as error:
            raise UsageError(f"'{shown}' is not in the encoding {encoding}: {error}") from error
    return target
