"""What a file can be had in for a screen: its renditions on their timeline, and the transcoders that all viewers share."""

import json
from collections.abc import Sequence
from typing import Any

from dim.playback.audio_forms import channels_of
from dim.playback.hls.playlist import Variant
from dim.playback.hls.timeline import Timeline, timeline_of
from dim.playback.policy.capabilities import Capabilities
from dim.playback.policy.decide import Choice, Decision, alike, decide
from dim.playback.policy.ladder import ORIGINAL, SOFTWARE_HEIGHT, STEPS, Rendition, ladder, shown_size
from dim.playback.sessions.session import Part
from dim.playback.sources.presentation import Film
from dim.playback.sources.renditions import Renditions
from dim.playback.sources.transcode import Burnt, Encoders, Machine, Source, Transcoder
from dim.playback.storage import DiskCache
from dim.playback.streams import picture_of, sounds_of
from dim.playback.subtitles.reader import SubtitleReader
from dim.playback.subtitles.tracks import SubtitleError, tracks
from dim.workers import Pool

RANGES = {"HDR10": "PQ", "HLG": "HLG"}
"""VIDEO-RANGE of HLS by the kind of HDR."""
INDEX_VERSION = 2
"""Of what is kept of a file's keyframes; another number has them looked for again."""
INDEX_SECONDS = 120.0
"""How long reading a file without an index may take."""


