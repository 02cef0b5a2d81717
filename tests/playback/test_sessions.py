"""Sessions: what they hold while they are opened, and that bulk work never delays what a client waits for."""

import asyncio
import threading
from collections.abc import Coroutine
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from dim.disks import Disk
from dim.events import Hub
from dim.media import AudioStream, MediaFile, Version, VideoStream
from dim.playback.policy.capabilities import parse
from dim.playback.policy.decide import Choice
from dim.playback.sessions.open_playback import open_playback
from dim.playback.sessions.registry import Sessions
from dim.playback.sessions.request import NothingToPlayError, PlayableItem, PlaybackClient, PlaybackRequest
from dim.playback.sources.keyframe_indexes import KeyframeIndexes
from dim.playback.sources.source import NoSuchSegmentError
from dim.playback.sources.transcode import Encoders, EncoderSlots, TranscodeServices
from dim.playback.storage import LocalStorage
from dim.playback.subtitles.reader import SubtitleReader, TrackSource
from dim.playback.subtitles.tracks import SubtitleTrack
from dim.playback.trickplay import ThumbnailSource, Trickplay
from dim.probe.keyframe_index import KeyframeIndex
from dim.sandbox.files import open_regular
from dim.workers import Pool, WorkerPools, create_pools
from dim.workers.memory_file import anonymous_file
from playback.fake_ffmpeg import INITIALISATION, emits, program, segment
from support import media

LIMIT = 60.0
"""Seconds after which a test that waits has failed; far more than it needs."""
ADA = PlaybackClient(1, "Ada", "token", "browser")


def run(work: Coroutine[Any, Any, None]) -> None:
    async def limited() -> None:
        async with asyncio.timeout(LIMIT):
            await work

    asyncio.run(limited())


class IndexPool(Pool):
    """Answers with an index of two segments; for some files only once it may."""

    def __init__(self) -> None:
        super().__init__(1)
        self.held: dict[str, asyncio.Event] = {}
        self.asked = asyncio.Event()
        self.calls = 0

    async def call(self, function: str, /, timeout: float | None = None, blob: bytes = b"", **arguments: Any) -> Any:
        self.calls += 1
        for name, may_go in self.held.items():
            if arguments["path"].endswith(name):
                self.asked.set()
                await may_go.wait()
        return KeyframeIndex(Fraction(1, 1000), (0, 4000), (), 0, 8000, 8000).to_json()

    async def call_for_bytes(
        self, function: str, /, timeout: float | None = None, blob: bytes = b"", **arguments: Any
    ) -> tuple[Any, bytes]:
        return None, b""

    async def call_for_file(
        self, function: str, /, timeout: float | None = None, **arguments: Any
    ) -> tuple[Any, BinaryIO]:
        return 0, anonymous_file()


def movie(folder: Path, *names: str) -> PlayableItem:
    """A movie in parts that has to be encoded for a client that plays nothing else."""
    streams = (
        VideoStream(index=0, codec="hevc", codec_string="hvc1.1.6.L93.B0", width=320, height=180),
        AudioStream(index=1, codec="aac", codec_string="mp4a.40.2", channels=2),
    )
    files = []
    for number, name in enumerate(names, start=1):
        (folder / name).write_bytes(name.encode())
        files.append(
            MediaFile(
                id=number, library_id=1, path=name, container="mkv", duration=8.0, streams=streams, fingerprint=name
            )
        )
    return PlayableItem(id=7, title_id=7, library_id=1, age=None, name="Film", versions=(Version(tuple(files)),))


REQUEST = PlaybackRequest(parse(["mp4", "h264", "aac"]))


def sessions(folder: Path, pool: IndexPool, ffmpeg: str) -> Sessions:
    storage = LocalStorage(folder / "storage", 1 << 30)
    services = TranscodeServices(ffmpeg, storage, Encoders(ffmpeg, "software"), EncoderSlots(2))
    return Sessions(WorkerPools(pool, pool, pool, pool), services, Hub(), idle_seconds=0.0)


