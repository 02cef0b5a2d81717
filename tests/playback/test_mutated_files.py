"""Broken files through every address of a session: a clear answer each, and the server keeps running.

`DIM_TEST_MUTATED=300` plays more of them.
"""

import os
import random
import re
from pathlib import Path

import httpx
import pytest

from support import media
from support.mutations import MUTATIONS
from support.server import Api, RunningServer, add_library, scanned, titles

COUNT = int(os.environ.get("DIM_TEST_MUTATED", "24"))
ANSWERS = {200, 206, 404, 410, 416, 422, 503}
BROWSER = ['video/mp4; codecs="avc1.640033"', 'audio/mp4; codecs="mp4a.40.2"']


def sources() -> list[bytes]:
    """Good files of several kinds, to be broken."""
    made = [
        media.made("h264.mkv", audio=("aac", "aac"), subtitles=True), media.made("h264.mp4"),
        media.made("hevc.mkv", video="hevc", audio=("ac3",)), media.made("mpeg2.ts", video="mpeg2", audio=("mp2",)),
    ]  # fmt: skip
    return [path.read_bytes() for path in made]


def asked(api: Api, method: str, path: str, **options: object) -> httpx.Response:
    """Send a request; the answer has a status that a session may give, and an error says in words what is wrong."""
    answer = api.request(method, path, **options)  # type: ignore[arg-type]
    assert answer.status_code in ANSWERS, (method, path, answer.status_code, answer.text[:300])
    if answer.status_code >= 400:
        assert answer.json()["detail"]
        assert "Traceback" not in answer.text
    return answer


def walk(api: Api, item: int, file: int, **options: object) -> int:
    """Open a session for a file and ask for everything that it has; how many answers there were."""
    body = {"media_id": item, "file_id": file, "supported_codecs": BROWSER, **options}
    opened = asked(api, "POST", "/api/v1/stream-session/", json=body)
    if opened.status_code != 200:
        return 1
    session = opened.json()
    base = f"/api/v1/stream-session/{session['stream_key']}"
    answers = [opened, asked(api, "GET", f"{base}", headers={"Range": "bytes=0-999"})]
    if session["mode"] != "direct":
        master = asked(api, "GET", f"{base}/master.m3u8")
        answers.append(master)
        variants = re.findall(r"^video/\S+", master.text, re.MULTILINE)
        others = re.findall(r'URI="(audio/[^"]+|subtitles/[^"]+)"', master.text)
        for playlist in [*variants[:1], *variants[-1:], *others]:
            listed = asked(api, "GET", f"{base}/{playlist}")
            segments = [line for line in listed.text.splitlines() if line and not line.startswith("#")]
            wanted = segments[:1] if playlist.startswith("subtitles") else ["init.mp4", *segments[:1], *segments[-1:]]
            folder = playlist.rpartition("/")[0]
            answers += [listed, *(asked(api, "GET", f"{base}/{folder}/{name}") for name in wanted)]
    answers += [asked(api, "GET", f"{track['url']}/0.json") for track in session["subtitle_tracks"]]
    answers.append(asked(api, "GET", f"{base}/fonts"))
    api.delete(base)
    return len(answers)


@pytest.mark.timeout(60 + COUNT * 5)
def test_broken_files_get_a_clear_answer(server: RunningServer, owner: Api, tmp_path: Path) -> None:
    dice = random.Random(6)
    good = sources()
    suffixes = (".mkv", ".mp4", ".mkv", ".ts")
    for number in range(COUNT):
        kind = number % len(good)
        data = MUTATIONS[number // len(good) % len(MUTATIONS)](good[kind], dice)
        folder = tmp_path / "films" / f"Film {number:03} (2001)"
        folder.mkdir(parents=True)
        path = folder / f"Film {number:03} (2001){suffixes[kind]}"
        path.write_bytes(data)
        media.settle(path)
    library = add_library(owner, tmp_path / "films")
    scanned(owner, library, 300)
    played = answers = 0
    for card in titles(owner, library).values():
        for file in owner.ask("GET", f"/api/v1/media/{card['id']}")["files"]:
            played += 1
            answers += walk(owner, card["id"], file["id"])
            answers += walk(owner, card["id"], file["id"], as_file=False, copy_video=False)
    assert played > COUNT / 4
    assert answers > played * 4
    assert server.process is not None
    assert server.process.poll() is None
    assert "Traceback" not in server.log.read_text()
