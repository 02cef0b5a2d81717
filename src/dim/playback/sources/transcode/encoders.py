"""Which encoders this machine has: found by encoding a few frames with each."""

import asyncio
import glob
import logging
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from dim.playback.ffmpeg import end, start_ffmpeg

log = logging.getLogger(__name__)
TEST_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Encoder:
    """An encoder of ffmpeg for one codec.

    `name` is its family (software, nvenc, ...). `device` goes before the input, `upload` are the filters that bring
    frames to it, `constant_quality` replaces a bit rate where the encoder has such a mode.
    """

    name: str
    codec: str
    options: tuple[str, ...]
    device: tuple[str, ...] = ()
    upload: tuple[str, ...] = ()
    constant_quality: tuple[str, ...] = ()

    @property
    def is_hardware(self) -> bool:
        """Whether a GPU or a media engine encodes, not the CPU."""
        return self.name != "software"


X265 = "log-level=error:scenecut=0:open-gop=0"
SOFTWARE = {
    "h264": Encoder(
        "software", "h264", ("-c:v", "libx264", "-preset", "veryfast", "-sc_threshold", "0"), constant_quality=("-crf", "22")
    ),
    "hevc": Encoder(
        "software", "hevc", ("-c:v", "libx265", "-preset", "ultrafast", "-forced-idr", "1", "-x265-params", X265),
        constant_quality=("-crf", "26"),
    ),
    "av1": Encoder(
        "software", "av1", ("-c:v", "libsvtav1", "-preset", "11", "-svtav1-params", "scd=0:enable-overlays=0"),
        constant_quality=("-crf", "35"),
    ),
}  # fmt: skip
"""Encoders that run on the CPU. HEVC and AV1 are too slow to be offered, but they replace hardware that fails while a
stream runs.
"""
CODECS = tuple(SOFTWARE)


def hardware_candidates() -> list[Encoder]:
    """The hardware encoders that may be present, in order of preference (https://trac.ffmpeg.org/wiki/HWAccelIntro)."""
    found = []
    for codec in CODECS:
        cuts = ("-forced-idr", "1", *(("-no-scenecut", "1") if codec != "av1" else ()))
        found.append(Encoder("nvenc", codec, ("-c:v", f"{codec}_nvenc", "-preset", "p4", *cuts)))
        for node in sorted(glob.glob("/dev/dri/renderD*")):
            found.append(
                Encoder("qsv", codec, ("-c:v", f"{codec}_qsv", "-preset", "veryfast", "-forced_idr", "1"),
                        device=("-init_hw_device", f"vaapi=va:{node}", "-init_hw_device", "qsv=hw@va", "-filter_hw_device", "hw"),
                        upload=("format=nv12", "hwupload=extra_hw_frames=64"))
            )  # fmt: skip
            found.append(
                Encoder("vaapi", codec, ("-c:v", f"{codec}_vaapi"), device=("-vaapi_device", node),
                        upload=("format=nv12", "hwupload"))
            )  # fmt: skip
        if sys.platform == "darwin" and codec != "av1":
            found.append(Encoder("videotoolbox", codec, ("-c:v", f"{codec}_videotoolbox")))
    return found


class Encoders:
    """The encoder of each codec: the hardware that the setting allows (auto, nvenc, qsv, vaapi, videotoolbox) and
    that works, else the CPU. The setting `software` never uses hardware.
    """

    def __init__(self, ffmpeg: str, setting: str = "auto", candidates: Sequence[Encoder] | None = None) -> None:
        """`candidates`: the hardware encoders to test, by default all that may be present."""
        self._ffmpeg, self._setting = ffmpeg, setting
        self._candidates = hardware_candidates() if candidates is None else list(candidates)
        self._hardware: dict[str, Encoder] = {}

    def get(self, codec: str) -> Encoder:
        """The encoder of a codec."""
        return self._hardware.get(codec, SOFTWARE[codec])

    @property
    def codecs(self) -> tuple[str, ...]:
        """The codecs that are encoded fast enough to be offered; the most efficient codec comes first."""
        return tuple(codec for codec in reversed(CODECS) if codec == "h264" or codec in self._hardware)

    async def detect(self) -> None:
        """Test the hardware encoders one by one; the first that works for a codec is used for it."""
        if self._setting == "software":
            return
        for encoder in self._candidates:
            if self._setting not in ("auto", encoder.name) or encoder.codec in self._hardware:
                continue
            if encoder.codec != "h264" and "h264" not in self._hardware:
                continue  # hardware that has these has H.264 as well
            if await works(self._ffmpeg, encoder):
                self._hardware[encoder.codec] = encoder
        if self._hardware:
            made = ", ".join(f"{codec} by {encoder.name}" for codec, encoder in self._hardware.items())
            log.info("Video is encoded by hardware: %s.", made)
        elif self._setting != "auto":
            log.warning("The encoder %s does not work here; video is encoded by the CPU.", self._setting)

    def disqualify(self, encoder: Encoder) -> None:
        """A hardware encoder failed: the CPU replaces it for all clients until the next start."""
        if self._hardware.get(encoder.codec) is encoder:
            log.warning(
                "The encoder %s of %s failed; the CPU replaces it until the next start.", encoder.name, encoder.codec
            )
            del self._hardware[encoder.codec]


async def works(ffmpeg: str, encoder: Encoder) -> bool:
    """Whether an encoder encodes a few frames without an error."""
    filters = ["-vf", ",".join(["format=yuv420p", *encoder.upload])]
    command = [
        ffmpeg, "-v", "error", "-nostdin", *encoder.device, "-f", "lavfi", "-i", "color=size=640x360:rate=25:duration=0.2",
        *filters, *encoder.options, "-b:v", "1M", "-f", "null", "-",
    ]  # fmt: skip
    process = await start_ffmpeg(command, (), encoder.is_hardware)  # confined as when it is used
    try:
        async with asyncio.timeout(TEST_SECONDS):
            _, status = await asyncio.gather(process.communicate(), process.wait())
            return status == 0
    except TimeoutError:
        return False
    finally:
        await end(process)
