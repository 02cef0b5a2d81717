"""Which subtitles a file has, inside it and beside it. Pure."""

from typing import Any, Literal

from charset_normalizer import from_bytes

from dim.playback.hls.playlist import label

Kind = Literal["text", "styled", "picture"]

TEXT = frozenset({"subrip", "srt", "webvtt", "mov_text", "text"})
STYLED = frozenset({"ass", "ssa"})
PICTURES = frozenset({"hdmv_pgs_subtitle", "dvd_subtitle", "dvb_subtitle"})
BESIDE: dict[str, Kind] = {"srt": "text", "vtt": "text", "ass": "styled", "ssa": "styled"}
"""Subtitle files that are read, by their extension."""


class SubtitleError(Exception):
    """The subtitles cannot be read; the text says why."""


def tracks(file: dict[str, Any]) -> list[dict[str, Any]]:
    """The subtitles of a file: {id, label, language, forced, hearing_impaired, kind, stream} or {..., path} for those beside it."""
    found: list[dict[str, Any]] = [
        {**_named(stream), "stream": stream["index"], "path": None, "kind": kind}
        for stream in file["streams"] or []
        if stream["type"] == "subtitle" and (kind := kind_of(stream["codec"]))
    ]
    found += [
        {**_named(other), "stream": None, "path": other["path"], "kind": kind}
        for other in file["subtitles"] or []
        if (kind := BESIDE.get(other["path"].rpartition(".")[2].lower()))
    ]
    for number, track in enumerate(found):
        marks = [word for word, is_set in (("forced", track["forced"]), ("SDH", track["hearing_impaired"])) if is_set]
        name = label(track, number + 1, "Subtitles")
        track |= {"id": number, "label": f"{name} ({', '.join(marks)})" if marks else name}
    return found


def kind_of(codec: str) -> Kind | None:
    """How a codec's subtitles are drawn; None: nobody can."""
    if codec in TEXT:
        return "text"
    if codec in STYLED:
        return "styled"
    return "picture" if codec in PICTURES else None


def _named(track: dict[str, Any]) -> dict[str, Any]:
    """What a track says of itself."""
    title = track.get("title") or ""
    hearing = bool(track.get("hearing_impaired")) or any(
        word in title.casefold() for word in ("sdh", "hearing", "[cc]")
    )
    if title.casefold() in ("sdh", "cc", "forced"):
        title = ""  # that is said behind the name
    return {
        "language": track.get("language"), "title": title or None, "forced": bool(track.get("forced")),
        "hearing_impaired": hearing,
    }  # fmt: skip


def decode(data: bytes) -> str:
    """The text of a subtitle file in an unknown encoding: Unicode if it is, else what it most looks like."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(data).best()
        return str(best) if best is not None else data.decode("cp1252", "replace")
