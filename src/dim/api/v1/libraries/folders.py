"""The server's folders, for a folder picker (owner and admins)."""

import asyncio
import os
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import psutil
from fastapi import Query
from pydantic import BaseModel

from dim.api.context import Manager, ServerDep
from dim.api.errors import ApiError
from dim.api.openapi import may_give
from dim.api.requests.routing import Router
from dim.disks import mount_points
from dim.games.roots import find_launchers

router = Router(prefix="/api/v1/folders", tags=["folders"])
MOST = 2000


class Folder(BaseModel):
    """A folder by its full path."""

    name: str
    path: str


class Folders(BaseModel):
    """The folders in a folder. `places` are starting points: the home folder, connected disks."""

    path: str
    parent: str | None
    folders: list[Folder]
    places: list[Folder]


def _places() -> list[Folder]:
    home = Path.home()
    found = {str(home): "Home"}
    for disk in psutil.disk_partitions(all=False):
        if disk.mountpoint.startswith(("/media", "/mnt", "/run/media", "/srv", "/Volumes", "/data")):
            found[disk.mountpoint] = Path(disk.mountpoint).name
    for path in ("/media", "/mnt", "/srv"):
        if os.path.isdir(path) and any(os.scandir(path)):
            found.setdefault(path, path)
    return [Folder(name=name, path=path) for path, name in found.items()] + [Folder(name="/", path="/")]


def _list(path: str) -> Folders:
    with os.scandir(path) as entries:
        names = [entry.name for entry in entries if not entry.name.startswith(".") and entry.is_dir()]
    names = sorted((name for name in names if name.isprintable()), key=str.casefold)[:MOST]
    parent = os.path.dirname(path)
    return Folders(
        path=path, parent=parent if parent != path else None, places=_places(),
        folders=[Folder(name=name, path=os.path.join(path, name)) for name in names],
    )  # fmt: skip


class Launcher(BaseModel):
    """Where a launcher of games keeps its files, for a library of this `type`; `kind`: native, flatpak, snap, deck, macos or
    windows.
    """

    type: str
    path: str
    kind: str


_LIBRARIES = {"legendary": "heroic"}
"""The types of libraries for launchers that have none of their own."""


def _launchers(homes: list[Path], disks: list[Path]) -> list[Launcher]:
    found = find_launchers(homes, disks)
    return [Launcher(type=_LIBRARIES.get(root.type, root.type), path=root.path, kind=root.kind) for root in found]


def _homes() -> list[Path]:
    found = {Path.home()}
    for folder in ("/home", "/Users"):
        with suppress(OSError), os.scandir(folder) as entries:
            found |= {Path(entry.path) for entry in entries if entry.is_dir()}
    return sorted(found)


@router.get("/launchers")
async def list_launchers(caller: Manager, server: ServerDep) -> list[Launcher]:
    """The launchers of games in home folders and on connected disks. For the owner and admins who see every library."""
    if caller.user.libraries is not None:
        raise ApiError(403, "Only the owner and admins who see every library may look at folders of the server.")
    mounts = mount_points()
    disks = [Path(disk.mountpoint) for disk in psutil.disk_partitions(all=False)]
    places = [
        (_launchers, [home], list[Path]())
        for home in await server.disks.of_folder(str(Path.home()), mounts).call(_homes)
    ]
    places += [(_launchers, list[Path](), [disk]) for disk in disks]
    found = await asyncio.gather(
        *(server.disks.of_folder(str((homes + on)[0]), mounts).call(look, homes, on) for look, homes, on in places),
        return_exceptions=True,  # a disk that does not answer has none
    )
    return list({one.path: one for some in found if isinstance(some, list) for one in some}.values())


@router.get("", openapi_extra=may_give("not-found"))
async def list_folders(
    caller: Manager, server: ServerDep, path: Annotated[str, Query(max_length=4096)] = ""
) -> Folders:
    """The folders in a folder; by default the home folder. For the owner and admins who see every library."""
    if caller.user.libraries is not None:
        raise ApiError(403, "Only the owner and admins who see every library may look at folders of the server.")
    if "\0" in path or (path and not os.path.isabs(path)):
        raise ApiError(422, "Give the folder's full path, starting with /.", "path")
    try:
        folder = os.path.normpath(path) if path else str(Path.home())
        return await server.disks.of_folder(folder, mount_points()).call(_list, folder)
    except FileNotFoundError:
        raise ApiError(404, f"There is no folder {path} on the server.", "path") from None
    except (OSError, ValueError):
        raise ApiError(422, f"Dim may not read {path}.", "path") from None
