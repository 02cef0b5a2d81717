"""Which video streams of a file are covers and not the film. Runs in a worker.

Covers should be attachments, but programs also write them as a video track of one frame, and as the first one.
"""

from collections.abc import Callable

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

FRAMES = 60
"""Once one video has so many frames, another that has at most one is a picture."""


Reopen = Callable[[], InputContainer]
"""Opens the file once more. Raises UnusableError."""


def cover_streams(container: InputContainer, reopen: Reopen) -> frozenset[int]:
    """The indexes of the attached pictures, and of the videos of one frame that lie beside a longer one.

    `container` stays where it is; a file with several videos is opened once more. Raises UnusableError: it is gone.
    """
    videos = [stream for stream in container.streams.video if not stream.disposition & Disposition.attached_pic]
    covers = {stream.index for stream in container.streams.video} - {stream.index for stream in videos}
    if len(videos) > 1:
        counts = {stream.index: _known_frames(stream) for stream in videos}
        if not all(counts.values()):
            with reopen() as other:
                counts = _count(other, list(counts))
        if max(counts.values()) > 1:
            covers |= {index for index, count in counts.items() if count <= 1}
    return frozenset(covers)


def film_stream(container: InputContainer, reopen: Reopen) -> VideoStream | None:
    """The video that is shown; None: there is none. Raises UnusableError."""
    covers = cover_streams(container, reopen)
    return next((stream for stream in container.streams.video if stream.index not in covers), None)


def _known_frames(stream: VideoStream) -> int:
    """How many frames the header says that a stream has; 0: nothing."""
    written = stream.metadata.get("NUMBER_OF_FRAMES", "")
    return stream.frames or (int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0)


def _count(container: InputContainer, indexes: list[int]) -> dict[int, int]:
    """How many frames each stream has in the first part of a file."""
    counts = dict.fromkeys(indexes, 0)
    try:
        for packet in container.demux(*(container.streams[index] for index in indexes)):
            counts[packet.stream_index] += bool(packet.size)
            if max(counts.values()) >= FRAMES:
                break
    except av.error.FFmpegError:
        pass  # what was read has to do
    return counts
