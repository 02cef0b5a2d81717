"""Sends the images of games that the server wants."""

import asyncio
import logging
from collections.abc import Mapping

from dim.games.files import UnreadableFileError, read_regular
from dim.games.model import ArtworkKind, Game
from dim.scanner.client import Client, RejectedError, UnprocessedError
from dim.scanner.messages import ArtworkAnswer, WantedArtwork

log = logging.getLogger(__name__)
LARGEST = 32 << 20
"""Bytes; what the server takes."""
PAGE = 50
KINDS: Mapping[str, ArtworkKind] = {"poster": "poster", "backdrop": "backdrop", "logo": "logo", "landscape": "wide"}
"""By the kind of artwork that the server knows, what it is of a game."""


async def send_images(client: Client, games: Mapping[tuple[str, str], Game]) -> None:
    """Send all images that are wanted now; where there is none, say so: it is not wanted again. Raises ClientError."""
    after = 0
    while wanted := await client.wanted_artwork(after, PAGE):
        for one in wanted:
            await _answer(client, one, games.get((one.source or "", one.source_id or "")))
        after = wanted[-1].item_id


async def _answer(client: Client, wanted: WantedArtwork, game: Game | None) -> None:
    without = []
    for kind in wanted.kinds:
        data = await asyncio.to_thread(_image, game, kind) if game is not None else b""
        try:
            if data:
                await client.send_image(wanted.item_id, kind, "beside", data)
                continue
        except (RejectedError, UnprocessedError) as error:
            log.warning("The server does not take the %s of %s: %s", kind, game.title if game else "a game", error)
        without.append(ArtworkAnswer(wanted.item_id, kind, None))
    if without:
        await client.send_artwork_files(without)


def _image(game: Game, kind: str) -> bytes:
    """The content of an image file; empty: there is none that can be read."""
    found = game.artwork.get(KINDS[kind]) if kind in KINDS else None
    if found is None:
        return b""
    try:
        return read_regular(found.path, LARGEST)[0]
    except (OSError, UnreadableFileError) as error:
        log.info("%s cannot be read: %s", found.path, error)
        return b""
