"""From the bytes of an NFO file to its text: declared encodings, byte order marks, Windows and DOS code pages."""

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{2,30})[\"']")
_SAFE = re.compile(
    r"utf-?8|(?:us-)?ascii|latin-?1|iso-?8859-\d{1,2}|windows-125\d|cp\d{3,4}|koi8-[ru]|shift[-_]?jis|euc-(?:jp|kr)|gb2312|gbk|gb18030|big5"
)
"""Encodings that are decoded in linear time; others are not asked for."""
_ART = frozenset(range(0xB0, 0xE0))
"""Boxes and shades in code page 437, of which scene art is made."""


def decode(blob: bytes) -> str:
    """The text of an NFO file; what cannot be decoded becomes U+FFFD."""
    for mark, encoding in _MARKS:
        if blob.startswith(mark):
            return blob[len(mark) :].decode(encoding, "replace")
    if (wide := _utf_16(blob)) is not None:
        return blob.decode(wide, "replace")
    try:
        return blob.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = _DECLARED.search(blob[:400])
    name = declared.group(1).decode("ascii").lower() if declared else ""
    if _SAFE.fullmatch(name) and name not in ("utf-8", "utf8"):
        try:
            return blob.decode(name, "replace")
        except LookupError:
            pass
    text = blob.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if sum(character > "\x7f" for character in text) - broken > broken:  # UTF-8 with a few bytes that are wrong
        return text
    art = sum(byte in _ART for byte in blob)
    high = sum(byte > 0x7F for byte in blob)
    return blob.decode("cp437" if not declared and high > 40 and art * 2 > high else "cp1252", "replace")


def _utf_16(blob: bytes) -> str | None:
    """UTF-16 without a byte order mark, by the zeros of its ASCII characters."""
    head = blob[:200]
    if len(head) < 4 or head.count(0) * 3 < len(head):
        return None
    return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
