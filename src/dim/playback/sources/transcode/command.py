"""Ffmpeg's command line for video in segments. Pure. Names from outside appear only behind `file:`."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from dim.playback.hls.timeline import Timeline
from dim.playback.policy.ladder import Rendition
from dim.playback.sources.transcode.encoders import Encoder
from dim.playback.subtitles import placement

SCALE = 90_000
"""Units a second of what is made."""
UNINDEXED = frozenset({"mpegts", "mpeg", "flv", "asf"})
"""Containers without an index, in which a seek may land behind the wanted frame."""
EARLY = 5.0
"""Seconds by which reading begins earlier in those, and where subtitles are drawn in that may have begun before."""
CONTAINED = {
    # parameter sets in every segment, so that another encoder may take over in the middle
    "h264": ("-bsf:v", "dump_extra=freq=keyframe"),
    "hevc": ("-bsf:v", "dump_extra=freq=keyframe", "-tag:v", "hvc1"),
    "av1": (),  # which has them there in any case
}
"""How a codec is put into segments."""
TONE_MAPPING = (
    "zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv"
)
"""HDR10 or HLG to SDR, by the transfer that the pictures name (https://ffmpeg.org/ffmpeg-filters.html#tonemap-1)."""


@dataclass(frozen=True, slots=True)
class Burnt:
    """Subtitles that are drawn into the video: their stream, and the size of the canvas they were made for."""

    stream: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Source:
    """What is encoded: the file, which of its streams, its timeline, and what has to be done to its pictures."""

    path: str
    fingerprint: str
    stream: int
    timeline: Timeline
    container: str
    hdr: bool = False
    interlaced: bool = False
    burnt: Burnt | None = None

    @property
    def zero(self) -> Fraction:
        """Second 0 of the timeline, in the file's own time."""
        return self.timeline.origin * self.timeline.time_base


def arguments(
    ffmpeg: str, source: Source, rendition: Rendition, encoder: Encoder, first: int, threads: int = 0
) -> list[str]:
    """The command line of a head that makes a rendition from segment `first` on, with so many threads (0: ffmpeg's own choice)."""
    limit = ["-threads", str(threads)] if threads else []
    filtering = ["-filter_threads", str(threads), "-filter_complex_threads", str(threads)] if threads else []
    edges = source.timeline.fine
    times = [f"{float(source.zero + edge) - 0.001:.3f}" for edge in edges[first:-1]]
    start = float(source.zero + edges[first]) - 0.001
    trim, seek = [], []
    if first:
        # to a keyframe before, in the file's own time; what is before the segment is dropped by a filter, since ffmpeg's own
        # way (-accurate_seek) counts the beginning of a file twice with -copyts
        early = EARLY if source.container in UNINDEXED or source.burnt else 0.0
        trim = [f"trim=start={start:.3f}"]
        seek = ["-noaccurate_seek", "-seek_timestamp", "1", "-ss", f"{max(start - early, float(source.zero)):.3f}"]
    pictures = picture_filters(rendition, source.hdr, source.interlaced)
    return [
        ffmpeg, "-v", "error", "-nostdin", *filtering, *encoder.device,
        *seek, *limit, "-copyts", *opened(source.path, source.burnt),
        *filtered(source.stream, rendition, trim, pictures, encoder.upload, source.burnt),
        *encoder.options, *rate_options(rendition, encoder), *limit,
        # keyframes only where segments begin
        "-g", "100000", "-force_key_frames", ",".join(times),
        *CONTAINED[encoder.codec],
        # the source's own times, not a grid of the frame rate, counted from second 0 of the timeline
        "-output_ts_offset", f"{-float(source.zero):.6f}",
        "-fps_mode", "passthrough", "-enc_time_base", f"1:{SCALE}", "-video_track_timescale", str(SCALE),
        "-avoid_negative_ts", "disabled", "-f", "mp4", "-use_editlist", "0",
        "-movflags", "frag_keyframe+empty_moov+default_base_moof+frag_discont+negative_cts_offsets", "pipe:1",
    ]  # fmt: skip


def opened(path: str, burnt: Burnt | None) -> list[str]:
    """The options that open a file, subtitles on their canvas: libav knows its size only once it has met some."""
    return [*(["-canvas_size", f"{burnt.width}x{burnt.height}"] if burnt else []), "-i", f"file:{path}"]


def filtered(
    stream: int, rendition: Rendition, trim: Sequence[str], pictures: Sequence[str], last: Sequence[str], burnt: Burnt | None
) -> list[str]:  # fmt: skip
    """The options that choose a video stream and send it through filters, with subtitles drawn into it. Those are drawn before
    anything is left out (`trim`), since they may last into what is wanted.
    """
    if burnt is None:
        return ["-map", f"0:{stream}", "-vf", ",".join([*trim, *pictures, *last])]
    left, top, width, height = placement.inside((burnt.width, burnt.height), (rendition.width, rendition.height))
    drawn = ",".join([f"overlay=x={left}:y={top}:eof_action=pass", *trim, *last])
    graph = (
        f"[0:{stream}]{','.join(pictures)}[video];"
        f"[0:{burnt.stream}]scale=w={width}:h={height}[subtitles];"
        f"[video][subtitles]{drawn}[burnt]"
    )
    return ["-filter_complex", graph, "-map", "[burnt]"]


def picture_filters(rendition: Rendition, hdr: bool, interlaced: bool) -> list[str]:
    """Ffmpeg's filters that make a picture what any screen shows: progressive, of the rendition's size, square pixels, SDR, 8 bit.

    It is made smaller before its tones are mapped, which costs most.
    """
    return [
        *(["bwdif=mode=send_frame:deint=all"] if interlaced else []),
        f"scale=w={rendition.width}:h={rendition.height}",
        "setsar=1",
        *([TONE_MAPPING] if hdr else []),
        "format=yuv420p",
    ]


def rate_options(rendition: Rendition, encoder: Encoder) -> list[str]:
    """How many bits, and which profile and level, for which the playlist vouches."""
    bits = ["-maxrate", str(rendition.bit_rate), "-bufsize", str(rendition.bit_rate)]
    level = [] if encoder.codec == "av1" else ["-profile:v", "main"]
    if encoder.codec == "h264":
        level = ["-profile:v", "high", "-level", f"{rendition.level // 10}.{rendition.level % 10}"]
    if encoder.constant_quality:
        return [*encoder.constant_quality, *bits, *level]
    return ["-b:v", str(rendition.bit_rate * 3 // 4), *bits, *level]
