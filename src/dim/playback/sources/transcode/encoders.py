"""Which encoders this machine has: found by really encoding a few pictures with each."""

import asyncio
import glob
import logging
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

log = logging.getLogger(__name__)
TRY_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Encoder:
    """An encoder of ffmpeg: who encodes, into which codec, what goes before the input, how pictures get to it, and its options."""

    name: str
    codec: str
    options: tuple[str, ...]
    device: tuple[str, ...] = ()
    upload: tuple[str, ...] = ()
    constant_quality: tuple[str, ...] = ()

    @property
    def is_hardware(self) -> bool:
        """Whether it is not the processor itself that encodes."""
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
"""What the processor does. HEVC and AV1 cost it too much to be offered, but it takes them over where hardware fails in a film."""
CODECS = tuple(SOFTWARE)


def candidates() -> list[Encoder]:
    """The hardware encoders that may be there, in order of preference (https://trac.ffmpeg.org/wiki/HWAccelIntro)."""
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
    """The encoders that are used, one a codec: those of the setting (auto, software, nvenc, qsv, vaapi, videotoolbox) that work.

    H.264 is encoded in any case, by the processor where nothing else does.
    """

    def __init__(self, ffmpeg: str, setting: str = "auto", possible: Sequence[Encoder] | None = None) -> None:
        """`possible`: the hardware encoders to try, by default all that may be there."""
        self._ffmpeg, self._setting = ffmpeg, setting
        self._possible = candidates() if possible is None else list(possible)
        self._hardware: dict[str, Encoder] = {}

    def of(self, codec: str) -> Encoder:
        """The encoder of a codec."""
        return self._hardware.get(codec, SOFTWARE[codec])

    @property
    def codecs(self) -> tuple[str, ...]:
        """The codecs that are encoded fast enough to be offered, those first that need the fewest bits."""
        return tuple(codec for codec in reversed(CODECS) if codec == "h264" or codec in self._hardware)

    async def find(self) -> None:
        """Try the hardware encoders one by one; the first that encodes a codec is used for it."""
        if self._setting == "software":
            return
        for encoder in self._possible:
            if self._setting not in ("auto", encoder.name) or encoder.codec in self._hardware:
                continue
            if encoder.codec != "h264" and "h264" not in self._hardware:
                continue  # whoever makes these makes H.264 too
            if await works(self._ffmpeg, encoder):
                self._hardware[encoder.codec] = encoder
        if self._hardware:
            made = ", ".join(f"{codec} by {encoder.name}" for codec, encoder in self._hardware.items())
            log.info("Video is encoded by hardware: %s.", made)
        elif self._setting != "auto":
            log.warning("The encoder %s does not work here; video is encoded by the processor.", self._setting)

    def failed(self, encoder: Encoder) -> None:
        """An encoder broke down: the processor takes over, for everyone, until the next start."""
        if self._hardware.get(encoder.codec) is encoder:
            log.warning(
                "The encoder %s of %s failed; the processor takes over from now on.", encoder.name, encoder.codec
            )
            del self._hardware[encoder.codec]


async def works(ffmpeg: str, encoder: Encoder) -> bool:
    """Whether an encoder really encodes."""
    filters = ["-vf", ",".join(["format=yuv420p", *encoder.upload])]
    process = await asyncio.create_subprocess_exec(
        ffmpeg, "-v", "error", "-nostdin", *encoder.device, "-f", "lavfi", "-i", "color=size=640x360:rate=25:duration=0.2",
        *filters, *encoder.options, "-b:v", "1M", "-f", "null", "-",
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(TRY_SECONDS):
            return await process.wait() == 0
    except TimeoutError:
        return False
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
