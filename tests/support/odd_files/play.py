"""Plays an odd file through the API: session, every rendition, first, middle and last segment, subtitles, thumbnails."""

import io
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import av
import httpx
import m3u8

from support.hls import fragment
from support.odd_files.model import OddFile
from support.server import Api

LOUD = 0.02
"""The least root mean square of a tone (full scale is 1)."""
BROWSER = ["mp4", "webm", "h264", "vp8", "vp9", "av1", "aac", "mp3", "opus", "vorbis", "flac"]


@dataclass(slots=True)
class Played:
    """What became of an odd file."""

    name: str
    mode: str = ""
    video: str = ""
    audio: str = ""
    duration: float = 0.0
    tracks: str = ""
    """Labels of audio and subtitle tracks."""
    wrong: list[str] = field(default_factory=list)

    def check(self, holds: object, what: str) -> None:
        """Note what is wrong."""
        if not holds:
            self.wrong.append(what)


def play(owner: Api, odd: OddFile, item: int | None, failed: dict[str, str]) -> Played:
    """Play the file of an item; `failed` has the reasons of files that the scan could not use, by name."""
    played = Played(odd.name)
    reason = next((why for name, why in failed.items() if name.endswith(odd.name)), None)
    if odd.fails or reason is not None or item is None:
        played.check(
            odd.fails and odd.fails in (reason or ""), f"listed as failed: {reason}" if reason else "not found"
        )
        return played
    try:
        _play(owner, odd, item, played)
    except (AssertionError, httpx.HTTPError, av.error.FFmpegError, LookupError, ValueError) as error:
        played.wrong.append(f"{type(error).__name__}: {str(error)[:300]}")
    return played


def _play(owner: Api, odd: OddFile, item: int, played: Played) -> None:
    body: dict[str, Any] = {"media_id": item, "as_file": False, "profile": odd.profile}
    session = owner.ask("POST", "/api/v1/stream-session", json=body)
    url = session["url"].rpartition("/")[0]
    played.mode, played.video, played.audio = session["mode"], session["video"], session["audio"]
    played.duration = session["duration"]
    labels = [track["label"] for track in session["audio_tracks"]]
    played.tracks = ", ".join(
        [*labels[:3], *("…" for _ in labels[3:4]), *(t["label"] for t in session["subtitle_tracks"])]
    )
    card = next(file for file in owner.ask("GET", f"/api/v1/media/{item}")["files"] if file["id"] == session["file_id"])
    for what, length in (("session", session["duration"]), ("catalog", card["duration"])):
        played.check(abs(length - odd.duration) <= odd.tolerance, f"{what}: {length:.2f} s, not {odd.duration}")
    played.check(odd.video in (None, session["video"]), f"video: {session['video']}")
    played.check(odd.audio in (None, session["audio"]), f"audio: {session['audio']}")
    played.check(odd.reason in " ".join(session["reasons"]), f"reasons: {session['reasons']}")
    played.check(odd.audio_labels is None or list(odd.audio_labels) == labels, f"audio tracks: {labels}")
    if odd.default_audio is not None:
        selected = [number for number, track in enumerate(session["audio_tracks"]) if track["selected"]]
        played.check(selected == [odd.default_audio], f"plays audio {selected} by itself")
    if odd.chapters is not None:
        played.check(len(session["chapters"]) == odd.chapters, f"chapters: {session['chapters']}")
    master = m3u8.loads(owner.ask("GET", f"{url}/master.m3u8").text)
    for variant in master.playlists:
        _check_video(owner, odd, f"{url}/{variant.uri}", played)
    for track in master.media:
        if track.type == "AUDIO":
            _check_audio(owner, odd, f"{url}/{track.uri}", played)
    _check_subtitles(owner, odd, session, url, played)
    owner.ask("DELETE", f"/api/v1/stream-session/{session['stream_key']}", 201)


