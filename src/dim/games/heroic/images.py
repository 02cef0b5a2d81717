"""The images that Heroic downloaded, `images-cache/<SHA-256 of the address>`, and those that a person chose."""

import os
from collections.abc import Iterator, Mapping
from hashlib import sha256
from urllib.parse import unquote, urlsplit

from dim.games.launcher.folder_images import ImageFolders
from dim.games.model import ArtworkKind, GameImage

_SIZED = "?h=400&resize=1&w=300"
"""What Heroic adds to the addresses of Epic's images to get smaller ones."""


class HeroicImages:
    """The images in Heroic's folder."""

    def __init__(self, root: str) -> None:
        self._root, self._folders = root, ImageFolders()
        self._cache = os.path.join(root, "images-cache")

    def begin(self) -> None:
        """A new reading begins."""
        self._folders.begin()

    def find(self, art: Mapping[ArtworkKind, str]) -> dict[ArtworkKind, GameImage]:
        """The images with these addresses that are on disk."""
        found = ((kind, next(self._candidates(address), None)) for kind, address in art.items())
        return {kind: image for kind, image in found if image is not None}

    def _candidates(self, address: str) -> Iterator[GameImage]:
        if address.startswith(("http://", "https://")):
            cached = self._folders.images(self._cache)
            for one in (address, address + _SIZED):
                image = cached.get(sha256(one.encode()).hexdigest())
                if image is not None:
                    yield image
            return
        try:
            path = unquote(urlsplit(address).path) if address.startswith("file://") else address
        except ValueError:
            return
        folder, name = os.path.split(path)
        below = os.path.relpath(folder, self._root) if os.path.isabs(path) and "\0" not in path else ".."
        inside = os.path.normpath(os.path.join(os.path.realpath(self._root), below))
        if below.split(os.sep)[0] == ".." or os.path.realpath(folder) != inside:
            return
        image = self._folders.images(folder).get(name)
        if image is not None:
            yield GameImage(image.path, True, image.modified_ns)
