"""The ffmpeg command line for video in segments. Pure. File names appear only behind `file:`, so that none is taken
for an option.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from dim.playback.hls.timeline import Timeline
from dim.playback.policy.ladder import Rendition
from dim.playback.sources.transcode.encoders import Encoder
from dim.playback.subtitles import placement
from dim.probe.containers import CONTAINERS, MAX_PIXELS
from dim.probe.recording.clock import BACK, FORWARD

SAME_SHAPE = 0.02
"""Aspect ratios that differ by less (as a share) are the same, up to rounding."""
TIME_SCALE = 90_000
"""Units per second in encoded segments."""
CONTAINERS_WITHOUT_INDEX = frozenset({"mpegts", "mpeg", "flv", "asf"})
"""A seek in these may land after the wanted frame."""
CLOCK_TURN = 1 << 33
"""Units of 1/90,000 s after which the clock of a transport stream begins again (ISO/IEC 13818-1, 2.4.2.2)."""
EARLY_SECONDS = 5.0
"""How much earlier reading begins in those, and where subtitles are burnt in that may have begun before the segment."""
SEGMENT_OPTIONS = {
    # parameter sets in every segment, so that another encoder may take over in the middle
    "h264": ("-bsf:v", "dump_extra=freq=keyframe"),
    "hevc": ("-bsf:v", "dump_extra=freq=keyframe", "-tag:v", "hvc1"),
    "av1": (),  # has them there in any case
}
"""Options that put a codec into segments."""
DEMUXERS = {"mkv": "matroska", "webm": "matroska", "mp4": "mov", "mov": "mov"} | {name: name for name in CONTAINERS}
"""ffmpeg's name of a container, by Dim's."""
MAX_KEYFRAMES = 8000
"""Segments that one process makes at most: their times are one argument, of which the system takes 128 KiB (execve(2))."""
DECODER_BYTES, BYTES_A_PIXEL = 256 << 20, 3
"""Memory for frames that are decoded at the same time."""
AUTO_THREADS = 16
"""The most that ffmpeg uses by itself."""
TONE_MAPPING = (
    "zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv"
)
"""HDR10 or HLG to SDR, by the transfer function of the frames (https://ffmpeg.org/ffmpeg-filters.html#tonemap-1)."""


@dataclass(frozen=True, slots=True)
class BurnIn:
    """Bitmap subtitles that are burnt into the video: their stream, and the size of the canvas they were made for
    (pixels).
    """

    stream: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class TranscodeInput:
    """What is encoded: a file, its video stream and timeline, and what its frames need (tone mapping, deinterlacing,
    subtitles).
    """

    path: str
    fingerprint: str
    stream: int
    timeline: Timeline
    container: str
    hdr: bool = False
    interlaced: bool = False
    burn_in: BurnIn | None = None
    pixels: int = 0
    """Of a frame of the file; 0: unknown."""


def arguments(
    ffmpeg: str, source: TranscodeInput, rendition: Rendition, encoder: Encoder, first: int, threads: int = 0
) -> list[str]:
    """The command line that makes a rendition from segment `first` on. `threads` limits each stage of it (0: ffmpeg
    decides).
    """
    limit = ["-threads", str(threads)] if threads else []
    filtering = ["-filter_threads", str(threads), "-filter_complex_threads", str(threads)] if threads else []
    timeline = source.timeline
    edges = timeline.encoded_boundaries
    times = [f"{float(timeline.start + edge) - 0.001:.3f}" for edge in edges[first:-1]][:MAX_KEYFRAMES]
    start = float(timeline.start + edges[first]) - 0.001
    trim, seek = still_filters(timeline), []
    if timeline.clock:
        # Seeking to a time would land anywhere: begin to read at a byte position.
        begin = timeline.keyframe_before(edges[first] - Fraction(EARLY_SECONDS)) if first else Fraction(0)
        trim = [fold_filter(timeline, begin), *trim, f"trim=start={start:.3f}"]
        seek = ["-skip_initial_bytes", str(timeline.position_before(begin) or 0)]
    elif first:
        # Seek to an earlier keyframe, in the file's own time, and drop the frames before the segment with a filter: with -copyts,
        # ffmpeg's own way (-accurate_seek) counts the start time of a file twice.
        early = EARLY_SECONDS if source.container in CONTAINERS_WITHOUT_INDEX or source.burn_in else 0.0
        place = max(min(start, _last_keyframe(timeline)) - early, float(timeline.start))
        trim = [*trim, f"trim=start={start:.3f}"]
        seek = ["-noaccurate_seek", "-seek_timestamp", "1", "-ss", f"{place:.3f}"]
    if first + MAX_KEYFRAMES < len(edges) - 1:  # another process makes the rest
        trim = [*trim, f"trim=end={float(timeline.start + edges[first + MAX_KEYFRAMES]) - 0.001:.3f}"]
    filters = video_filters(rendition, source.hdr, source.interlaced, timeline)
    return [
        ffmpeg, "-v", "error", "-nostdin", *filtering, *encoder.device,
        *seek, *decoder_threads(source.pixels, threads), "-copyts", *input_options(source.path, source.container, source.burn_in),
        *filter_options(source.stream, rendition, trim, filters, encoder.upload, source.burn_in),
        *encoder.options, *rate_options(rendition, encoder), *limit,
        # keyframes only where segments begin
        "-g", "100000", "-force_key_frames", ",".join(times),
        *SEGMENT_OPTIONS[encoder.codec],
        # the source's own timestamps, not a grid of the frame rate, counted from second 0 of the timeline
        "-output_ts_offset", f"{-float(timeline.start):.6f}",
        # of many thousands of chapters and tags, the header would have all, and chapters become a track
        "-map_chapters", "-1", "-map_metadata", "-1",
        "-fps_mode", "passthrough", "-enc_time_base", f"1:{TIME_SCALE}", "-video_track_timescale", str(TIME_SCALE),
        "-avoid_negative_ts", "disabled", "-f", "mp4", "-use_editlist", "0",
        "-movflags", "frag_keyframe+empty_moov+default_base_moof+frag_discont+negative_cts_offsets", "pipe:1",
    ]  # fmt: skip


def _last_keyframe(timeline: Timeline) -> float:
    """From where the frame is decoded that stays when the sound is longer than the video, in the file's own time."""
    end = timeline.duration if timeline.video_end is None else timeline.video_end
    return float(timeline.start + min(timeline.keyframe_before(end), timeline.boundaries[-2]))


def still_filters(timeline: Timeline) -> list[str]:
    """The last frame stays until the end, where the sound is longer than the video."""
    if timeline.video_end is None:
        return []
    return [f"tpad=stop_mode=clone:stop_duration={float(timeline.duration - timeline.video_end):.3f}"]


def fold_filter(timeline: Timeline, begin: Fraction) -> str:
    """Folds the timestamps of a recording whose clock jumps, as `Timeline.clock` does, from a keyframe (seconds) on.

    The first frame has the timestamp of the file, or one that is off by whole turns of the 33-bit clock, since libav counts turns
    from where it begins to read. A later frame that is far from the one before follows it (variable 0: what is added, 1: the
    distance of two frames). https://ffmpeg.org/ffmpeg-filters.html#setpts_002c-asetpts
    """
    clock = timeline.clock
    offset = clock.stretches[clock.stretch_at(timeline.position_before(begin) or 0)].offset
    units = float(1 / clock.time_base)
    expected = float((timeline.start + begin) / clock.time_base)
    first = f"st(0,{offset}+{CLOCK_TURN}*round(({expected:.0f}-PTS-{offset})/{CLOCK_TURN}))"
    jump = f"gt(PTS-PREV_INPTS,{units * float(FORWARD):.0f})+lt(PTS-PREV_INPTS,{-units * float(BACK):.0f})"
    later = f"if({jump},st(0,PREV_OUTPTS+ld(1)-PTS),st(1,PTS-PREV_INPTS))"
    return f"setpts='if(isnan(PREV_INPTS),{first},{later});PTS+ld(0)'"


def input_options(path: str, container: str, burn_in: BurnIn | None) -> list[str]:
    """The options that open a file: as the container that it was found to be, and nothing but itself. Subtitles need their
    canvas size here: libav knows it only once it has read some of them.
    """
    canvas = ["-canvas_size", f"{burn_in.width}x{burn_in.height}"] if burn_in else []
    known = ["-f", DEMUXERS[container]] if container in DEMUXERS else []
    limits = ["-format_whitelist", ",".join(CONTAINERS), "-protocol_whitelist", "file", "-max_pixels", str(MAX_PIXELS)]
    return [*canvas, *known, *limits, "-i", f"file:{path}"]


def decoder_threads(pixels: int, threads: int) -> list[str]:
    """The option that limits the threads that decode, each of which holds frames. `threads`: at most so many (0: as many as
    there are cores).
    """
    cores = min(os.cpu_count() or 1, AUTO_THREADS)
    allowed = max(DECODER_BYTES // (pixels * BYTES_A_PIXEL), 1) if pixels else cores
    if threads:
        return ["-threads", str(min(threads, allowed) if pixels else threads)]
    return ["-threads", str(allowed)] if allowed < cores else []


def filter_options(
    stream: int, rendition: Rendition, trim: Sequence[str], filters: Sequence[str], upload: Sequence[str], burn_in: BurnIn | None
) -> list[str]:  # fmt: skip
    """The options that select a video stream, filter it, and burn subtitles in. `trim` comes after the burn-in, since
    subtitles may begin before the first frame that is kept.
    """
    if burn_in is None:
        return ["-map", f"0:{stream}", "-vf", ",".join([*trim, *filters, *upload])]
    canvas, video = (burn_in.width, burn_in.height), (rendition.width, rendition.height)
    left, top, width, height = placement.place_in_video(canvas, video)
    overlay = ",".join([f"overlay=x={left}:y={top}:eof_action=pass", *trim, *upload])
    graph = (
        f"[0:{stream}]{','.join(filters)}[video];"
        f"[0:{burn_in.stream}]scale=w={width}:h={height}[subtitles];"
        f"[video][subtitles]{overlay}[result]"
    )
    return ["-filter_complex", graph, "-map", "[result]"]


def video_filters(rendition: Rendition, hdr: bool, interlaced: bool, timeline: Timeline | None = None) -> list[str]:
    """Filters to video that every device shows: progressive, of the rendition's size, square pixels, SDR, 8 bit.

    Scaling comes before tone mapping, which is the most expensive step. Frames whose shape changes in mid-file are each fitted into
    the rendition, with black bars.
    """
    width, height = rendition.width, rendition.height
    scale = [f"scale=w={width}:h={height}"]
    if timeline is not None and timeline.shapes:
        ratio = f"{float(timeline.shapes[0][1]):.6f}"
        for time, following in timeline.shapes[1:]:
            ratio = f"if(gte(t,{float(timeline.start + time) - 0.001:.3f}),{float(following):.6f},{ratio})"
        is_usual = f"lt(abs({ratio}/{width / height:.6f}-1),{SAME_SHAPE})"
        scale = [
            f"scale=w='if({is_usual},{width},2*trunc(min({width},{height}*{ratio})/2))'"
            f":h='if({is_usual},{height},2*trunc(min({height},{width}/{ratio})/2))':eval=frame",
            f"pad=w={width}:h={height}:x=(ow-iw)/2:y=(oh-ih)/2:eval=frame",
        ]
    return [
        *(["bwdif=mode=send_frame:deint=all"] if interlaced else []),
        *scale,
        "setsar=1",
        *([TONE_MAPPING] if hdr else []),
        "format=yuv420p",
    ]


def rate_options(rendition: Rendition, encoder: Encoder) -> list[str]:
    """Bit rate, profile and level, as the playlist declares them."""
    bits = ["-maxrate", str(rendition.bit_rate), "-bufsize", str(rendition.bit_rate)]
    level = [] if encoder.codec == "av1" else ["-profile:v", "main"]
    if encoder.codec == "h264":
        level = ["-profile:v", "high", "-level", f"{rendition.level // 10}.{rendition.level % 10}"]
    if encoder.constant_quality:
        return [*encoder.constant_quality, *bits, *level]
    return ["-b:v", str(rendition.bit_rate * 3 // 4), *bits, *level]
