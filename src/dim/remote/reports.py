"""What players say of themselves, read with suspicion: a client may send anything. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dim.remote.model import KINDS, PLAYBACKS, InvalidError, PlayerKind, PlayerState, TrackName

LONGEST_NAME, LONGEST_TITLE, LONGEST_DEVICE = 64, 300, 64
MOST_TRACKS = 100
LARGEST = 2**53
ENDLESS = 1e300


def read_state(given: Mapping[str, Any], now: float, queue_version: int) -> PlayerState:
    """A reported state, as it was at `now` (UTC seconds). Fields that are missing or make no sense are as of an idle player.

    Raises InvalidError: `state` is not known.
    """
    playback = given.get("state")
    if playback not in PLAYBACKS:
        raise InvalidError("state", f"state has to be one of {', '.join(PLAYBACKS)}.")
    state = PlayerState(
        state=playback, volume=round(_number(given.get("volume"), 100, most=100)), muted=given.get("muted") is True,
        rate=_number(given.get("rate"), 1.0, least=0.0625, most=16), fullscreen=given.get("fullscreen") is True,
        queue_version=queue_version, problem=clean(given.get("problem"), LONGEST_TITLE), at=now,
    )  # fmt: skip
    if playback == "idle":
        return state
    return replace(
        state,
        item_id=_id(given.get("item_id")), version=_id(given.get("version")), title=clean(given.get("title"), LONGEST_TITLE),
        position=_number(given.get("position"), 0.0), duration=_number(given.get("duration"), 0.0),
        audio=_id(given.get("audio"), least=0), subtitle=_id(given.get("subtitle"), least=0),
        subtitle_offset=_number(given.get("subtitle_offset"), 0.0, least=-3600, most=3600),
        quality=clean(given.get("quality"), LONGEST_NAME), stream_key=clean(given.get("stream_key"), 200),
        audio_tracks=_tracks(given.get("audio_tracks")), subtitle_tracks=_tracks(given.get("subtitle_tracks")),
        qualities=_tracks(given.get("qualities")),
    )  # fmt: skip


def read_kind(value: Any) -> PlayerKind:
    """The kind of a player; unknown ones are desktops."""
    return next((kind for kind in KINDS if kind == value), "desktop")


def read_device(value: Any) -> str:
    """The id of a device.

    Raises InvalidError: it is no text of 8 to 64 letters, digits, dashes and dots.
    """
    if (
        not isinstance(value, str)
        or not 8 <= len(value) <= LONGEST_DEVICE
        or not value.replace("-", "").isalnum()
        or not value.isascii()
    ):
        raise InvalidError("device", f"device has to be 8 to {LONGEST_DEVICE} letters, digits and dashes.")
    return value


def clean(value: Any, longest: int) -> str | None:
    """A text in one line without control characters; None: there is none."""
    if not isinstance(value, str):
        return None
    text = " ".join("".join(one if one.isprintable() else " " for one in value[: longest * 4]).split())
    return text[:longest].strip() or None


def _number(value: Any, default: float, *, least: float = 0.0, most: float = 1e7) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not -ENDLESS < value < ENDLESS:
        return default
    return min(max(float(value), least), most)


def _id(value: Any, *, least: int = 1) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and least <= value <= LARGEST else None


def _tracks(value: Any) -> tuple[TrackName, ...]:
    if not isinstance(value, list):
        return ()
    found = []
    for one in value[:MOST_TRACKS]:
        number = one.get("id") if isinstance(one, dict) else None
        known = _id(number, least=0) if not isinstance(number, str) else clean(number, LONGEST_NAME)
        if known is not None:
            found.append(TrackName(known, clean(one.get("name"), LONGEST_NAME) or str(known)))
    return tuple(found)
