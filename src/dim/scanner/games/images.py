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
ANSWERS_A_REQUEST = 200
"""Of those that there is no image, which the server takes together."""
KINDS: Mapping[str, ArtworkKind] = {"poster": "poster", "backdrop": "backdrop", "logo": "logo", "landscape": "wide"}
"""By the kind of artwork that the server knows, what it is of a game."""


async def send_images(client: Client, games: Mapping[tuple[str, str], Game]) -> None:
    """Send all images that are wanted now; where there is none, say so: it is not wanted again. Raises ClientError."""
    after = 0
    while wanted := await client.wanted_artwork(after, PAGE):
        lacking: list[ArtworkAnswer] = []
        for one in wanted:
            lacking += await _send(client, one, games.get((one.source or "", one.source_id or "")))
        for start in range(0, len(lacking), ANSWERS_A_REQUEST):
            await client.send_artwork_files(lacking[start : start + ANSWERS_A_REQUEST])
        after = wanted[-1].item_id


async def _send(client: Client, wanted: WantedArtwork, game: Game | None) -> list[ArtworkAnswer]:
    """Send the images of a game; gives the answers that there are no others, which can wait."""
    lacking = []
    for kind in wanted.kinds:
        data = (
            await asyncio.to_thread(_image, game, kind) if game is not None and KINDS.get(kind) in game.artwork else b""
        )
        try:
            if data:
                await client.send_image(wanted.item_id, kind, "beside", data)
                continue
        except (RejectedError, UnprocessedError) as error:
            log.warning("The server does not take the %s of %s: %s", kind, game.title if game else "a game", error)
        lacking.append(ArtworkAnswer(wanted.item_id, kind, None))
    return lacking


def _image(game: Game, kind: str) -> bytes:
    """The content of an image file; empty: it cannot be read."""
    found = game.artwork[KINDS[kind]]
    try:
        return read_regular(found.path, LARGEST)[0]
    except (OSError, UnreadableFileError) as error:
        log.info("%s cannot be read: %s", found.path, error)
        return b""
