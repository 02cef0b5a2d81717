"""Cues of subtitle files, whose content decides their format and not their name: SubRip, WebVTT, ASS and SSA, MicroDVD, MPL2,
SubViewer. Pure.

Every line is read once, with patterns that are bounded: no file takes longer than its length.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

FRAME_RATE = 23.976
"""Of MicroDVD files that do not say theirs, and whose video is unknown."""
MOST_CUES = 1_000_000
_CLOCK = r"(?:(\d{1,4})[:.])?(\d{1,4}):(\d{1,2})(?:[.,:](\d{1,9}))?"
_TIMES = re.compile(rf"\s{{0,20}}{_CLOCK}\s{{0,20}}-{{1,3}}>\s{{0,20}}{_CLOCK}(.{{0,200}})")
_SUBVIEWER = re.compile(rf"{_CLOCK},{_CLOCK}\s{{0,9}}$")
_FRAMES = re.compile(r"\{(\d{1,9})\}\{(\d{0,9})\}(.*)")
_TENTHS = re.compile(r"\[(\d{1,9})\]\[(\d{0,9})\](.*)")
_RATE = re.compile(r"\d{2}(?:\.\d{1,4})?")
_LINE_SETTING = re.compile(r"\bline:(-?\d{1,4})(%?)")
_ASS_TIME = re.compile(r"\s{0,9}(\d{1,4}):(\d{1,2}):(\d{1,2})[.:](\d{1,3})\s{0,9}")
_EVENT_FIELDS = ("layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text")
HEADER = (
    "[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\n"
    "Format: Name, Fontname, Fontsize, PrimaryColour, OutlineColour, Bold, BorderStyle, Outline, Shadow, Alignment, MarginV\n"
    "Style: Default,Arial,18,&H00FFFFFF,&H00000000,0,1,1,0,2,10\n\n[Events]\n"
    "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
)
"""The header of a track that is shown with styles and has none."""


class TextCue(NamedTuple):
    """A cue as a file has it: seconds, text with its markup, whether that has tags ("<i>") and entities ("&amp;"), whether it
    belongs at the top, and the fields of an event of ASS before its times and after them.
    """

    start: float
    end: float
    text: str
    has_tags: bool = True
    has_entities: bool = False
    at_top: bool = False
    layer: str = "0"
    fields: str = "Default,,0,0,0,,"


class Lines:
    """The lines of a text, one at a time: a list of all lines of a large file takes many times its size."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __iter__(self) -> Iterator[str]:
        start = 0
        while (end := self._text.find("\n", start)) >= 0:
            yield self._text[start:end]
            start = end + 1
        yield self._text[start:]


class TextFile(NamedTuple):
    """A parsed file: the header of ASS (styles), and its cues in the order of the file."""

    header: str
    cues: Iterator[TextCue]


class UnknownFormatError(Exception):
    """The text is not that of a subtitle file; the message is for people."""


def read_text(text: str, frame_rate: float | None = None) -> TextFile:
    """The content of a subtitle file. `frame_rate`: of its video, for MicroDVD. An empty file has no cues.

    Raises UnknownFormatError.
    """
    if "\0" in text:
        text = text.replace("\0", "")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = Lines(text)
    written = list(islice((line.strip() for line in lines if line.strip()), 400))
    if not written:
        return TextFile(HEADER, iter(()))
    reader = _reader(written)
    if reader is None:
        raise UnknownFormatError("it is not a subtitle file")
    if reader is _microdvd:
        return TextFile(HEADER, islice(_microdvd(lines, frame_rate or FRAME_RATE), MOST_CUES))
    header = _ass_header(lines) if reader is _ass else HEADER
    return TextFile(header, islice(reader(lines), MOST_CUES))


def _reader(written: Sequence[str]) -> "Callable[..., Iterator[TextCue]] | None":
    """What reads a file, by its first lines that are not empty."""
    head = written[0].lstrip("\ufeff").casefold()
    if head.startswith("webvtt"):
        return _webvtt
    if any(line.casefold() in ("[script info]", "[events]") or line.startswith("Dialogue:") for line in written):
        return _ass
    tests = ((_TIMES, _subrip), (_FRAMES, _microdvd), (_TENTHS, _mpl2), (_SUBVIEWER, _subviewer))
    return next((reader for pattern, reader in tests if any(pattern.match(line[:400]) for line in written)), None)


def _seconds(hours: str | None, minutes: str, seconds: str, fraction: str | None) -> float:
    return (
        int(hours or 0) * 3600
        + int(minutes) * 60
        + int(seconds)
        + (int(fraction) / 10 ** len(fraction) if fraction else 0.0)
    )


def _timed(lines: Lines, has_numbers: bool) -> Iterator[tuple[float, float, str, list[str]]]:
    """Cues of SubRip and WebVTT: start, end, what follows the times, and the lines up to the next times."""
    found: tuple[float, float, str] | None = None
    block: list[str] = []
    for line in lines:
        times = _TIMES.match(line[:400]) if "->" in line[:400] else None
        if times is None:
            block.append(line)
            continue
        if found:
            yield *found, _without_number(block, has_numbers)
        block = []
        found = _seconds(*times.group(1, 2, 3, 4)), _seconds(*times.group(5, 6, 7, 8)), times[9]
    if found:
        yield *found, block


