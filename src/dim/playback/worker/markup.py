"""Converts styled text to the text of a WebVTT cue: overrides of ASS, and the tags of SubRip and WebVTT. Pure.

Text is read once, from left to right: no line of a stranger's file takes longer than its length.
Sources: https://aegisub.org/docs/latest/ass_tags/ and https://www.w3.org/TR/webvtt1/.
"""

from collections.abc import Iterator
from html import escape, unescape

TAGS = ("i", "b", "u")
"""What is kept: italics, bold, underline."""
LONGEST = 20_000
"""Characters of a cue; the rest is dropped."""


def cue_text(text: str, has_tags: bool = False, has_entities: bool = False) -> tuple[str, str]:
    """The text of a cue, with italics, bold and underline, and its settings: "line:0" for text at the top.

    `has_tags`: text between "<" and ">" is markup, as in SubRip and WebVTT. `has_entities`: "&amp;" is "&", as in WebVTT.
    """
    writer = _Writer()
    for kind, part in _parts(text[:LONGEST], has_tags):
        if kind == "text":
            writer.add(unescape(part) if has_entities else part)
        elif kind == "override":
            for tag in part.split("\\")[1:]:
                writer.override(tag.strip())
        else:
            writer.tag(part)
    return writer.finish(), "line:0" if writer.at_top else ""


def _parts(text: str, has_tags: bool) -> Iterator[tuple[str, str]]:
    """Text, overrides ("{...}") and tags ("<...>"), in order. A bracket that nothing closes is text."""
    position = 0
    closed = {"{": "}", "<": ">"} if has_tags else {"{": "}"}
    last = {opening: text.rfind(closing) for opening, closing in closed.items()}
    while position < len(text):
        starts = [at for opening in closed if 0 <= (at := text.find(opening, position)) < last[opening]]
        start = min(starts, default=len(text))
        if start > position:
            yield "text", text[position:start]
        if start == len(text):
            return
        end = text.index(closed[text[start]], start)
        inner = text[start + 1 : end]
        if text[start] == "<" and not (inner[:1].isalpha() or inner[:1] == "/" or inner[:1].isdigit()):
            yield "text", text[start : end + 1]  # "<3", "< not a tag >"
        else:
            yield "override" if text[start] == "{" else "tag", inner
        position = end + 1


class _Writer:
    """Collects text, and closes in order what it opens."""

    def __init__(self) -> None:
        self.at_top = False
        self._parts: list[str] = []
        self._open: list[str] = []
        self._is_drawing = False

    def add(self, text: str) -> None:
        """Text; between drawing commands it is a drawing, which is left out."""
        if not self._is_drawing:
            self._parts.append(escape(text, quote=False))

    def override(self, tag: str) -> None:
        """One override of ASS, without its backslash: "i1", "an8", "p0"."""
        if tag[:2] == "an" and tag[2:].isdigit():
            self.at_top = tag[2:] in ("7", "8", "9")
        elif tag[:1] == "a" and tag[1:].isdigit():
            self.at_top = tag[1:] in ("5", "6", "7")
        elif tag[:1] == "p" and tag[1:].isdigit():
            self._is_drawing = tag[1:].strip("0") != ""
        elif tag[:1] in TAGS and (tag == tag[:1] or tag[1:].isdigit()):
            self._set(tag[0], tag[1:] != "0")
        elif tag[:1] == "r":
            for name in TAGS:
                self._set(name, False)

    def tag(self, tag: str) -> None:
        """One tag of SubRip or WebVTT, without its brackets: "i", "/i", "font color=red"."""
        name = tag.strip().lower()
        if name == "br" or name[:3] in ("br/", "br "):
            self._parts.append("\n")
        elif name[:1] == "/" and name[1:] in TAGS:
            self._set(name[1:], False)
        elif name.partition(".")[0] in TAGS:
            self._set(name[0], True)

    def finish(self) -> str:
        """The text: no empty lines, and all tags closed."""
        self._parts += [f"</{name}>" for name in reversed(self._open)]
        written = "".join(self._parts).replace("\\N", "\n").replace("\\n", "\n").replace("\\h", "\N{NO-BREAK SPACE}")
        lines = [line.strip(" ") for line in written.replace("\r", "").split("\n")]
        return "\n".join(line for line in lines if line)

    def _set(self, name: str, is_on: bool) -> None:
        if is_on and name not in self._open:
            self._open.append(name)
            self._parts.append(f"<{name}>")
        elif not is_on and name in self._open:
            after = self._open[self._open.index(name) + 1 :]
            self._open.remove(name)
            closing = [f"</{other}>" for other in reversed(after)]
            self._parts += [*closing, f"</{name}>", *(f"<{other}>" for other in after)]
