"""What a zip archive holds, by its central directory; nothing is unpacked.

`zipfile` reads a directory whatever its size, and makes an object for each entry; here both are bounded. Of 7z archives the name is
all that counts: their directory is compressed.

Format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, sections 4.3.12 and 4.3.16.
"""

import io
import struct
from dataclasses import dataclass

from dim.games.files import UnreadableFileError, open_regular
from dim.games.known_files import BrokenFileError

MOST_ENTRIES, LARGEST_DIRECTORY = 4_096, 1 << 20
_LARGEST = 1 << 42
_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s4B4HL2L5H2L")
_SHORT_TAIL, _LONG_TAIL = 128, 66_000
_UTF8 = 0x800


@dataclass(frozen=True, slots=True)
class ArchiveEntry:
    """A file in an archive."""

    name: str
    """With its folders, as the archive has it; not safe as a path."""
    size: int
    """Unpacked bytes, as the archive says."""
    crc: int


def read_zip(path: str) -> tuple[ArchiveEntry, ...]:
    """The files in a zip archive, in their order.

    Raises BrokenFileError: it is no zip archive, is damaged, or has more entries than an archive of a game. UnreadableFileError,
    OSError: it cannot be read.
    """
    handle, facts = open_regular(path, _LARGEST)
    with open(handle, "rb", buffering=0) as file:
        count, length, offset = _find_directory(file, facts.st_size)
        file.seek(offset)
        directory = file.read(length)
    return parse_directory(directory, count)


def read_zip_or_none(path: str) -> tuple[ArchiveEntry, ...] | None:
    """The files in a zip archive; None: they cannot be told."""
    try:
        return read_zip(path)
    except (OSError, UnreadableFileError, BrokenFileError):
        return None


def _find_directory(file: io.FileIO, size: int) -> tuple[int, int, int]:
    """The number of entries, and the length and offset of the central directory."""
    for wanted in (_SHORT_TAIL, _LONG_TAIL):
        start = max(0, size - wanted)
        file.seek(start)
        tail = file.read(wanted)
        place = tail.rfind(b"PK\5\6", 0, len(tail) - _END.size + 4)
        if place >= 0:
            break
    else:
        raise BrokenFileError("It is not a zip archive, or its end is missing.")
    _mark, _disk, _start_disk, _here, count, length, offset, _comment = _END.unpack_from(tail, place)
    if count > MOST_ENTRIES or length > LARGEST_DIRECTORY:
        raise BrokenFileError(f"It has {count:,} entries; archives of games have at most {MOST_ENTRIES:,}.")
    begins = (
        start + place - length
    )  # what stands in front of the archive shifts it, so the offset in it may be too small
    if begins < 0 or offset > begins:
        raise BrokenFileError("Its directory lies outside of it.")
    return count, length, begins


def parse_directory(directory: bytes, count: int) -> tuple[ArchiveEntry, ...]:
    """The files in a central directory of `count` entries, without folders. Raises BrokenFileError."""
    found, place = [], 0
    for _ in range(count):
        if place + _ENTRY.size > len(directory):
            raise BrokenFileError("Its directory is cut short.")
        fields = _ENTRY.unpack_from(directory, place)
        mark, flags, crc, size, of_name, of_extra, of_comment = fields[0], fields[5], fields[9], *fields[11:15]
        if mark != b"PK\1\2":
            raise BrokenFileError("Its directory is damaged.")
        place += _ENTRY.size
        raw = directory[place : place + of_name]
        place += of_name + of_extra + of_comment
        name = raw.decode("utf-8" if flags & _UTF8 else "cp437", "replace")
        if not name.endswith("/"):
            found.append(ArchiveEntry(name, size, crc))
    return tuple(found)
