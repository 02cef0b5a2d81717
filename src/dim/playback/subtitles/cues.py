"""Cues: what subtitles show, and when. Pure."""

from collections.abc import Mapping
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


def cue_to_json(cue: Cue) -> dict[str, object]:
    """A cue as workers report it, and as it is stored."""
    value: dict[str, object] = {"start": cue.start, "end": cue.end}
    texts = {"event": cue.event, "text": cue.text, "settings": cue.settings}
    value |= {name: text for name, text in texts.items() if text is not None}
    if (bitmap := cue.bitmap) is not None:
        value |= {
            "picture": bitmap.png, "x": bitmap.x, "y": bitmap.y, "width": bitmap.width, "height": bitmap.height,
            "canvas": list(bitmap.canvas) if bitmap.canvas else None,
        }  # fmt: skip
    return value


def cue_from_json(value: Mapping[str, Any]) -> Cue:
    """A cue from what `cue_to_json` made. Raises KeyError, TypeError, ValueError: it is something else."""
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
