"""Read the files of a folder together."""

import re
from collections import defaultdict
from collections.abc import Sequence

from dim.naming.model import Identity, Library
from dim.naming.neighbours.agree import agree
from dim.naming.neighbours.folder_file import FolderFile
from dim.naming.neighbours.parts import letter_parts, story_parts
from dim.naming.neighbours.share import name_by_folder, share_season, share_show
from dim.naming.parse_path import PathReader, parse
from dim.naming.readings.options import Option

_FILE_NAME = re.compile(r"[^/\\]*$")


def parse_folder(paths: Sequence[str], library: Library | None = None) -> list[Identity]:
    """Identify all files of one or more folders; returns the identities in the order of `paths`."""
    return [
        parse(path, library) if read is None else read.identity
        for path, read in zip(paths, read_folder(paths, library), strict=True)
    ]


def read_folder(paths: Sequence[str], library: Library | None) -> list[FolderFile | None]:
    """Read the files of folders; None for one without a path."""
    reads = [_read(path, library) if path else None for path in paths]
    folders: dict[str, list[FolderFile]] = defaultdict(list)
    for read in reads:
        if read is not None and read.identity.kind in ("movie", "episode"):
            folders[_FILE_NAME.sub("", read.path)].append(read)
    for members in folders.values():
        if len(members) < 2:
            continue
        if library != "movie":
            agree(members)
            name_by_folder(members, library)
        letter_parts(members, library)
        story_parts(members)
        if library != "movie":
            share_season(members)
            share_show(members)
    return reads


def _read(path: str, library: Library | None) -> FolderFile:
    reader = PathReader(path, library)
    if reader.extra() is not None:
        option = Option(None, reader.file, 0.0, [])
        return FolderFile(path, reader, [option], option, reader.identify())
    options = reader.options()
    return FolderFile(path, reader, options, options[0], reader.identity_of(options[0], options))
