"""Converts styled text (of an ASS event, as libav has it) to the text of a WebVTT cue. Pure.

Sources: https://aegisub.org/docs/latest/ass_tags/ and https://www.w3.org/TR/webvtt1/.
"""

import re
from html import escape

_OVERRIDES = re.compile(r"\{([^}]*)\}")
_TAG = re.compile(r"\\(i|b|u)(\d*)(?=\\|$)|\\an(\d)|\\a(\d+)|\\p([1-9])")
_DRAWING = re.compile(r"\{[^}]*\\p[1-9][^}]*\}[^{]*")


def cue_text(text: str) -> tuple[str, str]:
    """The text of a cue, with italics, bold and underline, and its settings: "line:0" for text at the top."""
    at_top = False
    open_tags: list[str] = []
    parts: list[str] = []
    position = 0
    text = _DRAWING.sub("", text)
    for override in _OVERRIDES.finditer(text):
        parts.append(escape(text[position : override.start()], quote=False))
        position = override.end()
        for name, value, alignment, old_alignment, _ in _TAG.findall(override[1]):
            if name and value != "0":
                if name not in open_tags:
                    open_tags.append(name)
                    parts.append(f"<{name}>")
            elif name in open_tags:
                parts += _closed(open_tags, name)
            if alignment:
                at_top = alignment in "789"
            elif old_alignment:
                at_top = old_alignment in ("5", "6", "7")
    parts.append(escape(text[position:], quote=False))
    parts += [f"</{name}>" for name in reversed(open_tags)]
    written = "".join(parts).replace("\\N", "\n").replace("\\n", "\n").replace("\\h", "\N{NO-BREAK SPACE}")
    lines = [line.strip(" ") for line in written.replace("\r", "").split("\n")]
    return "\n".join(line for line in lines if line), "line:0" if at_top else ""


def _closed(open_tags: list[str], name: str) -> list[str]:
    """Close a tag, and reopen those that were opened after it."""
    after = open_tags[open_tags.index(name) + 1 :]
    open_tags.remove(name)
    return [*(f"</{other}>" for other in reversed(after)), f"</{name}>", *(f"<{other}>" for other in after)]
