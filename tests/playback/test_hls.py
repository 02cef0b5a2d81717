"""What Apple's rules ask of playlists and segments, as far as a machine can check it: read by parsers that are not ours.

https://developer.apple.com/documentation/http-live-streaming/hls-authoring-specification-for-apple-devices
"""

from collections.abc import Iterator

import m3u8
import pytest

from support import media
from support.hls import check_rendition, check_with_ffmpeg
from support.matrix.films import FILMS, made
from support.server import Api, RunningServer, add_library, titles

BROWSER = ['video/mp4; codecs="avc1.640033"', 'audio/mp4; codecs="mp4a.40.2"', 'audio/mp4; codecs="opus"']
NAMES = (
    "h264-aac.mkv", "h264-vfr.mkv", "h264-long-gop.mkv", "h264-wraps.ts", "h264-short-sound.mkv",
    "h264-open-gop.mkv", "hevc-long-gop.mkv", "mpeg2-ac3.vob",
)  # fmt: skip


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningServer, Api, dict[str, int]]]:
    """A server with the films: it, its owner, and the films' ids."""
    path = tmp_path_factory.mktemp("hls")
    for number, name in enumerate(NAMES):
        source = made(next(film for film in FILMS if film.name == name))
        media.place(source, path / "films" / f"Film {number} (2001){source.suffix}")
    server = RunningServer(path / "data").start()
    try:
        with server.set_up() as owner:
            cards = titles(owner, add_library(owner, path / "films"))
            yield server, owner, {name: cards[f"Film {number} (2001)"]["id"] for number, name in enumerate(NAMES)}
    finally:
        server.stop()


@pytest.mark.parametrize("name", NAMES)
def test_independent_parsers_find_nothing_wrong(films: tuple[RunningServer, Api, dict[str, int]], name: str) -> None:
    server, owner, items = films
    session = owner.ask(
        "POST", "/api/v1/stream-session/", json={"media_id": items[name], "supported_codecs": BROWSER, "as_file": False}
    )
    base = session["url"].rpartition("/")[0]
    master = m3u8.loads(owner.ask("GET", session["url"]).text)
    assert master.is_variant
    bandwidths = [variant.stream_info.bandwidth for variant in master.playlists]
    assert bandwidths == sorted(bandwidths, reverse=True)
    chosen = [master.playlists[0], master.playlists[-1]]
    sounds = {rendition.uri for rendition in master.media if rendition.type == "AUDIO"}
    largest_sound = max((check_rendition(owner, f"{base}/{uri}", None) for uri in sounds), default=0)
    for variant in {variant.uri: variant for variant in chosen}.values():
        peak = check_rendition(owner, f"{base}/{variant.uri}", variant)
        assert peak + largest_sound <= variant.stream_info.bandwidth * 1.1, variant.uri
    check_with_ffmpeg(server.url + session["url"])
