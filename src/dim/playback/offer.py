"""What a file can be had in for a screen: its renditions on their timeline, and the transcoders that all viewers share."""

import json
from fractions import Fraction
from typing import Any

from dim.playback.audio_forms import channels_of
from dim.playback.cache import DiskCache
from dim.playback.capabilities import Capabilities
from dim.playback.decide import Decision, decide
from dim.playback.ladder import ORIGINAL, SOFTWARE_HEIGHT, STEPS, Rendition, ladder, shown_size
from dim.playback.playlist import Variant
from dim.playback.segments import Renditions
from dim.playback.timeline import Timeline, plan
from dim.playback.transcode import Encoders, Machine, Source, Transcoder
from dim.workers import Pool

RANGES = {"HDR10": "PQ", "HLG": "HLG"}
"""VIDEO-RANGE of HLS by the kind of HDR."""
INDEX_SECONDS = 120.0
"""How long reading a file without an index may take."""


class Offer:
    """Puts renditions together; one for all sessions."""

    def __init__(self, pool: Pool, cache: DiskCache, ffmpeg: str, encoders: Encoders, machine: Machine) -> None:
        self._pool, self._cache, self._ffmpeg, self._encoders, self._machine = pool, cache, ffmpeg, encoders, machine
        self._transcoders: dict[tuple[str, str, int, Rendition], Transcoder] = {}

    async def renditions(
        self, file: dict[str, Any], path: str, decision: Decision, capabilities: Capabilities
    ) -> Renditions:
        """The renditions of a file in segments. `path` is its checked, real path.

        Raises dim.workers.WorkerError: the file cannot be read.
        """
        video = next(stream for stream in file["streams"] if stream["type"] == "video")
        timeline = await self._timeline(file, path, video["index"])
        steps = self._steps(file, video, decision, capabilities)
        source = Source(
            path, file["fingerprint"], video["index"], timeline, file["container"], bool(video.get("hdr")),
            bool(video.get("interlaced")),
        )  # fmt: skip
        transcoders = {
            step.name: self._transcoders.setdefault(
                (path, file["fingerprint"], video["index"], step),
                Transcoder(self._ffmpeg, source, step, self._cache, self._encoders, self._machine),
            )
            for step in steps
        }
        sounds = [stream for stream in file["streams"] if stream["type"] == "audio"]
        copied = {
            stream["index"]: decide(file, capabilities, stream["index"], as_file=False).audio == "copy"
            for stream in sounds
        }
        channels = {
            stream["index"]: stream["channels"] if copied[stream["index"]] else channels_of(stream, capabilities.channels)
            for stream in sounds
        }  # fmt: skip
        return Renditions(
            self._pool, self._cache, file, path, timeline, video, decision.video == "copy", transcoders, copied, channels
        )  # fmt: skip

    def _steps(
        self, file: dict[str, Any], video: dict[str, Any], decision: Decision, capabilities: Capabilities
    ) -> tuple[Rendition, ...]:
        """The encoded renditions that this machine makes for a screen."""
        highest = STEPS[0][2] if self._encoders.current.is_hardware else SOFTWARE_HEIGHT
        original = file.get("bit_rate") if decision.video == "copy" else None
        return ladder(video, min(highest, capabilities.height or highest), capabilities.bit_rate, original)

    def variants(
        self, file: dict[str, Any], decision: Decision, capabilities: Capabilities, renditions: Renditions | None
    ) -> list[Variant]:
        """What a file's video can be had in: as it is, if the screen takes it, and encoded."""
        video = next(stream for stream in file["streams"] if stream["type"] == "video")
        variants = []
        if decision.video == "copy":
            average = file.get("bit_rate") or 8_000_000
            rates = renditions.original_rates if renditions else (average, average)
            dynamics = RANGES.get(video.get("hdr") or "", "SDR")
            variants.append(Variant(ORIGINAL, video["codec_string"], *shown_size(video), *rates, dynamics))
        return variants + [
            Variant(step.name, step.codec_string, step.width, step.height, step.bandwidth, step.bit_rate * 3 // 4)
            for step in self._steps(file, video, decision, capabilities)
        ]

    async def _timeline(self, file: dict[str, Any], path: str, stream: int) -> Timeline:
        """The file's timeline; its keyframes are kept on disk."""
        entry = ("index", f"{file['fingerprint']}-{stream}.json")
        stored = self._cache.get(*entry)
        found = json.loads(stored) if stored else None
        if found is None:
            found = await self._pool.call(
                "dim.probe.keyframes:video_keyframes", path=path, stream=stream, timeout=INDEX_SECONDS
            )
            self._cache.put(json.dumps(found).encode(), *entry)
        return plan(found["keyframes"], found["end"], Fraction(*found["time_base"]), found["positions"])

    async def keep(self, needed: set[int]) -> None:
        """End the transcoders whose identity is not among those needed, and the heads of the others that are idle."""
        for key, transcoder in list(self._transcoders.items()):
            if id(transcoder) not in needed:
                del self._transcoders[key]
                await transcoder.stop()
            else:
                await transcoder.stop_idle()
