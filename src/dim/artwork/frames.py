"""Extracts a good frame of a video (not black, not a fade, not a blur), or the embedded cover. Runs in a worker."""

import io

import av
from av.video.stream import VideoStream
from PIL import Image, ImageFilter, ImageStat

from dim.probe.open_input import UnusableError, open_again, open_input
from dim.probe.pictures import cover_streams, film_stream

PLACES = (0.2, 0.35, 0.1, 0.5, 0.65)
"""Where to look, as fractions of the duration; the first good frame is taken."""
IMAGES = frozenset({"mjpeg", "png", "bmp", "webp", "gif", "tiff"})
"""Codecs whose packets are image files."""
GOOD = 40.0
WIDTH = 1280


def embedded_cover(path: str) -> bytes | None:
    """The embedded cover of a file (an attached picture), unchanged."""
    with open_input(path) as container:
        for index in sorted(cover_streams(container, lambda: open_again(path))):
            stream = container.streams[index]
            if isinstance(stream, VideoStream) and stream.codec_context.name in IMAGES:
                packet = next((packet for packet in container.demux(stream) if packet.size), None)
                return bytes(packet) if packet is not None else None
    return None


def good_frame(path: str, duration: float) -> bytes:
    """The first frame that shows something, else the best of those looked at, as JPEG.

    Raises UnusableError: no frame can be decoded.
    """
    best: tuple[float, Image.Image] | None = None
    with open_input(path) as container:
        video = film_stream(container, lambda: open_again(path))
        if video is None or video.time_base is None:
            raise UnusableError("It holds no video.")
        video.codec_context.skip_frame = "NONKEY"
        video.thread_type = "NONE"
        for place in PLACES:
            image = _frame_at(container, video, int(duration * place / video.time_base) + (video.start_time or 0))
            if image is None:
                continue
            score = interest(image)
            if best is None or score > best[0]:
                best = (score, image)
            if score >= GOOD:
                break
    if best is None:
        raise UnusableError("None of its frames can be decoded.")
    buffer = io.BytesIO()
    best[1].save(buffer, "JPEG", quality=88)
    return buffer.getvalue()


def _frame_at(container: av.container.InputContainer, video: VideoStream, timestamp: int) -> Image.Image | None:
    """The keyframe before a time; None where nothing can be decoded."""
    try:
        container.seek(timestamp, stream=video, backward=True)
        frame = next(container.decode(video), None)
    except (OSError, ValueError, EOFError):
        return None
    if frame is None:
        return None
    shape = video.sample_aspect_ratio or 1
    width = min(WIDTH, round(frame.width * shape))
    height = max(2, round(frame.height * width / max(round(frame.width * shape), 1)))
    image = frame.reformat(width=width, height=height, format="rgb24").to_image()  # type: ignore[no-untyped-call]
    assert isinstance(image, Image.Image)
    return image


def interest(image: Image.Image) -> float:
    """How much a frame shows: contrast plus detail, nothing for what is nearly black or white."""
    grey = image.convert("L").resize((160, 90))
    stat = ImageStat.Stat(grey)
    mean, spread = stat.mean[0], stat.stddev[0]
    if mean < 24 or mean > 235:
        return spread / 10
    edges = ImageStat.Stat(grey.filter(ImageFilter.FIND_EDGES)).mean[0]
    return spread + edges
