"""Getting the pictures that the server wants: beside the file, embedded in it, or a good frame of it."""

import logging
import os
from typing import Any, Literal

from dim.artwork import beside
from dim.naming import VIDEO_EXTENSIONS, parse
from dim.scanner.client import Client, RejectedError
from dim.scanner.walk import extension
from dim.workers import Pool, WorkerError

log = logging.getLogger(__name__)
TIMEOUT = 20.0
A_REQUEST = 50
"""Pictures said at once, which share what a request and a transaction cost."""


class Pictures:
    """Works through what the server wants, until nothing is left."""

    def __init__(self, root: str, library: Literal["movie", "show"], pool: Pool, client: Client) -> None:
        self._root, self._library, self._pool, self._client = root, library, pool, client

        self._looked_beside = 0
        """Beside the files of items up to this id was looked already."""

    async def fetch_beside(self) -> None:
        """Say which pictures lie beside the files of new items; quick, for while a scan goes on. Others stay wanted."""
        folders: dict[str, list[str]] = {}
        while wanted := await self._client.wanted_pictures(self._looked_beside, 200):
            found = [answer for item in wanted for answer in self._answers(item, folders) if answer["path"]]
            await self._say(found)
            self._looked_beside = wanted[-1]["item_id"]

    async def fetch_all(self) -> None:
        """Send every picture that is wanted now, frames of films too; where there is none, say so: it is not wanted again."""
        after = 0
        folders: dict[str, list[str]] = {}
        while wanted := await self._client.wanted_pictures(after, 50):
            ready: list[dict[str, Any]] = []
            for item in wanted:
                answers = self._answers(item, folders)
                source, data = "none", b""
                if item["kind"] != "season" and any(answer["path"] is None for answer in answers):
                    source, data = await self._from_file(item)
                if data:
                    await self._send_frame(answers, source, data)
                else:
                    ready += answers
            await self._say(ready)
            after = wanted[-1]["item_id"]
        self._looked_beside = max(self._looked_beside, after)

    def _answers(self, item: dict[str, Any], folders: dict[str, list[str]]) -> list[dict[str, Any]]:
        """For each kind of picture that is wanted of an item, the file that is it, if any."""
        return [
            {"item_id": item["item_id"], "kind": kind, "path": self._beside(item, kind, folders)}
            for kind in item["kinds"]
        ]

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

    def _beside(self, item: dict[str, Any], kind: str, folders: dict[str, list[str]]) -> str | None:
        """The picture file of an item, relative to the library."""
        return next((found for path in item["paths"] if (found := self._beside_file(path, item, kind, folders))), None)

    def _beside_file(self, path: str, item: dict[str, Any], kind: str, folders: dict[str, list[str]]) -> str | None:
        folder, _, name = path.rpartition("/")
        outer = folder.rpartition("/")[0] if beside.season_folder(folder.rpartition("/")[2]) else folder
        stem = name.rpartition(".")[0]
        places: list[tuple[str, bool]]
        if item["kind"] == "movie":
            places = [(folder, self._alone(folder, folders))]
        elif item["kind"] == "show":
            places = [(outer, bool(outer))]
        elif item["kind"] == "episode":
            places = [(folder, False)]
        else:
            places = [(outer, False), *([(folder, True)] if folder != outer else [])]
        for place, alone in places:
            found = beside.find(kind, item["kind"], stem, self._names(place, folders), item.get("season"), alone)
            if found is not None and os.path.isfile(os.path.join(self._root, place, found)):
                return f"{place}/{found}".lstrip("/")
        return None

    def _names(self, folder: str, folders: dict[str, list[str]]) -> list[str]:
        if folder not in folders:
            try:
                folders[folder] = [name for name in os.listdir(os.path.join(self._root, folder)) if _is_unicode(name)]
            except OSError:
                folders[folder] = []
        return folders[folder]

    def _alone(self, folder: str, folders: dict[str, list[str]]) -> bool:
        """Whether all films in a folder are versions, parts or extras of one, so that "poster.jpg" is its own."""
        if not folder:
            return False
        videos = [name for name in self._names(folder, folders) if extension(name) in VIDEO_EXTENSIONS][:20]
        parsed = [parse(f"{folder}/{name}", self._library) for name in videos]
        return len({one.title.casefold() for one in parsed if one.kind in ("movie", "episode")}) <= 1


def _is_unicode(name: str) -> bool:
    """Whether a name can be sent; others are not valid UTF-8 on the disk."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
