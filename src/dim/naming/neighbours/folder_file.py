"""A file among its neighbours."""

from dataclasses import dataclass

from dim.naming.model import Identity
from dim.naming.parse_path import PathReader
from dim.naming.readings.options import Option

MIN_SEQUENCE = 3
"""Numbers that make a sequence; two may be a coincidence."""


@dataclass(slots=True)
class FolderFile:
    """A file, its readings, and the one that is taken."""

    path: str
    reader: PathReader
    options: list[Option]
    chosen: Option
    identity: Identity
