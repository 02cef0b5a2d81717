"""The audio and subtitle tracks of a session, and its multivariant playlist."""

from collections.abc import Mapping
from fractions import Fraction
from itertools import takewhile

from dim.media import AudioStream
from dim.media.audio_formats import BIT_RATES
from dim.playback.hls import playlist
from dim.playback.hls.playlist import AudioTrack
from dim.playback.policy.tracks import Remembered, TrackMark, pick_subtitles
from dim.playback.sessions.session import Session
from dim.playback.subtitles.reader import TrackSource
from dim.playback.subtitles.tracks import SubtitleTrack, subtitle_tracks

AAC = "mp4a.40.2"
"""The codec string of encoded audio (RFC 6381)."""


def audio_streams(session: Session) -> list[AudioStream]:
    """The audio streams that a client can choose from, in the order of the file."""
    presentation = session.presentation
    streams = session.file.audio_streams
    return [stream for stream in streams if presentation is None or stream.index in presentation.audio_streams]


def selected_audio(session: Session) -> int | None:
    """The index of the audio stream that plays at first: the chosen one, else the default one."""
    default = session.file.default_audio
    return (
        session.choice.audio_stream if session.choice.audio_stream is not None else default.index if default else None
    )


def first_subtitles(session: Session) -> int | None:
    """The id of the subtitle track that a player shows at first; None: none."""
    if session.file.role != "main":
        return None
    return pick_subtitles(session.file, session.taste, selected_audio(session))


def chosen(session: Session, fields: Mapping[str, int | float | None]) -> Remembered:
    """What to remember of what a user chose: `audio_stream` (an index), `subtitle_track` (an id; None: off), `rate`.

    Tracks that the session does not have are left out.
    """
    audio = next((one for one in session.file.audio_streams if one.index == fields.get("audio_stream")), None)
    subtitles = next((one for one in subtitle_tracks(session.file) if one.id == fields.get("subtitle_track")), None)
    is_off = "subtitle_track" in fields and fields["subtitle_track"] is None
    return Remembered(
        audio=TrackMark(audio.language, audio.title) if audio else None,
        subtitles="off" if is_off
        else TrackMark(subtitles.language, None, subtitles.forced, subtitles.hearing_impaired) if subtitles else None,
        rate=fields.get("rate"),
    )  # fmt: skip


def multivariant_playlist(session: Session, *, has_subtitles: bool = True) -> str:
    """The multivariant playlist; the selected audio comes first, which makes it the default. `has_subtitles`: whether it lists
    subtitle tracks, too.
    """
    assert session.presentation is not None
    first, video, renditions = selected_audio(session), session.file.video, session.presentation.parts[0].audio
    tracks = []
    for stream in sorted(audio_streams(session), key=lambda stream: stream.index != first):
        form = renditions[stream.index].form
        bit_rate = BIT_RATES.get(form.channels, BIT_RATES[6])
        tracks.append(AudioTrack(stream, stream.codec_string if form.is_copied else AAC, form.channels, bit_rate))
    return playlist.multivariant(
        session.variants,
        video.frame_rate if video else None,
        tracks,
        subtitle_tracks(session.file) if has_subtitles else [],
        session.choice.subtitle_track,
    )


def tracks_by_part(session: Session, number: int) -> list[SubtitleTrack]:
    """A subtitle track by its number in each part, up to the first part that has none of that number.

    A file that all parts have counts from the beginning of the first one, which stands for all.
    """
    found = [next((track for track in subtitle_tracks(file) if track.id == number), None) for file in session.files]
    tracks = [track for track in takewhile(lambda track: track is not None, found) if track]
    is_of_all = len(tracks) > 1 and tracks[0].path is not None and {track.path for track in tracks} == {tracks[0].path}
    return tracks[:1] if is_of_all else tracks


def track_source(session: Session, part: int, track: SubtitleTrack, path: str) -> TrackSource:
    """Where a track of a part is read from. `path` is that of the media file or of the external file, checked and
    real.
    """
    fingerprint, presentation = session.parts[part].file.fingerprint, session.presentation
    video = session.parts[part].file.video
    rate = video.frame_rate if video else None
    if presentation is None:
        return TrackSource(
            track,
            path,
            fingerprint,
            Fraction(0),
            Fraction(0),
            session.duration,
            lambda _: None,
            rate,
            disk=session.disk,
        )
    renditions = presentation.parts[part]
    return TrackSource(
        track, path, fingerprint, renditions.timeline.start, -presentation.starts[part], presentation.duration,
        renditions.position_before, rate, renditions.timeline.clock, session.disk,
    )  # fmt: skip
