"""The files of the matrix. In every picture its own number is drawn, as twelve white or black fields at the top; every second of
every sound begins with a beep.
"""

import functools
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from support import media

SECONDS = 24
BITS = 12
STRIP = 8
"""The fields take the upper eighth of the picture."""
SPREAD = {"mono": "anull", "stereo": "pan=stereo|c0=c0|c1=c0", "5.1": "pan=5.1|c0=c0|c1=c0|c2=c0|c3=c0|c4=c0|c5=c0"}
"""Filters that bring a beep to all speakers of a layout."""
TONES = (1000, 600)
"""Hertz of the beeps, by sound."""


@dataclass(frozen=True)
class Film:
    """A file: how it is encoded, and what is special about its pictures' times."""

    name: str
    video: tuple[str, ...]
    sounds: tuple[tuple[str, ...], ...] = (("-c:a", "aac"),)
    about: str = ""
    filters: tuple[str, ...] = ()
    output: tuple[str, ...] = ()
    rate: Fraction = Fraction(24)
    size: str = "320x180"
    shown: tuple[int, int] = (320, 180)
    """The shape in which it is shown: width and height in square pixels."""
    subtitles: tuple[str, ...] = ()
    sound_filters: tuple[str, ...] = ()
    layout: str = "stereo"
    again: tuple[str, ...] = ()
    """Options of a second ffmpeg that copies the first one's file: what only a remux can do to it."""
    cut: float = 0.0
    """Seconds that an edit list leaves out at the beginning."""
    late: float = 0.0
    """Milliseconds by which the pictures are behind the sound in the file itself."""


