"""Which renditions a session has, and the sources that make them."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dim.media import MediaFile
from dim.media.audio_formats import encoded_channels
from dim.playback.hls.playlist import Variant
from dim.playback.hls.timeline import Timeline, timeline_of
from dim.playback.policy.capabilities import Capabilities
from dim.playback.policy.decide import CHANGES_SHAPE, Choice, Decision, are_compatible, decide
from dim.playback.policy.ladder import ORIGINAL, SOFTWARE_HEIGHT, STEPS, Rendition, ladder
from dim.playback.sessions.session import SessionPart
from dim.playback.sources.audio import AudioForm, AudioRendition
from dim.playback.sources.copying import CopyTrials
from dim.playback.sources.keyframe_indexes import KeyframeIndexes
from dim.playback.sources.lease import Lease, LeasedResources
from dim.playback.sources.original import OriginalVideo
from dim.playback.sources.presentation import Presentation
from dim.playback.sources.rendition_set import CONTAINERS_WITHOUT_INDEX, UNKNOWN_BIT_RATE, RenditionSet
from dim.playback.sources.source import SegmentSource
from dim.playback.sources.transcode import BurnIn, StopReason, TranscodeInput, Transcoder, TranscodeServices
from dim.playback.subtitles.reader import SubtitleReader
from dim.playback.subtitles.tracks import SubtitleError, subtitle_tracks
from dim.workers import WorkerPools

VIDEO_RANGES = {"HDR10": "PQ", "HLG": "HLG"}
"""HLS's VIDEO-RANGE by the kind of HDR."""


@dataclass(frozen=True, slots=True)
class PreparedPart:
    """A part with what had to be read from its file: its timeline, and the subtitles that are burnt in."""

    part: SessionPart
    timeline: Timeline
    burn_in: BurnIn | None
    problems: Mapping[int, str]
    """Why streams that were to be copied must be encoded, by their indexes."""


