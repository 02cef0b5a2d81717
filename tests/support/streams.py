"""Streams as a player asks for them, and three small films that are played in three ways."""

import re
from pathlib import Path
from typing import Any

import psutil

from support import media
from support.server import Api, RunningServer, add_library, titles

BROWSER = ['video/mp4; codecs="avc1.640033"', 'audio/mp4; codecs="mp4a.40.2"']


def add_films(owner: Api, folder: Path) -> dict[str, int]:
    """A library with a film that is played as it is, one that is remuxed, and one that is encoded: their ids by that."""
    media.place(media.made("h264.mp4"), folder / "Direct (2001).mp4")
    media.place(media.made("h264.mkv", audio=("aac", "aac"), subtitles=True), folder / "Remux (2002).mkv")
    media.place(media.made("hevc.mkv", video="hevc", audio=("ac3",)), folder / "Transcode (2003).mkv")
    (folder / "Remux (2002).de.srt").write_bytes("1\n00:00:01,000 --> 00:00:03,000\nGrüße\n".encode("cp1252"))
    library = add_library(owner, folder)
    return {name.split(" ")[0].lower(): card["id"] for name, card in titles(owner, library).items()}


def play(api: Api, number: int, **options: Any) -> dict[str, Any]:
    opened: dict[str, Any] = api.ask(
        "POST", "/api/v1/stream-session/", json={"media_id": number, "supported_codecs": BROWSER, **options}
    )
    return opened


def segments(client: Api, playlist: str) -> list[str]:
    """The addresses of a media playlist: the initialisation segment, then all others."""
    text = client.ask("GET", playlist).text
    folder = playlist.rpartition("/")[0]
    names = re.findall(r'#EXT-X-MAP:URI="([^"]+)"', text) + [
        line for line in text.splitlines() if line and not line.startswith("#")
    ]
    return [f"{folder}/{name}" for name in names]


def whole(client: Api, url: str, rendition: str) -> bytes:
    """A rendition's segments, one after another."""
    return b"".join(
        client.ask("GET", address).content
        for address in segments(client, f"{url.rpartition('/')[0]}/{rendition}/playlist.m3u8")
    )


def encoders(server: RunningServer) -> list[psutil.Process]:
    return server.processes("ffmpeg")
