"""The short form of `make odd-files`: files that players stumble over, played through the API of a running server."""

from collections.abc import Callable
from pathlib import Path

import pytest

from support.odd_files.__main__ import FILES, build, play_all
from support.odd_files.model import OddFile
from support.odd_files.video_files import pieces
from support.server import Api, RunningServer, until

SHORT = [odd for odd in FILES if odd.quick]


@pytest.mark.timeout(300)
def test_odd_files_play(owner: Api, tmp_path: Path) -> None:
    assert len({odd.name for odd in FILES}) == len(FILES)
    build(tmp_path / "films", SHORT)
    wrong = {played.name: played.wrong for played in play_all(owner, tmp_path / "films", SHORT) if played.wrong}
    assert wrong == {}
    (item,) = owner.ask("GET", "/api/v1/search", params={"q": "Subs folder"})[:1]
    folder = tmp_path / "films" / "Subs folder mkv (2001)" / "Subs"
    (folder / "3_German.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nWorte\n")

    def languages() -> bool:
        (file,) = owner.ask("GET", f"/api/v1/media/{item['id']}")["files"]
        return [subtitle["language"] for subtitle in file["subtitles"]] == ["en", "de"]

    until(languages, 30, "the German subtitles")


@pytest.mark.timeout(120)
def test_what_cannot_be_copied_is_encoded(start_server: Callable[..., RunningServer], tmp_path: Path) -> None:
    """Over the API: a video that fails to be copied, at once or in the middle, is encoded in that session and in later ones."""
    film = OddFile(name="Film.ts", build=lambda path: pieces(path))
    build(tmp_path / "films", [film])
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "sitecustomize.py").write_text(BREAK)
    server = start_server(PYTHONPATH=str(tmp_path / "broken"), BREAK_FILE=str(tmp_path / "break"))
    with server.set_up() as owner:
        (played,) = play_all(owner, tmp_path / "films", [film])
        assert (played.wrong, played.video) == ([], "copy")
        item = owner.ask("GET", f"/api/v1/library/{owner.ask('GET', '/api/v1/library')[0]['id']}/media")[0]
        body = {"media_id": item, "as_file": False, "profile": "web", "device": "test"}
        session = owner.ask("POST", "/api/v1/stream-session", json=body)
        url = session["url"].rpartition("/")[0]
        (tmp_path / "break").touch()
        refused = owner.ask("GET", f"{url}/video/original/1.m4s", 422)
        assert "encoded now" in refused["detail"]
        assert "video/original" not in owner.ask("GET", f"{url}/master.m3u8").text
        playing = owner.ask("GET", "/api/v1/stream-session")[0]
        assert (playing["mode"], playing["video"]) == ("transcode", "encode")
        assert "cannot be copied" in " ".join(playing["reasons"])
        assert "cannot be copied" in server.log.read_text()
        later = owner.ask("POST", "/api/v1/stream-session", json=body)
        assert later["video"] == "encode"
        assert "cannot be copied" in " ".join(later["reasons"])
        assert "original" not in [quality["name"] for quality in later["qualities"]]


BREAK = """
import os, sys
if "dim.workers" in sys.orig_argv:
    from dim.playback.worker import remux
    make = remux.video_segment
    def video_segment(*arguments, **named):
        if os.path.exists(os.environ["BREAK_FILE"]):
            raise RuntimeError("an odd packet")
        return make(*arguments, **named)
    remux.video_segment = video_segment
"""
