"""A media file: what is in it, and what the catalog knows of it; and the versions that files make up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from dim.media.chapters import Chapter
from dim.media.json_values import flag, integer, number, objects, text
from dim.media.languages import language_tag
from dim.media.streams import AudioStream, Stream, SubtitleStream, VideoStream, stream_from_json
from dim.media.track_names import is_for_hard_of_hearing

FileStatus = Literal["present", "missing", "deleted"]
FileRole = Literal["main", "extra", "sample", "ignored"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaInfo:
    """What is in a media file, as a probe finds it."""

    container: str = ""
    """"mkv", "mp4", "mov", "webm", or libav's name of the format."""
    duration: float = 0.0
    """Seconds; 0: unknown."""
    bit_rate: int | None = None
    """Bits a second, of all streams."""
    streams: tuple[Stream, ...] = ()
    """In the order of the file."""
    chapters: tuple[Chapter, ...] = ()

    @property
    def video(self) -> VideoStream | None:
        """The video stream that is shown; None: there is only audio."""
        return next((stream for stream in self.streams if isinstance(stream, VideoStream)), None)

    @property
    def audio_streams(self) -> list[AudioStream]:
        """The audio streams, in the order of the file."""
        return [stream for stream in self.streams if isinstance(stream, AudioStream)]

    @property
    def subtitle_streams(self) -> list[SubtitleStream]:
        """The subtitle streams, in the order of the file."""
        return [stream for stream in self.streams if isinstance(stream, SubtitleStream)]

    @property
    def default_audio(self) -> AudioStream | None:
        """The audio stream that a player takes by itself: the one marked as default, else the first; commentary and audio
        description only where there is nothing else.
        """
        all_streams = self.audio_streams
        streams = [one for one in all_streams if not (one.commentary or one.audio_description)] or all_streams
        return next((stream for stream in streams if stream.default), streams[0] if streams else None)

    @property
    def pixels(self) -> int:
        """Pixels of a frame; 0: there is no video."""
        return self.video.pixels if self.video else 0

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "MediaInfo":
        """What a probe reports, or what the database stored of it. Streams of unknown types are left out."""
        streams = (stream_from_json(entry) for entry in objects(values.get("streams")))
        chapters = (Chapter.from_json(entry) for entry in objects(values.get("chapters")))
        return MediaInfo(
            container=text(values, "container") or "", duration=number(values, "duration") or 0.0,
            bit_rate=integer(values, "bit_rate") or None, streams=tuple(stream for stream in streams if stream),
            chapters=tuple(chapter for chapter in chapters if chapter),
        )  # fmt: skip

    def to_json(self) -> dict[str, object]:
        """As scanners report it."""
        return {
            "container": self.container, "duration": self.duration, "bit_rate": self.bit_rate,
            "streams": [stream.to_json() for stream in self.streams],
            "chapters": [chapter.to_json() for chapter in self.chapters],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class SubtitleFile:
    """A subtitle file beside a media file; its path is relative to the library's folder."""

    path: str
    language: str | None = None
    title: str | None = None
    forced: bool = False
    hearing_impaired: bool = False

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """As a scanner reports it, or the database stored it."""
        title = text(values, "title")
        return cls(
            text(values, "path") or "", language_tag(text(values, "language")), title, flag(values, "forced"),
            flag(values, "hearing_impaired") or is_for_hard_of_hearing(title),
        )  # fmt: skip

    def to_json(self) -> dict[str, object]:
        """As the API and the database have it."""
        return {
            "path": self.path, "language": self.language, "title": self.title, "forced": self.forced,
            "hearing_impaired": self.hearing_impaired,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFile(MediaInfo):
    """A file of the catalog. Its path is relative to its folder, with "/"."""

    id: int
    library_id: int
    path: str
    root: str = ""
    """The absolute path of its folder."""
    size: int = 0
    """Bytes."""
    fingerprint: str = ""
    """A hash of parts of its content: the same for a file that moved."""
    status: FileStatus = "present"
    role: FileRole = "main"
    label: str | None = None
    """What tells this version from another: "Director's Cut", "1080p"."""
    part: int | None = None
    """Of a movie or episode in several files: which of them it is."""
    subtitle_files: tuple[SubtitleFile, ...] = field(default=())
    content: str | None = None
    """A hash of all of its content, where one was made."""
    note: str | None = None
    """What of it is left out, for a person."""

    @classmethod
    def from_row(cls, row: Mapping[Any, Any]) -> Self:
        """From a row of the table `media_file` whose JSON columns are read, with the path of its folder as `root`."""
        info = MediaInfo.from_json(row)
        return cls(
            id=row["id"], library_id=row["library_id"], path=row["path"], root=row["root"], size=row["size"],
            fingerprint=row["fingerprint"] or "", status=row["status"], role=row["role"], label=row["label"], part=row["part"],
            subtitle_files=tuple(SubtitleFile.from_json(entry) for entry in objects(row["subtitles"])), content=row["content"],
            note=row["note"],
            container=info.container, duration=info.duration, bit_rate=info.bit_rate, streams=info.streams,
            chapters=info.chapters,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a movie or episode: one file, or the parts that are played one after another, in that order."""

    files: tuple[MediaFile, ...]

    @property
    def id(self) -> int:
        """The id of its first file."""
        return self.files[0].id

    @property
    def duration(self) -> float:
        """Seconds, of all its files."""
        return sum(file.duration for file in self.files)

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """Its chapters; none of one in several parts."""
        return self.files[0].chapters if len(self.files) == 1 else ()

    def __contains__(self, file_id: int) -> bool:
        return any(file.id == file_id for file in self.files)


def best_first(files: Sequence[MediaFile]) -> list[MediaFile]:
    """Files in order of preference: those that are there first, then by pixels; ties keep their order."""
    return sorted(files, key=lambda file: (file.status != "present", -file.pixels))
