"""Artwork that a person chose: `config/grid`, with the app id in the name."""

import re
from collections.abc import Mapping

from dim.games.known_folders import entries
from dim.games.steam.library_cache import EXTENSIONS, Images
from dim.games.steam.model import ArtworkFile, ArtworkKind

_NAME = re.compile(r"^([1-9]\d{0,19})(p|_hero|_logo|_icon|)\.(\w+)$", re.IGNORECASE)
_KINDS: Mapping[str, ArtworkKind] = {"p": "poster", "": "wide", "_hero": "backdrop", "_logo": "logo", "_icon": "icon"}


def list_grid(path: str) -> Mapping[int, Images]:
    """The images in a grid folder, by app id. Old ones have the 64-bit id of a shortcut, whose upper half is its app id."""
    ranks: dict[tuple[int, ArtworkKind], int] = {}
    found: dict[int, dict[ArtworkKind, ArtworkFile]] = {}
    for entry in entries(path):
        parts = _NAME.match(entry.name)
        extension = parts[3].lower() if parts else ""
        if parts is None or extension not in EXTENSIONS:
            continue
        number = int(parts[1])
        app_id, kind = number if number < 1 << 32 else number >> 32, _KINDS[parts[2].lower()]
        rank = EXTENSIONS.index(extension)
        try:
            if ranks.get((app_id, kind), len(EXTENSIONS)) <= rank or not entry.is_file(follow_symlinks=False):
                continue
            image = ArtworkFile(entry.path, True, entry.stat(follow_symlinks=False).st_mtime_ns)
        except OSError:
            continue
        ranks[app_id, kind] = rank
        found.setdefault(app_id, {})[kind] = image
    return found
