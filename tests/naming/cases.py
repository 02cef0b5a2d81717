"""Reads names/*.txt: what people call their files, and what that says. names/README.md describes the format."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from dim.naming import Identity, parse, parse_folder

FOLDER = Path(__file__).with_name("names")
Half = Literal["tuned", "held-out"]
HALVES: tuple[Half, ...] = ("tuned", "held-out")


@dataclass(frozen=True, slots=True)
class Case:
    """A name and the fields that it states, as names/*.txt writes them."""

    kind: str
    """The file that it stands in, without suffix: "anime"."""
    path: str
    fields: dict[str, str]
    folder: tuple[str, ...] = ()
    """The paths that are read together with it, itself included; empty: it is read alone."""

    @property
    def half(self) -> Half:
        """The same for all files of a folder, and for as long as the name is not changed."""
        return "held-out" if zlib.crc32((self.folder or (self.path,))[0].encode()) % 2 else "tuned"

    @property
    def label(self) -> str:
        """What known_misses.txt calls it: the path; if held out, a number, so that nobody tunes on it by accident."""
        if self.half == "tuned":
            return self.path
        return f"held-out {zlib.crc32(self.path.encode()):08x}"

    def misses(self) -> dict[str, str]:
        """The fields that the parser gets wrong, with what it says instead; empty if all are right."""
        folder = list(self.folder)
        identity = parse_folder(folder)[folder.index(self.path)] if folder else parse(self.path)
        got = {name: shown(identity, name) for name in self.fields}
        return {name: value for name, value in got.items() if not equal(name, value, self.fields[name])}


def load(half: Half | None = None) -> list[Case]:
    """The cases of one half, or all."""
    cases = [case for path in sorted(FOLDER.glob("*.txt")) for case in read(path)]
    return [case for case in cases if half in (None, case.half)]


def read(path: Path) -> Iterator[Case]:
    """The cases of one file."""
    text = path.read_text("utf-8")
    together = path.stem == "neighbours"
    for block in text.split("\n\n") if together else [text]:
        pairs = [line.split(" => ") for line in block.splitlines() if line and not line.startswith("# ")]
        folder = tuple(name for name, _ in pairs) if together else ()
        for name, fields in pairs:
            yield Case(path.stem, name, dict(part.split("=", 1) for part in fields.split("; ")), folder)


def equal(field: str, got: str, stated: str) -> bool:
    """Whether a field is right. Of several titles, only the first has a place."""
    if field != "titles":
        return got == stated
    (first, *rest), (main, *others) = got.split(" / "), stated.split(" / ")
    return first == main and sorted(rest) == sorted(others)


def shown(identity: Identity, field: str) -> str:
    """A field as names/*.txt writes it."""
    value: Any = getattr(identity, field)
    if value in (None, (), {}):
        return "-"
    if isinstance(value, dict):
        return ",".join(f"{key}:{entry}" for key, entry in sorted(value.items()))
    if field == "titles":
        return " / ".join(value)
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