def test_the_reaper_leaves_alone_what_a_session_is_opened_on(tmp_path: Path) -> None:
    async def play() -> None:
        pool = IndexPool()
        pool.held["cd2.mkv"] = asyncio.Event()
        steps = (emits(tmp_path, INITIALISATION, segment(0), segment(1)), "exec sleep 100")
        made = sessions(tmp_path, pool, program(tmp_path, *steps))
        item = movie(tmp_path, "cd1.mkv", "cd2.mkv")

        def locate(file: MediaFile) -> str:
            return str(tmp_path / file.path)

        opening = asyncio.create_task(open_playback(made, item, ADA, REQUEST, locate, Disk()))
        await pool.asked.wait()  # the first part is ready, the second one is being read
        await made.end(lambda _: True)
        await made.planner.stop_idle()
        pool.held["cd2.mkv"].set()
        session = await opening
        assert session.presentation is not None
        assert (await session.presentation.segment("240p", 0, session.key)).read() == segment(0)
        await made.close()

    run(play())


def test_a_shared_transcoder_stays_until_its_last_session_ends(tmp_path: Path) -> None:
    async def play() -> None:
        steps = (emits(tmp_path, INITIALISATION, segment(0)), "exec sleep 100")
        made = sessions(tmp_path, IndexPool(), program(tmp_path, *steps))
        item = movie(tmp_path, "film.mkv")
        opened = [
            await open_playback(made, item, ADA, REQUEST, lambda file: str(tmp_path / file.path), Disk())
            for _ in range(2)
        ]
        for session in opened:
            assert session.presentation is not None
            (await session.presentation.segment("240p", 0, session.key)).read()
        presentation = opened[1].presentation
        assert presentation is not None
        assert presentation.running_processes == 1
        await made.end(lambda session: session is opened[0])
        assert presentation.running_processes == 1
        await made.end(lambda session: session is opened[1])
        assert presentation.running_processes == 0
        with pytest.raises(NoSuchSegmentError, match="has ended"):  # a request that was under way starts nothing
            await presentation.segment("240p", 1, opened[1].key)
        await made.close()

    run(play())


@pytest.mark.parametrize("part", [0, 1])
def test_every_part_counts(tmp_path: Path, part: int) -> None:
    """Whichever part is deleted: the session notices, and it can be found by that file."""

    async def play() -> None:
        made = sessions(tmp_path, IndexPool(), "ffmpeg")
        item = movie(tmp_path, "cd1.mkv", "cd2.mkv")
        session = await open_playback(made, item, ADA, REQUEST, lambda file: str(tmp_path / file.path), Disk())
        session.check_files()
        (tmp_path / session.parts[part].file.path).unlink()
        with pytest.raises(Exception, match="replaced, moved or deleted"):
            session.check_files()
        assert await made.end(lambda session: session.plays_file(part + 1)) == 1
        await made.close()

    run(play())


def test_an_opening_that_fails_or_is_cancelled_leaves_nothing(tmp_path: Path) -> None:
    async def play() -> None:
        pool = IndexPool()
        pool.held["cd2.mkv"] = asyncio.Event()
        made = sessions(tmp_path, pool, "ffmpeg")
        item = movie(tmp_path, "cd1.mkv", "cd2.mkv")
        opening = asyncio.create_task(
            open_playback(made, item, ADA, REQUEST, lambda file: str(tmp_path / file.path), Disk())
        )
        await pool.asked.wait()
        opening.cancel()
        await asyncio.wait([opening])
        with pytest.raises(NothingToPlayError):
            await open_playback(
                made, item, ADA, PlaybackRequest(REQUEST.capabilities, Choice(), 99), lambda _: "", Disk()
            )
        with pytest.raises(FileNotFoundError):
            await open_playback(made, item, ADA, REQUEST, lambda _: str(tmp_path / "gone.mkv"), Disk())
        assert made.planner._transcoders.resources() == []
        assert await made.end(lambda _: True) == 0
        await made.close()

    run(play())


