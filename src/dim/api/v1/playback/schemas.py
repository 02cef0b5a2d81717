"""What is asked and said of stream sessions."""

from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from dim.api.schemas import BitRate, Body, Card, Id
from dim.playback.policy.capabilities import Capabilities, of_profile, parse
from dim.playback.policy.decide import Choice


class NewSession(Body):
    """What to play, from which second, and what the screen supports: MIME types with codecs, or short names.

    `profile` names the kind of a screen that cannot say more. `file_id` chooses a version or an extra, `audio_stream` a sound by
    its index; by default the version that plays best there, and its default sound. `subtitle_track` (an id) is for a screen that
    draws no subtitles itself: pictures are drawn into the video, text is what the playlist shows from the start. With `as_file`
    false it comes in segments in any case, so that its quality can be changed while it plays; with `copy_video` false the video is
    encoded, for a screen that failed to play it as it is.

    A session opened `in_advance`, of something that will probably be played, counts as playing once its
    player says where it is. `max_height` (lines), `max_bit_rate` (bits a second) and `channels` (speakers) are limits of the
    screen and its line.
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

    @property
    def choice(self) -> Choice:
        """What its viewer chose."""
        return Choice(self.audio_stream, self.subtitle_track, self.as_file, self.copy_video)

    def capabilities(self, allowed: int | None) -> Capabilities:
        """What the screen can do, within the bits a second that its viewer is allowed (None: no limit)."""
        known = of_profile(self.profile, self.supported_codecs) if self.profile else parse(self.supported_codecs)
        return replace(
            known, channels=self.channels or known.channels, bit_rate=min(filter(None, (self.max_bit_rate, allowed)), default=None),
            height=min(filter(None, (self.max_height, known.height)), default=None),
        )  # fmt: skip


class Track(BaseModel):
    """A sound; its id is the stream's index."""

    id: int
    label: str
    language: str | None = None
    selected: bool = False


class SubtitleTrack(BaseModel):
    """Subtitles: text, styled text (ASS), or pictures. `<url>/<window>.json` has their cues, `<url>.vtt` all of their text."""

    id: int
    label: str
    language: str | None = None
    forced: bool
    hearing_impaired: bool
    kind: Literal["text", "styled", "picture"]
    url: str
    selected: bool = False
    """It is in the video, or what the playlist shows."""


class Quality(BaseModel):
    """A rendition of the video: "original", or the name of an encoded one; its size, and bits a second at most."""

    name: str
    width: int
    height: int
    bit_rate: int


class Part(BaseModel):
    """A part of the film that one may want to skip, in seconds."""

    kind: Literal["opening", "credits"]
    start: float
    end: float


class Opened(BaseModel):
    """A session. `url` plays in any player without any header, and dies with the session. `secs_offset`: where to begin."""

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
    subtitle_window: int
    """Seconds of a film whose subtitles come together."""
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
    """Why a session is ended, as its viewer is told."""

    message: str = Field(default="", max_length=200)
