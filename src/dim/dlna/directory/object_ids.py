"""Ids of objects. They say where an object is, so that they stay the same and its parent follows from it. Pure.

0                         the root
continue, continue.62     what to continue watching, and an item in it
l3                        the library 3
l3.all, l3.new            its titles, its newest titles
l3.genres, l3.genres.7    its genres, its titles of the genre 7
l3.years, l3.years.1999   its years, its titles of a year
l3.all.60                 a movie or show
l3.all.60.61, …61.62      a season, an episode
l3.all.60.f5              a part of a movie in several parts, the file 5
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from dim.upnp.errors import NO_SUCH_OBJECT, UpnpError

Folder = Literal["", "all", "new", "genres", "years", "continue"]
LARGEST = 2**31 - 1
_FOLDERS: dict[str, Folder] = {"all": "all", "new": "new", "genres": "genres", "years": "years"}
_ID = re.compile(
    r"(?:continue|l([0-9]{1,10})(?:\.(all|new|genres|years))?)((?:\.[0-9]{1,10}){0,4})(?:\.f([0-9]{1,10}))?"
)


@dataclass(frozen=True, slots=True)
class ObjectId:
    """An id as its fields. `value` is the id of a genre or a year; `items` are ids of items, from the title down."""

    library: int | None = None
    folder: Folder = ""
    value: int | None = None
    items: tuple[int, ...] = ()
    part: int | None = None

    def __str__(self) -> str:
        if self == ROOT:
            return "0"
        head = [f"l{self.library}"] if self.library is not None else []
        middle = [self.folder] if self.folder else []
        numbers = [str(number) for number in ((self.value,) if self.value is not None else ()) + self.items]
        return ".".join([*head, *middle, *numbers, *([f"f{self.part}"] if self.part is not None else [])])

    @property
    def parent(self) -> str:
        """The id of its container, as text; the root's is "-1"."""
        if self == ROOT:
            return "-1"
        if self.part is not None:
            return str(replace(self, part=None))
        if self.items:
            return str(replace(self, items=self.items[:-1]))
        if self.value is not None:
            return str(replace(self, value=None))
        return f"l{self.library}" if self.library is not None and self.folder else "0"

    def child(self, item_id: int) -> "ObjectId":
        """The id of an item in it."""
        return replace(self, items=(*self.items, item_id))


ROOT = ObjectId()
CONTINUE = ObjectId(folder="continue")


def parse(text: str) -> ObjectId:
    """The id that a text is. Raises UpnpError 701: it is none."""
    if text == "0":
        return ROOT
    match = _ID.fullmatch(text)
    if match is None:
        raise no_such_object()
    library, folder, rest, part = match.groups()
    numbers = [int(number) for number in rest.split(".")[1:]]
    found = ObjectId(
        int(library) if library is not None else None,
        _FOLDERS.get(folder, "") if library is not None else "continue",
        part=int(part) if part is not None else None,
    )
    if folder in ("genres", "years") and numbers:
        found = replace(found, value=numbers.pop(0))
    found = replace(found, items=tuple(numbers))
    is_list = found.folder in ("all", "new") or found.value is not None
    deepest = 3 if is_list else 1 if found.folder == "continue" else 0
    is_known = len(numbers) <= deepest and (found.part is None or len(numbers) in (1, 3))
    if (
        not is_known
        or str(found) != text
        or max((found.library or 0, found.value or 0, found.part or 0, *numbers)) > LARGEST
    ):
        raise no_such_object()
    return found


def no_such_object() -> UpnpError:
    """701; also for what is hidden, so that ids reveal nothing."""
    return UpnpError(NO_SUCH_OBJECT)
