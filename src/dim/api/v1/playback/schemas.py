"""Requests and answers of stream sessions."""

from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from dim.api.schemas import BitRate, Body, Card, Id
from dim.playback.policy.capabilities import Capabilities, of_profile, parse
from dim.playback.policy.decide import FAILED_TO_PLAY, Choice
from dim.playback.sessions.request import PlaybackRequest


class NewSession(Body):
    """What to play, from which second, and what the client supports: MIME types with codecs, or short names.

    `profile` names the kind of device for clients that cannot say more. `file_id` chooses a version or an extra,
    `audio_stream` an audio stream by its index; by default it is the version that plays best, with the audio that the user
    chose before or prefers.
    `subtitle_track` (an id) is for clients that render no subtitles: bitmaps are burnt into the video, text is on in
    the playlist from the start. With `as_file` false it comes in segments in any case, so that the quality can change
    while it plays. With `copy_video` false the video is encoded, for a client that failed to play the original.

    A session opened `in_advance`, of something that will probably be played, counts as playing once its player
    reports its state. `max_height` (lines), `max_bit_rate` (bits per second) and `channels` (speakers) are limits of
    the device and its connection.
    """

    media_id: Id
    video_offset: float = Field(default=0, ge=0, le=1e7, allow_inf_nan=False)
    supported_codecs: list[Annotated[str, Field(max_length=200)]] = Field(default_factory=list, max_length=200)
    file_id: Id | None = None
    audio_stream: int | None = Field(default=None, ge=0, le=1000)
    subtitle_track: int | None = Field(default=None, ge=0, le=10_000)
    device: str = Field(default="", max_length=200)
    profile: Literal["web", "chromecast", "apple", "vlc", "tv"] | None = None
    as_file: bool = True
    copy_video: bool = True
    in_advance: bool = False
    max_height: int | None = Field(default=None, ge=144, le=8640)
    max_bit_rate: BitRate = None
    channels: int | None = Field(default=None, ge=1, le=32)

    def request(self, allowed: int | None) -> PlaybackRequest:
        """The request as playback takes it. `allowed`: bits per second that the user's account allows (None: no
        limit).
        """
        video_problem = None if self.copy_video else FAILED_TO_PLAY
        choice = Choice(self.audio_stream, self.subtitle_track, self.as_file, video_problem)
        return PlaybackRequest(self._capabilities(allowed), choice, self.file_id, self.video_offset, self.in_advance)

    def _capabilities(self, allowed: int | None) -> Capabilities:
        known = of_profile(self.profile, self.supported_codecs) if self.profile else parse(self.supported_codecs)
        return replace(
            known, channels=self.channels or known.channels, bit_rate=min(filter(None, (self.max_bit_rate, allowed)), default=None),
            height=min(filter(None, (self.max_height, known.height)), default=None),
        )  # fmt: skip


class Track(BaseModel):
    """An audio track; its id is the stream's index. `language` is a BCP 47 tag, `title` what the file calls it."""

    id: int
    label: str
    language: str | None = None
    title: str | None = None
    commentary: bool = False
    audio_description: bool = False
    original: bool = False
    selected: bool = False


class SubtitleTrack(BaseModel):
    """A subtitle track: text, styled text (ASS), or pictures (bitmaps). `<url>/<window>.json` has its cues,
    `<url>.vtt` all of its text. `language` is a BCP 47 tag, `title` what the file calls it.
    """

    id: int
    label: str
    language: str | None = None
    title: str | None = None
    forced: bool
    hearing_impaired: bool
    kind: Literal["text", "styled", "picture"]
    url: str
    selected: bool = False
    """It is burnt into the video, or on in the playlist from the start."""


class Quality(BaseModel):
    """A rendition of the video: "original", or the name of an encoded one; the usual name of its size ("1080p"), its size,
    and its highest bit rate (bits per second).
    """

    name: str
    resolution: str
    width: int
    height: int
    bit_rate: int


class Part(BaseModel):
    """A range that one may want to skip, in seconds."""

    kind: Literal["opening", "credits"]
    start: float
    end: float


class Opened(BaseModel):
    """A session. `url` plays in any player without a header, until the session ends. `secs_offset`: where to begin."""

    stream_key: str
    mode: str
    url: str
    reasons: list[str]
    video: str
    audio: str
    duration: float
    secs_offset: float
    file_id: int
    title: str
    qualities: list[Quality]
    audio_tracks: list[Track]
    subtitle_tracks: list[SubtitleTrack]
    subtitle_track: int | None
    """The track to show at first, by what the user chose before or prefers; null: none."""
    rate: float
    """The speed that the user chose before; 1 is normal."""
    subtitle_window: int
    """Seconds of the stream whose subtitles come together."""
    chapters: list[dict[str, Any]]
    parts: list[Part]
    item: Card
    following: Card | None = None


class Playing(BaseModel):
    """A session, for "playing now"."""

    id: str
    username: str
    item_id: int
    title: str
    device: str
    mode: str
    video: str
    audio: str
    reasons: list[str]
    seconds: float
    duration: float
    paused: bool
    started_at: float
    resolution: str
    rendition: str | None
    buffered: float | None
    bandwidth: int | None
    encoders: int


class Ending(Body):
    """Why a session is ended; its player shows the message."""

    message: str = Field(default="", max_length=200)
