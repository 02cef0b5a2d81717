"""Getting the pictures that the server wants: beside the file, embedded in it, or a good frame of it."""

import asyncio
import os
from typing import Any, Literal

from dim.artwork import beside
from dim.naming import VIDEO_EXTENSIONS, parse
from dim.scanner.client import Client, RejectedError
from dim.scanner.walk import extension
from dim.workers import Pool, WorkerError

LARGEST = 32 << 20
TIMEOUT = 20.0
AT_ONCE = 16


class Pictures:
    """Works through what the server wants, until nothing is left."""

    def __init__(self, root: str, library: Literal["movie", "show"], pool: Pool, client: Client) -> None:
        self._root, self._library, self._pool, self._client = root, library, pool, client

        self._looked_beside = 0
        """Beside the files of items up to this id was looked already."""

    async def fetch_beside(self) -> None:
        """Send the pictures that lie beside the files of new items; quick, for while a scan goes on. Others stay wanted."""
        folders: dict[str, list[str]] = {}
        while wanted := await self._client.wanted_pictures(self._looked_beside):
            for start in range(0, len(wanted), AT_ONCE):
                await asyncio.gather(*(self._send_beside(item, folders) for item in wanted[start : start + AT_ONCE]))
            self._looked_beside = wanted[-1]["item_id"]

    async def _send_beside(self, item: dict[str, Any], folders: dict[str, list[str]]) -> None:
        for kind in item["kinds"]:
            if data := self._beside(item, kind, folders):
                await self._send(item, kind, "beside", data)

    async def fetch_all(self) -> None:
        """Send every picture that is wanted now, frames of films too; where there is none, say so: it is not wanted again."""
        after = 0
        folders: dict[str, list[str]] = {}
        while wanted := await self._client.wanted_pictures(after):
            for item in wanted:
                await self._fetch_one(item, folders)
                after = item["item_id"]
        self._looked_beside = max(self._looked_beside, after)

    async def _fetch_one(self, item: dict[str, Any], folders: dict[str, list[str]]) -> None:
        made: tuple[str, bytes] | None = None
        for kind in item["kinds"]:
            source, data = "beside", self._beside(item, kind, folders)
            if data is None and item["kind"] != "season":
                made = made or await self._from_file(item)
                source, data = made
            await self._send(item, kind, source if data else "none", data or b"")

    async def _send(self, item: dict[str, Any], kind: str, source: str, data: bytes) -> None:
        try:
            await self._client.send_picture(item["item_id"], kind, source, data)
        except RejectedError:
            await self._say_none(item["item_id"], kind)

    async def _say_none(self, item_id: int, kind: str) -> None:
        try:
            await self._client.send_picture(item_id, kind, "none")
        except RejectedError:
            return  # the item is gone; it will not be wanted again

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

    def _beside(self, item: dict[str, Any], kind: str, folders: dict[str, list[str]]) -> bytes | None:
        """The picture file of an item, read."""
        return next((data for path in item["paths"] if (data := self._beside_file(path, item, kind, folders))), None)

    def _beside_file(self, path: str, item: dict[str, Any], kind: str, folders: dict[str, list[str]]) -> bytes | None:
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
            if found is not None and (data := self._read(os.path.join(place, found))):
                return data
        return None

    def _names(self, folder: str, folders: dict[str, list[str]]) -> list[str]:
        if folder not in folders:
            try:
                folders[folder] = os.listdir(os.path.join(self._root, folder))
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

    def _read(self, path: str) -> bytes | None:
        """A picture file inside the library; None where it leads out of it, is too big, or cannot be read."""
        full = os.path.realpath(os.path.join(self._root, path))
        if not full.startswith(os.path.realpath(self._root) + os.sep):
            return None
        try:
            if not 0 < os.path.getsize(full) <= LARGEST or not os.path.isfile(full):
                return None
            with open(full, "rb") as file:
                return file.read()
        except OSError:
            return None