class Offer:
    """Puts renditions together; one for all sessions."""

    def __init__(
        self, pool: Pool, cache: DiskCache, subtitles: SubtitleReader, ffmpeg: str, encoders: Encoders, machine: Machine
    ) -> None:
        self._pool, self._cache, self._subtitles = pool, cache, subtitles
        self._ffmpeg, self._encoders, self._machine = ffmpeg, encoders, machine
        self._transcoders: dict[tuple[str, str, int, Burnt | None, Rendition], Transcoder] = {}

    async def film(self, parts: Sequence[Part], decision: Decision, capabilities: Capabilities) -> Film:
        """What is played, in segments.

        Raises dim.workers.WorkerError: a file cannot be read.
        """
        files = [part.file for part in parts]
        ladders = self._ladders(files, decision, capabilities)
        forms = self._forms(files, capabilities)
        return Film([
            await self._renditions(part, decision, ladder_of_part, forms)
            for part, ladder_of_part in zip(parts, ladders, strict=True)
        ])  # fmt: skip

    async def _renditions(
        self, part: Part, decision: Decision, steps: Sequence[Rendition], forms: Sequence[tuple[bool, int]]
    ) -> Renditions:
        """Those of a file: the encoded ones of the video, and the sounds in their forms (copied or not, channels)."""
        file, path, video = part.file, part.path, picture_of(part.file)
        sounds = sounds_of(file)
        timeline = await self._timeline(file, path, (video or sounds[0])["index"])
        transcoders = {}
        if video is not None:
            burnt = await self._burnt(part, decision)
            source = Source(
                path, file["fingerprint"], video["index"], timeline, file["container"], bool(video.get("hdr")),
                bool(video.get("interlaced")), burnt,
            )  # fmt: skip
            transcoders = {
                step.name: self._transcoders.setdefault(
                    (path, file["fingerprint"], video["index"], burnt, step),
                    Transcoder(self._ffmpeg, source, step, self._cache, self._encoders, self._machine),
                )
                for step in steps
            }
        indexes = [stream["index"] for stream in sounds]
        copied = {index: is_copied for index, (is_copied, _) in zip(indexes, forms, strict=False)}
        channels = {index: number for index, (_, number) in zip(indexes, forms, strict=False)}
        return Renditions(
            self._pool, self._cache, file, path, timeline, video, decision.video == "copy", transcoders, copied, channels
        )  # fmt: skip

    async def _burnt(self, part: Part, decision: Decision) -> Burnt | None:
        """The subtitles of a file that are drawn into its video."""
        for track in tracks(part.file):
            if track["id"] == decision.burnt and track["kind"] == "picture":
                try:
                    canvas = await self._subtitles.canvas(part.path, part.file["fingerprint"], track["stream"])
                except SubtitleError:
                    return None  # a film without its subtitles is better than none
                return Burnt(track["stream"], *canvas)
        return None

    def _forms(self, files: Sequence[dict[str, Any]], capabilities: Capabilities) -> list[tuple[bool, int]]:
        """Of each sound that all files have: whether it is copied, and its channels."""
        forms = []
        for streams in zip(*map(sounds_of, files), strict=False):
            copied = alike(streams) and all(
                decide(file, capabilities, Choice(stream["index"], as_file=False)).audio == "copy"
                for file, stream in zip(files, streams, strict=True)
            )
            encoded = min(channels_of(stream, capabilities.channels) for stream in streams)
            forms.append((copied, streams[0]["channels"] if copied else encoded))
        return forms

    def _ladders(
        self, files: Sequence[dict[str, Any]], decision: Decision, capabilities: Capabilities
    ) -> list[list[Rendition]]:
        """The encoded renditions that this machine makes of each file for a screen: the same ones of all, by their names."""
        codec = self._codec(files[0], decision, capabilities)
        highest = STEPS[0][2] if self._encoders.of(codec).is_hardware else SOFTWARE_HEIGHT
        found = [
            ladder(
                video, min(highest, capabilities.height or highest), capabilities.bit_rate,
                file.get("bit_rate") if decision.video == "copy" else None, codec,
            )
            for file in files if (video := picture_of(file))
        ]  # fmt: skip
        common = set.intersection(*({step.name for step in steps} for steps in found)) if found else set()
        return [[step for step in steps if step.name in common] for steps in found] or [[] for _ in files]

    def _codec(self, file: dict[str, Any], decision: Decision, capabilities: Capabilities) -> str:
        """What is encoded into: of what this machine makes fast and the screen plays, the codec that needs the fewest bits.

        Beside an original that is to be had too, its own codec, since screens stumble where it changes with the quality.
        """
        able = [codec for codec in self._encoders.codecs if capabilities.decodes(codec)]
        video = picture_of(file)
        if video is not None and decision.video == "copy":
            able = [codec for codec in able if codec == video["codec"]]
        return able[0] if able else "h264"

    def variants(
        self, files: Sequence[dict[str, Any]], decision: Decision, capabilities: Capabilities, film: Film | None
    ) -> list[Variant]:
        """What the video can be had in: as it is, if the screen takes it, and encoded. Of several files, the first one's."""
        video = picture_of(files[0])
        variants = []
        if video is not None and decision.video == "copy":
            average = files[0].get("bit_rate") or 8_000_000
            rates = film.original_rates if film else (average, average)
            dynamics = RANGES.get(video.get("hdr") or "", "SDR")
            variants.append(Variant(ORIGINAL, video["codec_string"], *shown_size(video), *rates, dynamics))
        return variants + [
            Variant(step.name, step.codec_string, step.width, step.height, step.bandwidth, step.bit_rate * 3 // 4)
            for step in self._ladders(files, decision, capabilities)[0]
        ]

    async def _timeline(self, file: dict[str, Any], path: str, stream: int) -> Timeline:
        """The file's timeline; its keyframes are kept on disk."""
        entry = ("index", f"{file['fingerprint']}-{stream}-{INDEX_VERSION}.json")
        stored = self._cache.get(*entry)
        found = json.loads(stored) if stored else None
        if found is None:
            found = await self._pool.call(
                "dim.probe.keyframes:video_keyframes", path=path, stream=stream, timeout=INDEX_SECONDS
            )
            self._cache.put(json.dumps(found).encode(), *entry)
        return timeline_of(found)

    async def keep(self, needed: set[int]) -> None:
        """End the transcoders whose identity is not among those needed, and the heads of the others that are idle."""
        for key, transcoder in list(self._transcoders.items()):
            if id(transcoder) not in needed:
                del self._transcoders[key]
                await transcoder.stop()
            else:
                await transcoder.stop_idle()
