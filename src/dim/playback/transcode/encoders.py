"""Which encoders of H.264 this machine has: found by really encoding a few pictures with each."""

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
    """An encoder of ffmpeg: what goes before the input, how pictures get to it, and its options."""

    name: str
    codec: str
    options: tuple[str, ...]
    device: tuple[str, ...] = ()
    upload: tuple[str, ...] = ()
    constant_quality: tuple[str, ...] = ()

    @property
    def is_hardware(self) -> bool:
        """Whether it is not the processor itself that encodes."""
        return self is not SOFTWARE


SOFTWARE = Encoder(
    "software", "libx264", ("-c:v", "libx264", "-preset", "veryfast", "-sc_threshold", "0"), constant_quality=("-crf", "22")
)  # fmt: skip


def candidates() -> list[Encoder]:
    """The hardware encoders that may be there, in order of preference (https://trac.ffmpeg.org/wiki/HWAccelIntro)."""
    found = [
        Encoder("nvenc", "h264_nvenc", ("-c:v", "h264_nvenc", "-preset", "p4", "-forced-idr", "1", "-no-scenecut", "1"))
    ]
    for node in sorted(glob.glob("/dev/dri/renderD*")):
        found.append(
            Encoder("qsv", "h264_qsv", ("-c:v", "h264_qsv", "-preset", "veryfast", "-forced_idr", "1"),
                    device=("-init_hw_device", f"vaapi=va:{node}", "-init_hw_device", "qsv=hw@va", "-filter_hw_device", "hw"),
                    upload=("format=nv12", "hwupload=extra_hw_frames=64"))
        )  # fmt: skip
        found.append(
            Encoder("vaapi", "h264_vaapi", ("-c:v", "h264_vaapi"), device=("-vaapi_device", node),
                    upload=("format=nv12", "hwupload"))
        )  # fmt: skip
    if sys.platform == "darwin":
        found.append(Encoder("videotoolbox", "h264_videotoolbox", ("-c:v", "h264_videotoolbox")))
    return found


class Encoders:
    """The encoder that is used: what the setting names (auto, software, nvenc, qsv, vaapi, videotoolbox), if it works."""

    def __init__(self, ffmpeg: str, setting: str = "auto", possible: Sequence[Encoder] | None = None) -> None:
        """`possible`: the hardware encoders to try, by default all that may be there."""
        self._ffmpeg, self._setting = ffmpeg, setting
        self._possible = candidates() if possible is None else list(possible)
        self.current = SOFTWARE

    async def find(self) -> None:
        """Try the hardware encoders one by one; the first that encodes is used."""
        if self._setting == "software":
            return
        for encoder in self._possible:
            if self._setting in ("auto", encoder.name) and await works(self._ffmpeg, encoder):
                self.current = encoder
                log.info("Video is encoded by %s.", encoder.name)
                return
        if self._setting != "auto":
            log.warning("The encoder %s does not work here; video is encoded by the processor.", self._setting)

    def failed(self, encoder: Encoder) -> None:
        """An encoder broke down: the processor takes over, for everyone, until the next start."""
        if encoder.is_hardware and self.current is encoder:
            log.warning("The encoder %s failed; video is encoded by the processor from now on.", encoder.name)
            self.current = SOFTWARE


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
