"""Which audio and subtitle tracks play at first: what the user chose before, else what their preferences say. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from dim.media import AudioStream, MediaFile
from dim.media.languages import language_key
from dim.playback.subtitles.tracks import SubtitleTrack, subtitle_tracks


@dataclass(frozen=True, slots=True)
class Preferences:
    """A user's preferences for everything that they play."""

    languages: tuple[str, ...] = ()
    """Codes of the languages that they understand, the favourite first. Empty: files decide."""
    audio: Literal["original", "mine"] = "original"
    """"original": the file's default track. "mine": a track in one of their languages, where there is one."""
    subtitles: Literal["needed", "always", "never"] = "needed"
    """"needed": where they do not understand the audio; else only forced ones."""


@dataclass(frozen=True, slots=True)
class TrackMark:
    """What tells a chosen track from others, also in the next file."""

    language: str | None = None
    title: str | None = None
    """Of audio."""
    forced: bool = False
    hearing_impaired: bool = False


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a user chose in the player. None: they never did."""

    audio: TrackMark | None = None
    subtitles: TrackMark | Literal["off"] | None = None
    rate: float | None = None
    """Playback speed; 1 is normal."""


@dataclass(frozen=True, slots=True)
class Taste:
    """What decides which tracks play at first."""

    preferences: Preferences = field(default_factory=Preferences)
    remembered: Remembered = field(default_factory=Remembered)


def pick_audio(file: MediaFile, taste: Taste) -> int | None:
    """The index of the audio stream that plays at first; None: the file's default.

    >>> pick_audio(japanese_and_german, Taste(Preferences(("de",), audio="mine")))
    2
    """
    streams = file.audio_streams
    mark, default = taste.remembered.audio, file.default_audio
    found = _marked_audio(streams, mark) if mark else None
    if found is None and taste.preferences.audio == "mine":
        found = _first_in(streams, default, taste.preferences.languages)
    return None if found is None or found is default else found.index


def _marked_audio(streams: Sequence[AudioStream], mark: TrackMark) -> AudioStream | None:
    same = [stream for stream in streams if language_key(stream.language) == language_key(mark.language)]
    titled = [stream for stream in same if (stream.title or None) == (mark.title or None)]
    if titled or not language_key(mark.language):  # without a language, only its title tells a track from others
        return next(iter(titled), None)
    return min(same, key=lambda stream: (_is_aside(stream), stream.language != mark.language), default=None)


def _first_in(
    streams: Sequence[AudioStream], default: AudioStream | None, languages: Sequence[str]
) -> AudioStream | None:
    for language in languages:
        same = [one for one in streams if language_key(one.language) == language_key(language) and not _is_aside(one)]
        if same:
            return default if default in same else same[0]
    return None


def _is_aside(stream: AudioStream) -> bool:
    """Whether it is a track that nobody wants unless they choose it."""
    return stream.commentary or stream.audio_description


def pick_subtitles(file: MediaFile, taste: Taste, audio_stream: int | None) -> int | None:
    """The id of the subtitle track that is shown at first; None: none. `audio_stream` is the index of what is heard."""
    tracks = subtitle_tracks(file)
    mark, preferences = taste.remembered.subtitles, taste.preferences
    if mark == "off":
        return None
    if mark is not None:
        same = [track for track in tracks if language_key(track.language) == language_key(mark.language)]
        if same:
            return max(same, key=lambda track: _likeness(track, mark)).id
    if not preferences.languages or preferences.subtitles == "never":
        return None
    heard = next((stream for stream in file.audio_streams if stream.index == audio_stream), file.default_audio)
    understood = [language_key(language) for language in preferences.languages]
    spoken = language_key(heard.language) if heard else None
    if preferences.subtitles == "needed" and (spoken is None or spoken in understood):
        return next((track.id for track in tracks if track.forced and language_key(track.language) == spoken), None)
    for language in understood:
        same = [track for track in tracks if language_key(track.language) == language and not track.forced]
        if same:
            return min(same, key=lambda track: track.hearing_impaired).id
    return None


def _likeness(track: SubtitleTrack, mark: TrackMark) -> int:
    same = (
        track.forced == mark.forced,
        track.language == mark.language,
        track.hearing_impaired == mark.hearing_impaired,
    )
    return sum(weight * is_same for weight, is_same in zip((4, 2, 1), same, strict=True))
