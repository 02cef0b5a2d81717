"""Opens a media file with libav: containers only, the file itself only, and nothing too large. Runs in a worker."""

import errno
import os

import av
from av.codec.context import CodecContext
from av.container import InputContainer

from dim.probe.containers import CONTAINERS, LARGEST_SIDE, MAX_PIXELS
from dim.sandbox.files import descriptor

EBML = b"\x1a\x45\xdf\xa3"
"""What Matroska and WebM begin with (RFC 8794, section 11.2.1)."""
_WITHOUT_AAC = ",".join(sorted(name for name in av.codecs_available if not name.startswith("aac")))


class UnusableError(Exception):
    """The file cannot be played; the text says why."""


def open_input(path: str, probing: bool = False) -> InputContainer:
    """Open a local file for reading.

    Matroska, which its first bytes give away, is not compared with all the other formats; where it is only `probing`,
    no AAC decoder is set up either, since Matroska's own header says all of it. Raises UnusableError: it cannot be
    read, or is not a media file.
    """
    try:
        with descriptor(path) as file:
            os.lseek(file, 0, os.SEEK_SET)
            known = "matroska" if os.pread(file, 4, 0) == EBML else None
            options = {"fd": str(file), "format_whitelist": ",".join(CONTAINERS), "protocol_whitelist": "fd"}
            if known and probing:
                options["codec_whitelist"] = _WITHOUT_AAC
            container = av.open("fd:", format=known, options=options, metadata_errors="replace")
    except av.error.FFmpegError as error:
        if error.errno == errno.EINVAL:
            raise UnusableError(
                "It is not a media file: its content is that of a playlist, a script, an image or text."
            ) from None
        reason = (error.strerror or str(error)).rstrip(".")
        raise UnusableError(f"It cannot be read as a media file: {reason}.") from None
    except OSError as error:
        raise UnusableError(f"It cannot be read: {error.strerror}.") from None
    for stream in container.streams:
        if stream.type == "video" and stream.codec_context is not None:
            limit_pixels(stream.codec_context)
    return container


def open_again(path: str) -> InputContainer:
    """Open a file that is being read once more, with a position of its own; slower than `open_input`.

    Raises UnusableError: it is gone.
    """
    try:
        with descriptor(path) as file:
            again = av.open(
                _Reader(os.dup(file)),
                "r",
                options={"format_whitelist": ",".join(CONTAINERS)},
                metadata_errors="replace",
            )
    except (av.error.FFmpegError, OSError) as error:
        raise UnusableError(f"It cannot be read: {error.strerror}.") from None
    for stream in again.streams.video:
        if stream.codec_context is not None:
            limit_pixels(stream.codec_context)
    return again


class _Reader:
    """A descriptor as libav reads from Python. All duplicates of a descriptor share one position; this has its own."""

    def __init__(self, file: int) -> None:
        self._file, self._position = file, 0

    def read(self, size: int) -> bytes:
        """The next bytes."""
        data = os.pread(self._file, size, self._position)
        self._position += len(data)
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Another position."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position}.get(whence)
        self._position = offset + (os.fstat(self._file).st_size if base is None else base)
        return self._position

    def tell(self) -> int:
        """The position."""
        return self._position

    def __del__(self) -> None:
        os.close(self._file)  # the container is its only owner


def limit_pixels(context: CodecContext) -> None:
    """Have a decoder refuse frames that are too large, whatever the container says of their size."""
    context.options = {**context.options, "max_pixels": str(MAX_PIXELS)}


def check_size(width: int, height: int) -> None:
    """Raises UnusableError: a video of this size (pixels) would take too much memory."""
    if width * height > MAX_PIXELS:
        raise UnusableError(
            f"Its video has {width} x {height} pixels; at most {LARGEST_SIDE} x {LARGEST_SIDE} can be played."
        )
