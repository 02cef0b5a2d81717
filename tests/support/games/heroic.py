"""Writes folders of Heroic and Legendary, as their source code says they are."""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

HADES, PORTAL = "Min", "1207658957"
POSTER = "https://cdn1.epicgames.com/min/poster.jpg"
SIZED = "?h=400&resize=1&w=300"
WIDE = "https://images.gog-statics.com/wide.jpg"


def game(app: str, title: str, runner: str, **more: Any) -> dict[str, Any]:
    """An entry in one of Heroic's lists."""
    values: dict[str, Any] = {
        "app_name": app, "title": title, "runner": runner, "art_cover": "", "art_square": "", "canRunOffline": True,
        "developer": "Someone", "extra": {"about": {"description": "", "shortDescription": ""}, "reqs": []}, "folder_name": title,
        "install": {"is_dlc": False}, "is_installed": False, "is_mac_native": False, "is_linux_native": False,
    }  # fmt: skip
    return {**values, **more}


def metadata(app: str, title: str, **more: Any) -> dict[str, Any]:
    """A file of Legendary's about an app."""
    inner: dict[str, Any] = {
        "id": f"catalog-{app}", "namespace": app.lower(), "title": title, "description": f"About {title}", "developer": "Someone Else",
        "categories": [{"path": "public"}, {"path": "games"}, {"path": "applications"}], "keyImages": [],
        "releaseInfo": [{"appId": app, "platform": ["Windows", "Mac"], "dateAdded": "2018-12-07T00:00:00.000Z"}],
        "creationDate": "2017-01-01T00:00:00.000Z", "dlcItemList": [], "customAttributes": {},
    }  # fmt: skip
    return {
        "app_name": app,
        "app_title": title,
        "asset_infos": {"Windows": {"app_name": app}},
        "base_urls": [],
        "metadata": {**inner, **more},
    }


def heroic_files(games: Path) -> dict[str, Any]:
    """The files of a Heroic with games of every runner, by their paths; `games`: where they are installed."""
    hades = game(
        HADES, "Hades", "legendary", art_square=POSTER, art_cover="fallback", developer="Supergiant Games",
        store_url="https://www.epicgames.com/store/product/hades", dlcList=[{"releaseInfo": [{"appId": "MinSound"}]}],
        extra={"about": {"description": "Defy the <b>god</b> of the dead.\n\nAgain &amp; again.", "shortDescription": ""}, "reqs": []},
    )  # fmt: skip
    portal = game(
        PORTAL, "Witcher", "gog", art_cover=WIDE, developer="CD PROJEKT RED, Other, Inc.", is_linux_native=True,
        extra={"about": {"description": "", "shortDescription": "Short."}, "genres": ["RPG", "Adventure"], "releaseDate": "2007-10-26", "reqs": []},
    )  # fmt: skip
    own = game(
        "aB3xY", "My Emulator", "sideload", is_installed=True, art_square=f"file://{games.parent}/heroic/images/own.png",
        install={"executable": "/usr/bin/true", "platform": "linux", "is_dlc": False},
    )  # fmt: skip
    return {
        "store_cache/legendary_library.json": {
            "library": [hades, game("MinSound", "Hades Soundtrack", "legendary", install={"is_dlc": True}), game("Fly", "Fly Away", "legendary")],
            "__timestamp": {"library": "2026-01-01"},
        },
        "legendaryConfig/legendary/installed.json": {
            HADES: {
                "app_name": HADES, "title": "Hades", "install_path": str(games / "Hades"), "install_size": 12_000_000_000, "platform": "Windows",
                "is_dlc": False, "version": "1.0", "executable": "x64/Hades.exe",
            },
        },
        f"legendaryConfig/legendary/metadata/{HADES}.json": metadata(HADES, "Hades"),
        "legendaryConfig/legendary/metadata/MinSound.json": metadata("MinSound", "Hades Soundtrack", mainGameItem={"id": f"catalog-{HADES}"}),
        "legendaryConfig/legendary/metadata/Tool.json": metadata("Tool", "Some Assets", namespace="ue"),
        "store_cache/gog_library.json": {"games": [portal]},
        "gog_store/installed.json": {
            "installed": [
                {"appName": PORTAL, "platform": "windows", "install_path": str(games / "Witcher"), "install_size": "1.5 GiB", "is_dlc": False},
                {"appName": "999", "platform": "windows", "install_path": str(games / "Witcher"), "install_size": "2 MiB", "is_dlc": True},
            ]
        },
        "store_cache/nile_library.json": {
            "library": [game("amzn1.adg.product.1", "Fallout", "nile", extra={"genres": ["RPG"], "releaseDate": "1997-10-10T00:00:00Z", "reqs": []})]
        },
        "nile_config/nile/installed.json": [{"id": "amzn1.adg.product.1", "version": "1", "path": str(games / "Fallout"), "size": 600_000_000}],
        "sideload_apps/library.json": {"games": [own]},
        "store/timestamp.json": {
            HADES: {"firstPlayed": "2024-01-01T10:00:00.000Z", "lastPlayed": "2024-02-01T10:00:00.000Z", "totalPlayed": 90},
            PORTAL: {"firstPlayed": "2024-01-01T10:00:00.000Z", "lastPlayed": "", "totalPlayed": 0.5},
        },
        "store/config.json": {
            "games": {"hidden": [{"appName": "Fly", "title": "Fly Away"}], "favourites": [{"appName": HADES, "title": "Hades"}]},
            "userHome": "/home/ada", "window-props": {"x": 1},
        },
    }  # fmt: skip


def write_files(root: Path, files: Mapping[str, Any]) -> Path:
    """Write files of JSON below a folder."""
    for name, value in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(value if isinstance(value, bytes) else json.dumps(value).encode("utf-8", "surrogatepass"))
    return root


def write_heroic(folder: Path) -> Path:
    """A Heroic with its games, of which Amazon's is on a drive that is away."""
    games, root = folder / "games", folder / "heroic"
    for name in ("Hades", "Witcher"):
        (games / name).mkdir(parents=True)
    write_files(root, heroic_files(games))
    for address in (POSTER + SIZED, WIDE):
        write_files(root, {f"images-cache/{sha256(address.encode()).hexdigest()}": b"image"})
    write_files(root, {"images/own.png": b"image"})
    return root