class RenditionPlanner:
    """Puts renditions together. One for all sessions: clients of the same rendition of a file share its transcoder.

    Everything that waits happens in `prepare`. `present` never waits, so that nothing can close a source between
    leasing it and registering the session.

    >>> prepared = await planner.prepare(parts, decision)
    >>> presentation = planner.present(prepared, decision, capabilities)
    >>> await presentation.close(session.key)
    """

    def __init__(self, pools: WorkerPools, subtitles: SubtitleReader, services: TranscodeServices) -> None:
        self._pools, self._subtitles, self._services = pools, subtitles, services
        self.indexes = KeyframeIndexes(pools.index, services.storage)
        self.trials = CopyTrials(services.storage)
        self._transcoders = LeasedResources[Transcoder](close=lambda transcoder: transcoder.close())

    async def prepare(
        self, parts: Sequence[SessionPart], decision: Decision, audio_stream: int | None = None
    ) -> list[PreparedPart]:
        """Read what is needed of each file, and try to copy what is to be copied: the video, and an audio stream (None: the
        default one). Raises dim.workers.WorkerError: a file cannot be read.
        """
        prepared = []
        for part in parts:
            stream = part.file.video or part.file.audio_streams[0]
            timeline = timeline_of(await self.indexes.get(part.path, part.file.fingerprint, stream.index))
            problems = await self._problems(part, timeline, decision, audio_stream)
            prepared.append(PreparedPart(part, timeline, await self._burn_in(part, decision), problems))
        return prepared

    async def _problems(
        self, part: SessionPart, timeline: Timeline, decision: Decision, audio_stream: int | None
    ) -> dict[int, str]:
        file, found = part.file, dict[int, str]()
        by_position = file.container in CONTAINERS_WITHOUT_INDEX
        sources: dict[int, SegmentSource] = {}
        if file.video is not None and decision.video == "copy":
            if timeline.shapes:
                found[file.video.index] = CHANGES_SHAPE
            else:
                sources[file.video.index] = OriginalVideo(
                    self._pools.interactive, part.path, file.video.index, timeline, by_position
                )
        audio = next((one for one in file.audio_streams if one.index == audio_stream), file.default_audio)
        if audio is not None and decision.audio == "copy":
            sources[audio.index] = AudioRendition(
                self._pools.interactive, self._services.storage, part.path, file.fingerprint, audio.index,
                AudioForm(True, audio.channels), timeline, by_position,
            )  # fmt: skip
        tried = await asyncio.gather(
            *(self.trials.problem(part.path, file.fingerprint, index, source) for index, source in sources.items())
        )
        return found | {index: problem for index, problem in zip(sources, tried, strict=True) if problem}

    def present(self, prepared: Sequence[PreparedPart], decision: Decision, capabilities: Capabilities) -> Presentation:
        """The renditions of a session, on sources that are leased until the presentation is closed."""
        files = [one.part.file for one in prepared]
        ladders = self._ladders(files, decision, capabilities)
        forms = self._audio_forms(files, capabilities, [one.problems for one in prepared])
        leases: list[Lease[Transcoder]] = []
        sets = []
        for one, renditions in zip(prepared, ladders, strict=True):
            of_part = {rendition.name: self._lease(one, rendition) for rendition in renditions}
            leases += of_part.values()
            sets.append(
                self._rendition_set(one, decision, forms, {name: lease.resource for name, lease in of_part.items()})
            )
        return Presentation(sets, leases)

    def variants(
        self,
        files: Sequence[MediaFile],
        decision: Decision,
        capabilities: Capabilities,
        presentation: Presentation | None,
    ) -> tuple[Variant, ...]:
        """What a client can choose from: the original if it is copied, and the encoded renditions. Of parts, the
        first one's.
        """
        video = files[0].video
        variants = []
        if video is not None and decision.video == "copy":
            average = files[0].bit_rate or UNKNOWN_BIT_RATE
            rates = presentation.original_bit_rates if presentation else (average, average)
            video_range = VIDEO_RANGES.get(video.hdr or "", "SDR")
            variants.append(Variant(ORIGINAL, video.codec_string, *video.display_size, *rates, video_range))
        encoded = self._ladders(files, decision, capabilities)[0]
        variants += [
            Variant(step.name, step.codec_string, step.width, step.height, step.bandwidth, step.bit_rate * 3 // 4)
            for step in encoded
        ]
        return tuple(variants)

    async def stop_idle(self) -> None:
        """Stop the transcoding processes that no client has used lately."""
        for transcoder in self._transcoders.resources():
            await transcoder.stop_idle()

    async def close(self) -> None:
        """Stop everything: the server shuts down."""
        await self.indexes.close()
        for transcoder in self._transcoders.resources():
            await transcoder.close(StopReason.SHUTDOWN)

    def _lease(self, prepared: PreparedPart, rendition: Rendition) -> Lease[Transcoder]:
        file, path, video = prepared.part.file, prepared.part.path, prepared.part.file.video
        assert video is not None
        source = TranscodeInput(
            path, file.fingerprint, video.index, prepared.timeline, file.container, bool(video.hdr), video.interlaced,
            prepared.burn_in, video.width * video.height,
        )  # fmt: skip
        return self._transcoders.acquire((source, rendition), lambda: Transcoder(source, rendition, self._services))

    def _rendition_set(
        self, prepared: PreparedPart, decision: Decision, forms: Sequence[AudioForm], transcoders: dict[str, Transcoder]
    ) -> RenditionSet:
        file, path, timeline = prepared.part.file, prepared.part.path, prepared.timeline
        pool, by_position = self._pools.interactive, file.container in CONTAINERS_WITHOUT_INDEX
        original = None
        if file.video is not None and decision.video == "copy":
            original = OriginalVideo(pool, path, file.video.index, timeline, by_position)
        audio = {
            stream.index: AudioRendition(
                pool, self._services.storage, path, file.fingerprint, stream.index, form, timeline, by_position
            )
            for stream, form in zip(file.audio_streams, forms, strict=False)
        }
        return RenditionSet(timeline, file.bit_rate, original, transcoders, audio, by_position)

    async def _burn_in(self, part: SessionPart, decision: Decision) -> BurnIn | None:
        """The subtitles of a file that are burnt into its video."""
        for track in subtitle_tracks(part.file):
            if track.id == decision.burn_in and track.format == "bitmap" and track.stream is not None:
                try:
                    canvas = await self._subtitles.canvas(part.path, part.file.fingerprint, track.stream)
                except SubtitleError:
                    return None  # a video without its subtitles is better than none
                return BurnIn(track.stream, *canvas)
        return None

    @staticmethod
    def _audio_forms(
        files: Sequence[MediaFile], capabilities: Capabilities, problems: Sequence[Mapping[int, str]]
    ) -> list[AudioForm]:
        """How each audio stream is sent that all files have."""
        forms = []
        for streams in zip(*(file.audio_streams for file in files), strict=False):
            is_copied = are_compatible(streams) and all(
                decide(file, capabilities, Choice(stream.index, as_file=False)).audio == "copy"
                and stream.index not in of_file
                for file, stream, of_file in zip(files, streams, problems, strict=True)
            )
            channels = min(encoded_channels(stream.channels, capabilities.channels) for stream in streams)
            forms.append(AudioForm(is_copied, streams[0].channels if is_copied else channels))
        return forms

    def _ladders(
        self, files: Sequence[MediaFile], decision: Decision, capabilities: Capabilities
    ) -> list[list[Rendition]]:
        """The encoded renditions of each file: those that all files have, by name."""
        codec = self._codec(files[0], decision, capabilities)
        highest = STEPS[0][2] if self._services.encoders.get(codec).is_hardware else SOFTWARE_HEIGHT
        ladders = [
            ladder(
                file.video, min(highest, capabilities.height or highest), capabilities.bit_rate,
                file.bit_rate if decision.video == "copy" else None, codec,
            )
            for file in files if file.video
        ]  # fmt: skip
        common = set.intersection(*({step.name for step in steps} for steps in ladders)) if ladders else set()
        return [[step for step in steps if step.name in common] for steps in ladders] or [[] for _ in files]

    def _codec(self, file: MediaFile, decision: Decision, capabilities: Capabilities) -> str:
        """The codec to encode to: the most efficient one that this machine encodes fast and the client plays.

        Beside a copied original it is the original's codec, since players stumble when the codec changes with the
        quality.
        """
        usable = [codec for codec in self._services.encoders.codecs if capabilities.decodes(codec)]
        if file.video is not None and decision.video == "copy":
            usable = [codec for codec in usable if codec == file.video.codec]
        return usable[0] if usable else "h264"
