"""Attacks by what lies on the disk: playlists named as films, bombs, names, patterns."""

import io
import os
import subprocess
import time
import zlib
from pathlib import Path
from typing import Any

from PIL import Image

from support import media
from support.attack.house import BROWSER, MIB, Attack, House
from support.server import scanned, titles

CANARY = "canary-5f2c"
PLAYLISTS = {
    "Concat (2001).mkv": "ffconcat version 1.0\nfile 'link/canary.mkv'\n",
    "Master (2002).mp4": "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n/etc/passwd\n",
    "Media (2003).ts": "#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
    "Manifest (2004).mp4": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period><BaseURL>/etc/passwd</BaseURL></Period></MPD>',
    "Session (2005).avi": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n",
    "Reference (2006).mkv": "<smil><body><video src='/etc/passwd'/></body></smil>",
    "Effect (2007).mkv": "/* lavfi */ movie=/etc/passwd",
    "concat:Film (2008).mkv": "nothing", "http:x (2009).mkv": "nothing", "-i (2010).mkv": "nothing", "subfile,,start,0,end,9,,:x (2011).mkv": "nothing",
}  # fmt: skip


def make(folder: Path) -> None:
    """The hostile files, in a library's folder."""
    films = folder / "films"
    outside = folder / "outside"
    outside.mkdir()
    media.place(media.made("h264.mp4"), outside / "canary.mkv")
    (films / "link").symlink_to(outside)
    for name, text in PLAYLISTS.items():
        (films / name).write_text(text)
    (films / ".ignore").write_text("a*" * 60 + "b\n")
    (films / ("a" * 230 + ".mkv")).write_bytes(b"no film")
    os.mkfifo(films / "Pipe (2012).mkv")
    _bomb(films / "Bomb (2013).mkv", 16_000, 16_000)
    film = films / "Markup (2014).mp4"
    media.place(media.made("h264.mp4"), film)
    line = "{" * 3000 + "\\p1" * 3000
    film.with_suffix(".en.ass").write_text(
        "[Script Info]\nScriptType: v4.00+\n\n[Events]\nFormat: Layer, Start, End, Style, Text\n"
        + f"Dialogue: 0,0:00:01.00,0:00:09.00,Default,{line}\n" * 50
    )
    for path in films.iterdir():
        if path.is_file():
            media.settle(path)


def _bomb(path: Path, width: int, height: int) -> None:
    """A film of PNG frames of one colour: small on the disk, gigabytes when decoded."""
    rows = zlib.compress(bytes(1 + width * 3) * height, 9)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes((8, 2, 0, 0, 0))
    image = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    command = [
        media.FFMPEG,
        "-v",
        "error",
        "-y",
        "-f",
        "image2pipe",
        "-framerate",
        "2",
        "-c:v",
        "png",
        "-i",
        "-",
        "-c",
        "copy",
        str(path),
    ]
    subprocess.run(command, input=image * 4, capture_output=True, timeout=120, check=False)


def _failed(house: House) -> dict[str, str]:
    found: Any = house.owner.ask(
        "GET", f"/api/v1/library/{house.library}/files", params={"state": "failed", "limit": 100}
    )
    entries = found["files"] if isinstance(found, dict) else found
    return {entry["path"]: str(entry) for entry in entries}


def playlists_are_no_films(house: House, _long: bool) -> None:
    failed = _failed(house)
    for name in PLAYLISTS:
        assert name in failed, f"{name} is not named under Failed"
        assert "root:" not in failed[name]
    assert not any("canary" in name.casefold() for name in titles(house.owner, house.library))


def bombs_do_not_go_off(house: House, _long: bool) -> None:
    failed = _failed(house)
    assert "Bomb (2013).mkv" in failed, "a video of 16000x16000 is taken"
    assert house.memory() < 1024 * MIB


def pipes_do_not_hang(house: House, _long: bool) -> None:
    assert "Pipe (2012).mkv" in _failed(house)
    assert scanned(house.owner, house.library)["scan"]["state"] == "done"


def markup_is_read_in_time(house: House, _long: bool) -> None:
    film = titles(house.owner, house.library)["Markup (2014)"]["id"]
    opened = house.owner.ask("POST", "/api/v1/stream-session/", json={"media_id": film, "supported_codecs": BROWSER})
    begun = time.monotonic()
    for track in opened["subtitle_tracks"]:
        house.stranger.get(f"{track['url']}/0.json")
        house.stranger.get(f"{track['url']}/0.vtt")
        house.stranger.get(f"{track['url']}.ass")
    assert opened["subtitle_tracks"]
    assert time.monotonic() - begun < 15
    house.answers()


def avatars_are_small(house: House, long: bool) -> None:
    import base64
    import threading

    buffer = io.BytesIO()
    Image.new("RGB", (9_000, 7_000)).save(buffer, "PNG")
    avatar = "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
    statuses: list[int] = []

    def upload() -> None:
        with house.server.client() as client:
            client.headers["Authorization"] = house.member.headers["Authorization"]
            statuses.append(client.post("/api/v1/user/setup", json={"avatar": avatar}).status_code)

    threads = [threading.Thread(target=upload) for _ in range(8 if long else 4)]
    for thread in threads:
        thread.start()
    most = 0
    while any(thread.is_alive() for thread in threads):
        most = max(most, house.memory())
        house.answers(10)
    assert set(statuses) <= {413, 422, 429, 503}, statuses
    assert most < 700 * MIB


ATTACKS = [
    Attack("playlists and scripts named as films", playlists_are_no_films),
    Attack("a video of 16000x16000", bombs_do_not_go_off),
    Attack("a named pipe, and a pattern of many stars", pipes_do_not_hang),
    Attack("subtitles that stop a parser", markup_is_read_in_time),
    Attack("avatars of 63 megapixels", avatars_are_small),
]