X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "48", "-bf", "2")
X264_FINE = ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p")
X265 = (
    "-c:v",
    "libx265",
    "-preset",
    "ultrafast",
    "-tag:v",
    "hvc1",
    "-pix_fmt",
    "yuv420p",
    "-x265-params",
    "log-level=error:keyint=48",
)
X265_10 = (
    "-c:v",
    "libx265",
    "-preset",
    "ultrafast",
    "-tag:v",
    "hvc1",
    "-pix_fmt",
    "yuv420p10le",
    "-x265-params",
    "log-level=error:keyint=48",
)
AV1 = ("-c:v", "libsvtav1", "-preset", "12", "-g", "48", "-svtav1-params", "lp=2", "-pix_fmt", "yuv420p")
VP9 = (
    "-c:v",
    "libvpx-vp9",
    "-deadline",
    "realtime",
    "-cpu-used",
    "8",
    "-b:v",
    "600k",
    "-g",
    "48",
    "-pix_fmt",
    "yuv420p",
)
VP8 = ("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "800k", "-g", "48", "-pix_fmt", "yuv420p")
MPEG2 = ("-c:v", "mpeg2video", "-q:v", "4", "-g", "12", "-bf", "2")
MPEG4 = ("-c:v", "mpeg4", "-q:v", "4", "-g", "48")
AAC = ("-c:a", "aac")
MP3 = ("-c:a", "libmp3lame")
AC3 = ("-c:a", "ac3")
HDR10 = "setparams=color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc"
PQ = ("-color_primaries", "bt2020", "-color_trc", "smpte2084", "-colorspace", "bt2020nc")
HLG = ("-color_primaries", "bt2020", "-color_trc", "arib-std-b67", "-colorspace", "bt2020nc")
TFF = ("-flags", "+ilme+ildct", "-field_order", "tt")
SRT = ("-c:s", "srt")

FILMS: tuple[Film, ...] = (
    # containers
    Film("h264-aac.mp4", X264, (AAC, AAC), "the most common file"),
    Film("h264-aac.mkv", X264, (AAC, AAC), "the most common mkv", subtitles=SRT),
    Film("h264-aac.mov", X264),
    Film("h264-aac.ts", X264, (AAC, AAC)),
    Film("h264-ac3.m2ts", X264, (AC3,), "as Blu-ray discs have it", output=("-mpegts_m2ts_mode", "1")),
    Film("h264-mp3.avi", (*X264, "-bf", "0"), (MP3,)),
    Film("h264-bframes.avi", X264, (MP3,), "AVI knows no presentation times", late=60),
    Film("h264-aac.flv", X264),
    Film("h264-mp3.mkv", X264, (MP3,)),
    Film("h264-fragmented.mp4", X264, output=("-movflags", "frag_keyframe+delay_moov+default_base_moof")),
    Film("h264-faststart.mp4", X264, output=("-movflags", "faststart"), subtitles=("-c:s", "mov_text")),
    # codecs
    Film("h264-baseline.mp4", ("-c:v", "libx264", "-preset", "ultrafast", "-profile:v", "baseline", "-pix_fmt", "yuv420p", "-g", "48")),
    Film("h264-10bit.mkv", ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le", "-g", "48"), about="High 10"),
    Film("h264-422.mkv", ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv422p", "-g", "48"), about="High 4:2:2"),
    Film("h264-444.mp4", ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv444p", "-g", "48"), about="High 4:4:4"),
    Film("hevc-aac.mkv", X265),
    Film("hevc-aac.mp4", X265),
    Film("hevc-ac3.ts", X265, (AC3,)),
    Film("hevc-10bit-eac3.mkv", X265_10, (("-c:a", "eac3", "-b:a", "384k"),), layout="5.1"),
    Film("av1-opus.mkv", AV1, (("-c:a", "libopus"),)),
    Film("av1-aac.mp4", AV1),
    Film("av1-opus.webm", AV1, (("-c:a", "libopus"),)),
    Film("av1-10bit.mkv", (*AV1[:-1], "yuv420p10le")),
    Film("vp9-opus.webm", VP9, (("-c:a", "libopus"),)),
    Film("vp9-opus.mkv", VP9, (("-c:a", "libopus"), ("-c:a", "libopus"))),
    Film("vp9-odd-size.webm", VP9, (("-c:a", "libopus"),), "321 x 181", size="321x181", shown=(321, 181)),
    Film("vp8-vorbis.webm", VP8, (("-c:a", "libvorbis"),)),
    Film("mpeg2-mp2.mpg", MPEG2, (("-c:a", "mp2"),), output=("-f", "mpeg")),
    Film("mpeg2-ac3.vob", MPEG2, (AC3,), "as DVDs have it", size="720x576", shown=(1024, 576), filters=("setsar=64/45",), rate=Fraction(25)),
    Film("mpeg2-mp2.ts", MPEG2, (("-c:a", "mp2"),), rate=Fraction(25)),
    Film("mpeg4-mp3.avi", MPEG4, (MP3,), "as in the days of DivX"),
    Film("mpeg4-bframes.avi", (*MPEG4, "-bf", "2"), (MP3,), "Xvid with B-frames"),
    Film("msmpeg4-mp3.avi", ("-c:v", "msmpeg4", "-q:v", "4", "-g", "48"), (MP3,)),
    Film("wmv2-wma.wmv", ("-c:v", "wmv2", "-q:v", "4", "-g", "48"), (("-c:a", "wmav2"),)),
    Film("flv1-mp3.flv", ("-c:v", "flv", "-q:v", "4", "-g", "48"), (("-c:a", "libmp3lame", "-ar", "44100"),)),
    Film("theora-vorbis.mkv", ("-c:v", "libtheora", "-q:v", "7", "-g", "48"), (("-c:a", "libvorbis"),)),
    Film("prores-pcm.mov", ("-c:v", "prores_ks", "-profile:v", "0"), (("-c:a", "pcm_s16le"),)),
    Film("mjpeg-pcm.avi", ("-c:v", "mjpeg", "-q:v", "4", "-pix_fmt", "yuvj420p"), (("-c:a", "pcm_s16le"),)),
    Film("ffv1-flac.mkv", ("-c:v", "ffv1", "-g", "48", "-pix_fmt", "yuv420p"), (("-c:a", "flac"),)),
    # light and shape
    Film("hevc-hdr10.mkv", X265_10, about="HDR10", filters=(HDR10,), output=PQ),
    Film("hevc-hlg.mkv", X265_10, about="HLG", filters=("setparams=color_primaries=bt2020:color_trc=arib-std-b67:colorspace=bt2020nc",), output=HLG),
    Film("av1-hdr10.mkv", (*AV1[:-1], "yuv420p10le"), (("-c:a", "libopus"),), "HDR10", filters=(HDR10,), output=PQ),
    Film("h264-interlaced.mkv", (*X264, *TFF), about="interlaced", filters=("setfield=tff",), rate=Fraction(25)),
    Film("mpeg2-interlaced.ts", (*MPEG2, *TFF), (("-c:a", "mp2"),), "interlaced television", filters=("setfield=tff",), rate=Fraction(25)),
    Film("h264-turned-90.mp4", X264, about="a phone held upright", size="180x320", shown=(180, 320), filters=("transpose=1",), again=("-display_rotation", "90")),
    Film("h264-turned-180.mp4", X264, about="a phone upside down", filters=("hflip", "vflip"), again=("-display_rotation", "180")),
    Film("h264-turned-270.mkv", X264, about="a phone held upright", size="180x320", shown=(180, 320), filters=("transpose=2",), again=("-display_rotation", "270")),
    Film("h264-anamorphic.mkv", X264, about="pixels 4:3", filters=("setsar=4/3",), shown=(427, 180)),
    Film("hevc-anamorphic.mkv", X265, about="pixels 4:3, encoded", filters=("setsar=4/3",), shown=(427, 180)),
    # groups of pictures and times
    Film("h264-long-gop.mkv", (*X264_FINE, "-g", "240", "-sc_threshold", "0"), about="10 s between keyframes"),
    Film("h264-open-gop.mkv", (*X264_FINE, "-g", "48", "-bf", "3", "-x264-params", "open-gop=1"), about="open GOPs"),
    Film("h264-pyramid.mp4", (*X264_FINE, "-g", "96", "-bf", "8", "-x264-params", "b-pyramid=normal:b-adapt=2"), about="B-pyramids"),
    Film("h264-all-keyframes.mkv", (*X264, "-g", "1"), about="keyframes only"),
    Film("h264-short-gop.mkv", (*X264, "-g", "12"), about="half a second between keyframes"),
    Film("hevc-long-gop.mkv", (*X265[:-1], "log-level=error:keyint=240:scenecut=0"), about="10 s between keyframes, encoded"),
    Film("h264-vfr.mkv", X264, about="variable frame rate", filters=("select=not(mod(n\\,3))+lt(mod(n\\,96)\\,48)",)),
    Film("h264-vfr.mp4", X264, about="variable frame rate", filters=("select=not(mod(n\\,3))+lt(mod(n\\,96)\\,48)",)),
    Film("hevc-vfr.mkv", X265, about="variable frame rate, encoded", filters=("select=not(mod(n\\,3))+lt(mod(n\\,96)\\,48)",)),
    Film("h264-23976.mkv", X264, rate=Fraction(24000, 1001)),
    Film("h264-60.mp4", X264, rate=Fraction(60)),
    Film("hevc-2997.mkv", X265, rate=Fraction(30000, 1001)),
    Film("h264-starts-late.mkv", X264, about="begins at an hour", output=("-output_ts_offset", "3600")),
    Film("h264-wraps.ts", X264, about="its clock wraps in the middle", output=("-output_ts_offset", "95430", "-mpegts_copyts", "1")),
    Film("h264-edit-list.mp4", X264, about="an edit list: cut without encoding", again=("-ss", "3"), cut=3),
    Film("h264-ac3-edit-list.mp4", X264, (AC3,), "an edit list, in segments", again=("-ss", "3"), cut=3),
    Film("h264-gap.mkv", X264, about="three seconds without a frame", filters=("select=not(between(t\\,9.1\\,12))",)),
    Film("hevc-gap.mkv", X265, about="three seconds without a frame, encoded", filters=("select=not(between(t\\,9.1\\,12))",)),
    # sounds
    Film("h264-ac3-51.mkv", X264, (AC3, AC3), layout="5.1"),
    Film("h264-eac3.mp4", X264, (("-c:a", "eac3"),)),
    Film("h264-dts.mkv", X264, (("-c:a", "dca", "-strict", "-2"), AAC)),
    Film("h264-truehd.mkv", X264, (("-c:a", "truehd", "-strict", "-2"),)),
    Film("h264-flac.mkv", X264, (("-c:a", "flac"),)),
    Film("h264-opus.mkv", X264, (("-c:a", "libopus"),)),
    Film("h264-vorbis.mkv", X264, (("-c:a", "libvorbis"),)),
    Film("h264-pcm.mkv", X264, (("-c:a", "pcm_s16le"),)),
    Film("h264-alac.mov", X264, (("-c:a", "alac"),)),
    Film("h264-aac-51.mkv", X264, (("-c:a", "aac", "-b:a", "384k"),), layout="5.1"),
    Film("h264-mono-22050.mkv", X264, (("-c:a", "aac", "-ar", "22050", "-ac", "1"),), layout="mono"),
    Film("h264-late-sound.mkv", X264, (AC3,), "the audio begins two seconds later", sound_filters=("atrim=start=2",)),
    Film("h264-short-sound.mkv", X264, (AAC,), "the audio ends in the middle", sound_filters=("atrim=end=11.5",)),
    Film("h264-no-sound.mkv", X264, (), "no audio"),
)  # fmt: skip

CHOSEN = (
    "h264-aac.mkv", "hevc-10bit-eac3.mkv", "vp9-opus.webm", "mpeg4-bframes.avi", "h264-interlaced.mkv", "h264-open-gop.mkv",
    "hevc-gap.mkv",
)  # fmt: skip
"""Those that `make test` plays."""


def numbered() -> str:
    """Filters that draw a picture's number."""
    fields = [
        f"drawbox=x=iw*{bit}/{BITS}:y=0:w=iw/{BITS}+1:h=ih/{STRIP}:color=white:t=fill:enable=mod(floor(n/{2**bit})\\,2)"
        for bit in range(BITS)
    ]
    return ",".join([f"drawbox=x=0:y=0:w=iw:h=ih/{STRIP}:color=black:t=fill", *fields])


@functools.cache
def _master(size: str, rate: Fraction) -> Path:
    """Numbered pictures without loss, to be encoded."""
    path = media.folder() / f"master-{size}-{rate.numerator}-{rate.denominator}.mkv"
    source = f"testsrc2=size={size}:rate={rate}:duration={SECONDS},format=yuv444p,{numbered()}"
    lossless = ["-c:v", "libx264", "-preset", "ultrafast", "-qp", "0", "-g", "12", "-pix_fmt", "yuv444p"]
    media.ffmpeg("-f", "lavfi", "-i", source, *lossless, str(path))
    return path


def made(film: Film) -> Path:
    """A film of the matrix, made by ffmpeg where it is not there yet."""
    target = media.folder() / film.name
    if target.exists():
        return target
    inputs = ["-i", str(_master(film.size, film.rate))]
    outputs = ["-map", "0:v"]
    for number, options in enumerate(film.sounds):
        beep = f"sin(2*PI*{TONES[number]}*t)*lt(mod(t\\,1)\\,0.1)*0.5"
        inputs += ["-f", "lavfi", "-i", f"aevalsrc=exprs={beep}:sample_rate=48000:duration={SECONDS}"]
        sound_filters = ",".join([*film.sound_filters, SPREAD[film.layout]])
        outputs += ["-map", f"{number + 1}:a", f"-filter:a:{number}", sound_filters]
        outputs += [f"{option}:{number}" if option == "-c:a" else option for option in options]
        outputs += [f"-metadata:s:a:{number}", f"language={'eng' if not number else 'jpn'}"]
    if film.subtitles:
        script = media.folder() / "matrix.srt"
        script.write_text(media.SUBTITLES)
        inputs += ["-i", str(script)]
        outputs += ["-map", f"{len(film.sounds) + 1}:s", *film.subtitles]
    filters = ["-vf", ",".join(film.filters)] if film.filters else []
    first = target if not film.again else target.with_name(f"before-{target.name}")
    media.ffmpeg(
        *inputs,
        *outputs,
        *filters,
        *film.video,
        "-fps_mode",
        "cfr" if film.name.endswith("avi") else "passthrough",
        *film.output,
        str(first),
    )
    if film.again:
        media.ffmpeg(*film.again, "-i", str(first), "-map", "0", "-c", "copy", str(target))
        first.unlink()
    return target
