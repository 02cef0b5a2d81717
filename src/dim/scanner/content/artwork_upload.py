"""Getting the pictures that the server still wants: beside the file, embedded in it, or a good frame of it."""

import logging
import os
from typing import Any, Literal

from dim.scanner.client import Client, RejectedError
from dim.scanner.content.artwork_files import PictureFiles
from dim.workers import Pool, WorkerError

log = logging.getLogger(__name__)
TIMEOUT = 20.0
A_REQUEST = 50
"""Pictures said at once, which share what a request and a transaction cost."""


class Pictures:
    """Works through what the server wants, until nothing is left."""

    def __init__(self, root: str, library: Literal["movie", "show"], pool: Pool, client: Client) -> None:
        self._root, self._library, self._pool, self._client = root, library, pool, client

    async def fetch_all(self) -> None:
        """Send every picture that is wanted now, frames of films too; where there is none, say so: it is not wanted again."""
        after = 0
        files = PictureFiles(self._root, self._library)
        while wanted := await self._client.wanted_pictures(after, 50):
            ready: list[dict[str, Any]] = []
            for item in wanted:
                answers = _answers(item, files)
                source, data = "none", b""
                if item["kind"] != "season" and any(answer["path"] is None for answer in answers):
                    source, data = await self._from_file(item)
                if data:
                    await self._send_frame(answers, source, data)
                else:
                    ready += answers
            await self._say(ready)
            after = wanted[-1]["item_id"]

    async def _say(self, answers: list[dict[str, Any]]) -> None:
        for start in range(0, len(answers), A_REQUEST):
            await self._say_some(answers[start : start + A_REQUEST])

    async def _say_some(self, answers: list[dict[str, Any]]) -> None:
        try:
            await self._client.send_beside(answers)
        except RejectedError as error:
            if len(answers) > 1:
                for one in answers:
                    await self._say_some([one])
            elif answers[0]["path"] is not None:
                log.warning("The server does not take the picture %s: %s", answers[0]["path"], error)
                await self._say_some([{**answers[0], "path": None}])

    async def _send_frame(self, answers: list[dict[str, Any]], source: str, data: bytes) -> None:
        """Answer for an item, one kind after the other; what has no file gets the cover or frame."""
        for answer in answers:
            if answer["path"]:
                await self._say_some([answer])
                continue
            try:
                await self._client.send_picture(answer["item_id"], answer["kind"], source, data)
            except RejectedError:
                await self._say_some([answer])

    async def _from_file(self, item: dict[str, Any]) -> tuple[str, bytes]:
        """The embedded cover of a movie, else a frame; empty where the file gives neither."""
        path = os.path.join(self._root, item["paths"][0])
        try:
            if item["kind"] == "movie":
                _, cover = await self._pool.call_for_bytes(
                    "dim.artwork.frames:embedded_cover", path=path, timeout=TIMEOUT
                )
                if cover:
                    return "embedded", cover
            call: dict[str, Any] = {"path": path, "duration": item["duration"] or 0.0}
            return "frame", (await self._pool.call_for_bytes("dim.artwork.frames:good_frame", timeout=TIMEOUT, **call))[
                1
            ]
        except WorkerError:
            return "none", b""


def _answers(item: dict[str, Any], files: PictureFiles) -> list[dict[str, Any]]:
    """For each kind of picture that is wanted of an item, the file that is it, if any."""
    return [
        {
            "item_id": item["item_id"],
            "kind": kind,
            "path": next(
                (
                    found
                    for path in item["paths"]
                    if (found := files.find(kind, item["kind"], path, item.get("season")))
                ),
                None,
            ),
        }
        for kind in item["kinds"]
    ]