def test_a_file_that_two_open_at_once_is_read_once(tmp_path: Path) -> None:
    async def play() -> None:
        pool = IndexPool()
        pool.held["film.mkv"] = asyncio.Event()
        storage = LocalStorage(tmp_path / "storage", 1 << 30)
        indexes = KeyframeIndexes(pool, storage)
        first, second = (asyncio.create_task(indexes.get("film.mkv", "f", 0)) for _ in range(2))
        await pool.asked.wait()
        while sum(indexes._waiting.values()) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0)
        first.cancel()  # the other one still gets it
        pool.held["film.mkv"].set()
        assert (await second).keyframes == (0, 4000)
        assert await indexes.get("film.mkv", "f", 0) == await second
        assert pool.calls == 1
        storage.close()

    run(play())


def test_slow_calls_do_not_delay_a_segment_or_a_first_playlist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that never answer, as on a dead disk, are opened for three indexes, three whole subtitle tracks and thumbnails."""
    answers = threading.Event()

    def open_slowly(path: str) -> int:
        if "dead-" in path:
            answers.wait(LIMIT)
        return open_regular(path)

    monkeypatch.setattr("dim.workers.opener.open_regular", open_slowly)
    film = media.made("h264.mkv", audio=("aac", "aac"), subtitles=True)

    async def play() -> None:
        pools, storage = create_pools(), LocalStorage(tmp_path / "storage", 1 << 30)
        indexes = KeyframeIndexes(pools.index, storage)
        reader = SubtitleReader(pools, storage)
        slow: list[asyncio.Task[Any]] = []
        for number in range(3):
            dead = tmp_path / f"dead-{number}.mkv"
            track = SubtitleTrack(0, "English", "eng", False, False, "text", stream=1)
            source = TrackSource(track, str(dead), f"{number}", Fraction(0), Fraction(0), 60.0, lambda _: None)
            slow.append(asyncio.create_task(indexes.get(str(dead), f"{number}", 0)))
            slow.append(asyncio.create_task(reader.whole([source])))
        trickplay = Trickplay(pools.background, storage, lambda: False)
        thumbnails = ThumbnailSource(str(tmp_path / "dead-0.mkv"), "t", 0, Fraction(0), 60.0, (320, 180), 0)
        slow.append(asyncio.create_task(trickplay._make(thumbnails, 0)))
        try:
            index = await indexes.get(str(film), "film", 0)
            assert len(index.keyframes) > 1
            offset, output = await pools.interactive.call_for_file(
                "dim.playback.worker.remux:video_segment", path=str(film), stream=0, origin=index.begin, start=index.keyframes[0],
                end=index.keyframes[1],
            )  # fmt: skip
            with output:
                output.seek(offset)
                assert output.read()[4:8] == b"moof"
            assert not any(task.done() for task in slow)
        finally:
            for task in slow:
                task.cancel()
            answers.set()
            await indexes.close()
            await asyncio.wait(slow)
            await pools.close()
            storage.close()

    run(play())


def test_thumbnails_wait_until_the_machine_is_idle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film = media.made("h264.mkv", audio=("aac", "aac"), subtitles=True)
    monkeypatch.setattr("dim.playback.trickplay.START_DELAY_SECONDS", -1.0)
    monkeypatch.setattr("dim.playback.trickplay.BUSY_WAIT_SECONDS", 0.0)
    load = [100.0]
    monkeypatch.setattr("dim.playback.trickplay.psutil.getloadavg", lambda: (load[0], 0.0, 0.0))

    async def turns() -> None:
        for _ in range(20):  # of the event loop, no time
            await asyncio.sleep(0)

    async def play() -> None:
        pools, storage = create_pools(), LocalStorage(tmp_path / "storage", 1 << 30)
        encodes = [True]
        trickplay = Trickplay(pools.background, storage, lambda: encodes[0])
        source = ThumbnailSource(str(film), "film", 0, Fraction(0), 30.0, (640, 360), 0)
        task = asyncio.create_task(trickplay.run())
        trickplay.request(source, 0.0)
        await turns()
        assert await trickplay.available(source) == []
        encodes[0] = False
        await turns()
        assert await trickplay.available(source) == []
        load[0] = 0.0
        while not await trickplay.available(source):
            pass
        sheet = await trickplay.sheet(source, 0)
        assert sheet is not None
        assert sheet[:2] == b"\xff\xd8"  # JPEG
        task.cancel()
        await asyncio.wait([task])
        await pools.close()
        storage.close()

    run(play())
