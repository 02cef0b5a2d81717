"""Sheets of thumbnails at even intervals, from keyframes only. Runs in a worker."""

import av
from PIL import Image

from dim.playback.trickplay import COLUMNS, ROWS
from dim.probe.open_input import open_input

QUALITY = 70


def sheet(
    path: str, stream: int, times: list[float], width: int, height: int, rotation: int, output: int,
    positions: list[int] | None = None,
) -> None:  # fmt: skip
    """Write a sheet (JPEG) of the keyframes before `times` (seconds in the file's own time) to the descriptor `output`.

    A thumbnail that cannot be made stays black. `positions`: where to begin to read for each, in bytes, instead of its time.
    `width` and `height` are those of a thumbnail, after rotation.
    """
    result = Image.new("RGB", (width * COLUMNS, height * ROWS))
    with open_input(path) as container:
        video = container.streams[stream]
        assert isinstance(video, av.VideoStream)
        assert video.time_base is not None
        video.codec_context.skip_frame = "NONKEY"
        size = (height, width) if rotation in (90, 270) else (width, height)
        for number, time in enumerate(times):
            try:
                if positions is None:
                    container.seek(round(time / float(video.time_base)), stream=video, backward=True)
                else:
                    container.seek(positions[number], unsupported_byte_offset=True)
                frame = next(container.decode(video))
            except (av.error.FFmpegError, StopIteration):
                continue
            image = frame.reformat(width=size[0], height=size[1], format="rgb24").to_image()  # type: ignore[no-untyped-call]
            rotated = image.rotate(-rotation, expand=True) if rotation else image
            result.paste(rotated, (number % COLUMNS * width, number // COLUMNS * height))
    with open(output, "wb", closefd=False) as file:
        result.save(file, "JPEG", quality=QUALITY)
