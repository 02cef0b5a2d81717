"""Finds the artwork that the server still lacks: beside the file, embedded in it, or a good frame of it."""

import logging
import os
from collections.abc import Sequence

from dim.media.kinds import FRAME_ARTWORK
from dim.scanner.client import Client, RejectedError, UnprocessedError
from dim.scanner.content.artwork_files import ArtworkFiles
from dim.scanner.messages import ArtworkAnswer, ArtworkSource, LibraryType, WantedArtwork
from dim.workers import Pool, WorkerError

log = logging.getLogger(__name__)
TIMEOUT = 20.0
PAGE = 50
ANSWERS_A_REQUEST = 50
"""Answers sent at once, which share what a request and a transaction cost."""


class ArtworkUploader:
    """Works through the items that lack artwork, until nothing is left."""

    def __init__(self, root: str, library: LibraryType, pool: Pool, client: Client) -> None:
        self._root, self._library, self._pool, self._client = root, library, pool, client

    async def upload_all(self) -> None:
        """Send all artwork that is wanted now, frames of videos too; where there is none, say so: it is not wanted again.

        Raises ClientError.
        """
        after = 0
        files = ArtworkFiles(self._root, self._library)
        while wanted := await self._client.wanted_artwork(after, PAGE):
            ready: list[ArtworkAnswer] = []
            for item in wanted:
                answers = _answers(item, files)
                source: ArtworkSource = "none"
                data = b""
                if item.kind != "season" and any(map(_may_be_frame, answers)):
                    source, data = await self._from_file(item)
                if data:
                    await self._send_image(answers, source, data)
                else:
                    ready += answers
            for start in range(0, len(ready), ANSWERS_A_REQUEST):
                await self._send_answers(ready[start : start + ANSWERS_A_REQUEST])
            after = wanted[-1].item_id

    async def _send_answers(self, answers: Sequence[ArtworkAnswer]) -> None:
        """Send answers; one by one where the server does not take them together, and as "none" what it does not take at all."""
        try:
            await self._client.send_artwork_files(answers)
        except (RejectedError, UnprocessedError) as error:
            if len(answers) > 1:
                for one in answers:
                    await self._send_answers([one])
                return
            log.warning("The server does not take the image %s: %s", answers[0].path, error)
            if answers[0].path is not None:
                await self._send_answers([ArtworkAnswer(answers[0].item_id, answers[0].kind, None)])

    async def _send_image(self, answers: list[ArtworkAnswer], source: ArtworkSource, data: bytes) -> None:
        """Answer for an item, one kind after the other; a poster, backdrop or still that has no file gets the cover or frame."""
        for answer in answers:
            if not _may_be_frame(answer):
                await self._send_answers([answer])
                continue
            try:
                await self._client.send_image(answer.item_id, answer.kind, source, data)
            except (RejectedError, UnprocessedError):
                await self._send_answers([answer])

    async def _from_file(self, item: WantedArtwork) -> tuple[ArtworkSource, bytes]:
        """The embedded cover of a movie, else a frame; empty where the file gives neither."""
        path = os.path.join(self._root, item.paths[0])
        try:
            if item.kind == "movie":
                _, cover = await self._pool.call_for_bytes(
                    "dim.artwork.frames:embedded_cover", path=path, timeout=TIMEOUT
                )
                if cover:
                    return "embedded", cover
            _, frame = await self._pool.call_for_bytes(
                "dim.artwork.frames:good_frame", timeout=TIMEOUT, path=path, duration=item.duration or 0.0
            )
        except WorkerError:
            return "none", b""
        return "frame", frame


def _may_be_frame(answer: ArtworkAnswer) -> bool:
    """Whether a frame, or a cover, can be what no file is."""
    return answer.path is None and answer.kind in FRAME_ARTWORK


def _answers(item: WantedArtwork, files: ArtworkFiles) -> list[ArtworkAnswer]:
    """For each kind of artwork that is wanted of an item, the file that is it, if any."""
    return [
        ArtworkAnswer(
            item.item_id,
            kind,
            next((found for path in item.paths if (found := files.find(kind, item.kind, path, item.season))), None),
        )
        for kind in item.kinds
    ]
