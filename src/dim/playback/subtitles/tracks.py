"""Which subtitle tracks a file has, embedded and external, and the text of external files. Pure."""

from dataclasses import dataclass, replace
from typing import Literal

from dim.media import MediaFile, SubtitleFile, SubtitleStream
from dim.media.languages import track_label
from dim.media.track_names import is_commentary, is_forced, with_flags

Format = Literal["text", "styled", "bitmap"]
EXTERNAL_FORMATS: dict[str, Format] = {"srt": "text", "vtt": "text", "ass": "styled", "ssa": "styled"}
"""Formats of subtitle files that are read, by extension."""


class SubtitleError(Exception):
    """The subtitles cannot be read; the text says why."""


@dataclass(frozen=True, slots=True)
class SubtitleTrack:
    """A subtitle track: embedded (`stream` is its index), or external (`path`, relative to the library's folder)."""

    id: int
    """Counts the tracks of a file from 0."""
    label: str
    language: str | None
    forced: bool
    hearing_impaired: bool
    format: Format
    stream: int | None = None
    path: str | None = None
    title: str | None = None


def subtitle_tracks(file: MediaFile) -> list[SubtitleTrack]:
    """The subtitle tracks of a file: the embedded ones, then the external ones.

    >>> [track.label for track in subtitle_tracks(file)]
    ['English (SDH)', 'Deutsch (forced)']
    """
    sources: list[tuple[SubtitleStream | SubtitleFile, Format, int | None, str | None]] = [
        (stream, stream.format, stream.index, None) for stream in file.subtitle_streams if stream.format
    ]
    sources += [
        (external, found, None, external.path)
        for external in file.subtitle_files
        if (found := EXTERNAL_FORMATS.get(external.path.rpartition(".")[2].lower()))
    ]
    tracks = []
    for number, (source, form, stream, path) in enumerate(sources):
        title = source.title or ""
        forced, commentary = source.forced or is_forced(title), is_commentary(title)
        if title.casefold() in ("sdh", "cc", "forced"):
            title = ""  # the label says it anyway
        label = track_label(title or None, source.language, number + 1, "Subtitles")
        if isinstance(source, SubtitleStream):
            commentary = source.commentary
        flags = {"forced": forced, "hearing_impaired": source.hearing_impaired, "commentary": commentary}
        label = with_flags(label, title, **flags)
        is_sdh = source.hearing_impaired
        tracks.append(SubtitleTrack(number, label, source.language, forced, is_sdh, form, stream, path, title or None))
    return tracks


def unique_labels(tracks: list[SubtitleTrack]) -> list[SubtitleTrack]:
    """The same tracks; those that share a label get their number appended."""
    labels = [track.label for track in tracks]
    return [
        track if labels.count(track.label) == 1 else replace(track, label=f"{track.label} ({track.id + 1})")
        for track in tracks
    ]
