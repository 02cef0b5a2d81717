"""The streams of a file, as its probe described them. Pure."""

from typing import Any


def picture_of(file: dict[str, Any]) -> dict[str, Any] | None:
    """The video stream that is shown; None: there is only sound."""
    return next((stream for stream in file["streams"] if stream["type"] == "video"), None)


def sounds_of(file: dict[str, Any]) -> list[dict[str, Any]]:
    """The sounds, in the order of the file."""
    return [stream for stream in file["streams"] if stream["type"] == "audio"]


def default_sound(file: dict[str, Any]) -> dict[str, Any] | None:
    """The sound a player takes by itself: the one marked as default, else the first."""
    sounds = sounds_of(file)
    return next((stream for stream in sounds if stream["default"]), sounds[0] if sounds else None)