class _Rendition:
    """A media playlist whose segments are fetched as they are needed."""

    def __init__(self, owner: Api, address: str) -> None:
        self._owner, self._folder = owner, address.rpartition("/")[0]
        self.playlist = m3u8.loads(owner.ask("GET", address).text)
        self.head = owner.ask("GET", f"{self._folder}/{self.playlist.segment_map[0].uri}").content

    def numbers(self) -> list[int]:
        """The first, the middle and the last segment."""
        last = len(self.playlist.segments) - 1
        return sorted({0, last // 2, last})

    def start(self, number: int) -> float:
        """Seconds at which a segment begins."""
        return float(sum(segment.duration for segment in self.playlist.segments[:number]))

    def data(self, number: int) -> bytes:
        """The bytes of a segment."""
        content: bytes = self._owner.ask("GET", f"{self._folder}/{self.playlist.segments[number].uri}").content
        return content

    def frames(self, number: int) -> list[Any]:
        """The decoded frames of a segment."""
        data = self.data(number)
        with av.open(io.BytesIO(self.head + data), "r") as container:
            stream = container.streams[0]
            found: list[Any] = []
            for packet in container.demux(stream):
                try:
                    found += packet.decode()
                except av.error.InvalidDataError:
                    continue  # the first packets of an open GOP, for example
            return found


def _check_video(owner: Api, odd: OddFile, address: str, played: Played) -> None:
    rendition = _Rendition(owner, address)
    name = address.rsplit("/", 2)[1]
    for number in rendition.numbers():
        frames = rendition.frames(number)
        start = rendition.start(number)
        is_tail = name == "original" and number and frames == []
        played.check(frames and not is_tail, f"{name}/{number}: no frame")
        if not frames:
            continue
        first = float(fragment(rendition.head, rendition.data(number)).start)
        played.check(abs(first - start) < 0.05, f"{name}/{number}: begins at {first:.2f}, not {start:.2f}")
        if odd.square and name != "original":
            played.check(_is_square(frames[len(frames) // 2]), f"{name}/{number}: the square is none")
        if name != "original":
            sizes = {(frame.width, frame.height) for frame in frames}
            played.check(len(sizes) == 1, f"{name}/{number}: sizes {sizes}")


def _is_square(frame: Any) -> bool:
    """Whether the white of a frame is a square, within a sixteenth."""
    image = frame.to_image().convert("L").point(lambda value: 255 if value > 128 else 0)
    left, top, right, bottom = image.getbbox() or (0, 0, 0, 1)
    return bool(abs((right - left) / (bottom - top) - 1) < 1 / 16)


def _check_audio(owner: Api, odd: OddFile, address: str, played: Played) -> None:
    rendition = _Rendition(owner, address)
    total = sum(segment.duration for segment in rendition.playlist.segments)
    played.check(abs(total - odd.duration) <= odd.tolerance, f"audio lasts {total:.2f} s")
    for number in rendition.numbers():
        played.check(rendition.frames(number), f"audio/{number}: nothing in it")
    for second in odd.loud:
        number = max(n for n in range(len(rendition.playlist.segments)) if rendition.start(n) <= second)
        frames = [f for f in rendition.frames(number) if abs(float(f.pts * f.time_base) - second) < 0.1]
        loudness = max((_loudness(frame) for frame in frames), default=0.0)
        played.check(loudness > LOUD, f"silent at {second} s ({loudness:.3f})")


def _loudness(frame: Any) -> float:
    """The root mean square of a frame's first channel."""
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=48_000)
    samples = array("f", b"".join(bytes(out.planes[0])[: out.samples * 4] for out in resampler.resample(frame)))
    return float((sum(value * value for value in samples) / max(len(samples), 1)) ** 0.5)


def _check_subtitles(owner: Api, odd: OddFile, session: dict[str, Any], url: str, played: Played) -> None:
    tracks = session["subtitle_tracks"]
    found = [(track["language"], track["label"]) for track in tracks]
    played.check(odd.subtitles is None or found == list(odd.subtitles), f"subtitles: {found}")
    for number, track in enumerate(tracks):
        cues = owner.ask("GET", f"{track['url']}/0.json")["cues"]
        text = " ".join(cue["text"] or "" for cue in cues)
        if number == 0:
            for word in odd.words:
                played.check(word in text, f"subtitles say {text[:80]!r}, not {word!r}")
        if track["kind"] == "styled":
            owner.ask("GET", f"{track['url']}/header.ass")
    if odd.fonts is not None:
        fonts = owner.ask("GET", f"{url}/fonts")
        played.check(len(fonts) == odd.fonts, f"fonts: {fonts}")
        for font in fonts:
            owner.ask("GET", f"{url}/fonts/{font}")


Report = Callable[[Played], None]
