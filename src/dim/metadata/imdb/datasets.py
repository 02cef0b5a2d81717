r"""Reads IMDb's datasets: lines of fields with tabs between, no quotes, \N for nothing, plain or in gzip.

https://developer.imdb.com/non-commercial-datasets/ documents the columns. A dataset is recognised by its first line, whatever
its file is called.
"""

import gzip
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

COLUMNS: dict[str, tuple[str, ...]] = {
    "title.basics": (
        "tconst", "titleType", "primaryTitle", "originalTitle", "isAdult", "startYear", "endYear", "runtimeMinutes", "genres",
    ),
    "title.akas": ("titleId", "ordering", "title", "region", "language", "types", "attributes", "isOriginalTitle"),
    "title.episode": ("tconst", "parentTconst", "seasonNumber", "episodeNumber"),
    "title.ratings": ("tconst", "averageRating", "numVotes"),
    "title.crew": ("tconst", "directors", "writers"),
    "title.principals": ("tconst", "ordering", "nconst", "category", "job", "characters"),
    "name.basics": ("nconst", "primaryName", "birthYear", "deathYear", "primaryProfession", "knownForTitles"),
}  # fmt: skip
USED = ("title.basics", "title.akas", "title.episode", "title.ratings")
LONGEST_LINE = 100_000
"""Bytes."""
LARGEST_ID = 400_000_000
_GZIP = b"\x1f\x8b"
_STEP = 50_000
"""Lines between two reports of progress."""

Progress = Callable[[str, int, int], None]
"""What is done, how far, and how far it goes."""


class DatasetError(Exception):
    """A file is no dataset, or damaged; the text names file and line, and says what to do."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """A file that was recognised."""

    name: str
    """"title.basics"."""
    path: Path
    size: int
    """Bytes of the file."""


@dataclass(slots=True)
class Counts:
    """What reading a dataset came across."""

    lines: int = 0
    kept: int = 0
    broken: int = 0


def recognise(path: Path) -> Dataset:
    """The dataset that a file holds. Raises DatasetError."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file, _opened(file) as stream:
            head = stream.readline(LONGEST_LINE)
    except OSError as error:
        raise DatasetError(_unreadable(path, error)) from None
    except (EOFError, zlib.error):
        raise DatasetError(_truncated(path)) from None
    columns = tuple(head.decode("utf-8", "replace").rstrip("\r\n").split("\t"))
    name = next((name for name, known in COLUMNS.items() if columns == known), None)
    if name is None:
        raise DatasetError(
            f"{path} is none of IMDb's datasets: its first line should name columns, such as “tconst”. "
            f"Give the files {', '.join(USED)} as .tsv or .tsv.gz."
        )
    return Dataset(name, path, size)


def rows(
    dataset: Dataset, counts: Counts, progress: Progress, *, skip_broken: bool
) -> Iterator[tuple[int, list[bytes]]]:
    """The id and the fields of each line, which are not decoded yet. Raises DatasetError."""
    wanted = len(COLUMNS[dataset.name])
    try:
        with dataset.path.open("rb") as file, _opened(file) as stream:
            stream.readline(LONGEST_LINE)
            while line := stream.readline(LONGEST_LINE):
                counts.lines += 1
                if counts.lines % _STEP == 0:
                    progress(f"Reading {dataset.name}", file.tell(), dataset.size)
                fields = line.rstrip(b"\r\n").split(b"\t")
                number = title_number(fields[0])
                if len(fields) == wanted and number is not None:
                    yield number, fields
                    continue
                if not skip_broken:
                    raise DatasetError(_broken(dataset, counts.lines + 1, line, len(fields)))
                counts.broken += 1
    except OSError as error:
        raise DatasetError(_unreadable(dataset.path, error)) from None
    except (EOFError, zlib.error):
        raise DatasetError(f"{_truncated(dataset.path)} (It was read up to line {counts.lines + 1:,}.)") from None


def title_number(field: bytes) -> int | None:
    """The number of an IMDb id such as tt0133093; None: it is none."""
    digits = field[2:]
    if not field.startswith(b"tt") or not digits.isdigit() or len(digits) > 10:
        return None
    number = int(digits)
    return number if 0 < number <= LARGEST_ID else None


def text_of(field: bytes) -> str | None:
    """A field as text; None: there is nothing. Characters that are no UTF-8 are replaced."""
    return field.decode("utf-8", "replace") if field and field != b"\\N" else None


def number_of(field: bytes, most: int) -> int | None:
    """A field as a number from 0 to `most`; None: there is nothing, or it is no such number."""
    if not field.isdigit() or len(field) > 10:
        return None
    value = int(field)
    return value if value <= most else None


def _opened(file: IO[bytes]) -> IO[bytes]:
    """The stream of a file; a gzip file is unpacked as it is read."""
    is_gzip = file.read(2) == _GZIP
    file.seek(0)
    return gzip.GzipFile(fileobj=file, mode="rb") if is_gzip else file  # type: ignore[return-value]


def _unreadable(path: Path, error: OSError) -> str:
    if isinstance(error, gzip.BadGzipFile):
        return f"{path} is damaged ({error}). Download it again."
    return f"{path} cannot be read: {error.strerror or error}."


def _truncated(path: Path) -> str:
    return f"{path} ends in the middle or is damaged: it was not downloaded completely. Download it again."


def _broken(dataset: Dataset, number: int, line: bytes, fields: int) -> str:
    where = f"Line {number:,} of {dataset.path}"
    again = "Download it again, or leave such lines out with --skip-broken."
    if len(line) >= LONGEST_LINE:
        return f"{where} is longer than {LONGEST_LINE:,} bytes. {again}"
    wanted = len(COLUMNS[dataset.name])
    if fields != wanted:
        return f"{where} has {fields} columns instead of {wanted}. {again}"
    return f"{where} does not begin with an id such as tt0133093. {again}"