def _without_number(block: list[str], has_numbers: bool) -> list[str]:
    """The lines of a cue without the number, or the name, of the next one."""
    if not has_numbers:
        blank = next((number for number, line in enumerate(block) if not line.strip()), len(block))
        return block[:blank]
    return block[:-1] if block and block[-1].strip().isdigit() else block


def _subrip(lines: Lines) -> Iterator[TextCue]:
    for start, end, _, block in _timed(lines, has_numbers=True):
        yield TextCue(start, end, "\\N".join(line for line in block if line.strip()))


def _webvtt(lines: Lines) -> Iterator[TextCue]:
    for start, end, settings, block in _timed(lines, has_numbers=False):
        line = _LINE_SETTING.search(settings)
        at_top = line is not None and (0 <= int(line[1]) < 30 if line[2] else 0 <= int(line[1]) < 4)
        text = "\\N".join(block)
        yield TextCue(start, end, text, has_entities=True, at_top=at_top)


def _microdvd(lines: Lines, frame_rate: float) -> Iterator[TextCue]:
    """{start}{end}text|second line, in frames; the first cue may name the frame rate."""
    entries = (match for line in lines if (match := _FRAMES.match(line.strip()[:4000])))
    for number, match in enumerate(entries):
        if not number and _RATE.fullmatch(match[3].strip()) and int(match[1]) <= 1:
            frame_rate = float(match[3]) or frame_rate
            continue
        start = int(match[1]) / frame_rate
        end = int(match[2]) / frame_rate if match[2] else start + 4.0
        yield TextCue(start, end, "\\N".join(_microdvd_line(line) for line in match[3].split("|")), has_tags=False)


def _microdvd_line(line: str) -> str:
    """A line with {y:i} (italics) or {Y:i} (of all lines) as an override."""
    is_italic = line[:4].casefold() in ("{y:i", "{y:b")
    return f"{{\\i1}}{line.partition('}')[2]}{{\\i0}}" if is_italic else line


def _mpl2(lines: Lines) -> Iterator[TextCue]:
    """[start][end]text|second line, in tenths of a second; "/" begins a line in italics."""
    for line in lines:
        if match := _TENTHS.match(line.strip()[:4000]):
            start = int(match[1]) / 10
            end = int(match[2]) / 10 if match[2] else start + 4.0
            parts = (f"{{\\i1}}{part[1:]}{{\\i0}}" if part[:1] == "/" else part for part in match[3].split("|"))
            yield TextCue(start, end, "\\N".join(parts), has_tags=False)


def _subviewer(lines: Lines) -> Iterator[TextCue]:
    """Times on a line, then lines of text with [br]."""
    found: tuple[float, float] | None = None
    block: list[str] = []
    for line in chain(lines, ("",)):
        times = _SUBVIEWER.match(line.strip()[:400])
        if found and (times or not line.strip()):
            yield TextCue(*found, "\\N".join(block).replace("[br]", "\\N"))
            found, block = None, []
        if times:
            found, block = (_seconds(*times.group(1, 2, 3, 4)), _seconds(*times.group(5, 6, 7, 8))), []
        elif found:
            block.append(line)


def _ass_header(lines: Lines) -> str:
    """The header of ASS: all but its events, and those in the order of V4+."""
    kept, section = [], ""
    for line in lines:
        name = line.strip()
        if name[:1] == "[" and name[-1:] == "]":
            section = name.casefold()
        if section not in ("[events]", "[fonts]", "[graphics]"):
            kept.append(line.rstrip())
    return "\n".join(kept).strip() + "\n\n[Events]\n" + HEADER.rpartition("[Events]\n")[2]


def _ass(lines: Lines) -> Iterator[TextCue]:
    fields: Sequence[str] = _EVENT_FIELDS
    section = ""
    for line in lines:
        name, _, value = line.partition(":")
        if line[:1] == "[":
            section = line.strip().casefold()
        elif name == "Format" and section == "[events]":
            listed = [field.strip().casefold() for field in value.split(",", 40)]
            fields = listed if {"start", "end", "text"} <= set(listed) else fields
        elif name == "Dialogue":
            values = dict(zip(fields, value.split(",", len(fields) - 1), strict=False))
            start, end = _ASS_TIME.fullmatch(values.get("start", "")), _ASS_TIME.fullmatch(values.get("end", ""))
            if start and end and "text" in values:
                rest = ",".join(
                    values.get(field, "0" if field.startswith("margin") else "").strip() for field in _EVENT_FIELDS[3:9]
                )
                layer = values.get("layer", "0").strip()
                yield TextCue(
                    _seconds(*start.groups()), _seconds(*end.groups()), values["text"], has_tags=False,
                    layer=layer if layer.isdigit() else "0", fields=f"{rest},",
                )  # fmt: skip
