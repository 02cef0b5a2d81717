"""Cues: what subtitles show, and when. Pure."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Bitmap:
    """The image of a bitmap subtitle: a PNG in base64, its place and size in pixels of the canvas it was made for."""

    png: str
    x: int
    y: int
    width: int
    height: int
    canvas: tuple[int, int] | None
    """None: the file does not say."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue, in seconds of the stream. Text has `text` (as in WebVTT) and `settings`, styled text `event` as well (a
    line of ASS).
    """

    start: float
    end: float
    text: str | None = None
    settings: str | None = None
    event: str | None = None
    bitmap: Bitmap | None = None


def cue_from_json(value: dict[str, Any]) -> Cue:
    """A cue as a worker reports it (`worker.cues`). Raises KeyError, TypeError, ValueError: it is something else."""
    bitmap = None
    if "picture" in value:
        canvas = value["canvas"]
        bitmap = Bitmap(
            str(value["picture"]), int(value["x"]), int(value["y"]), int(value["width"]), int(value["height"]),
            (int(canvas[0]), int(canvas[1])) if canvas else None,
        )  # fmt: skip
    return Cue(
        float(value["start"]), float(value["end"]), value.get("text"), value.get("settings"), value.get("event"), bitmap
    )
