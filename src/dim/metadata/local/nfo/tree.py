"""XML as a tree of elements, within limits. What is broken is read as far as it makes sense."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

MOST_LEVELS, MOST_ELEMENTS, LONGEST_TAG = 30, 50_000, 2_000
_NAME = re.compile(r"/?\s*([A-Za-z_][\w.:-]{0,99})")
_ATTRIBUTE = re.compile(r"([A-Za-z_][\w.:-]{0,99})\s*=\s*(?:\"([^\"]{0,1000})\"|'([^']{0,1000})')")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that no XML may hold (XML 1.0, section 2.2)."""
_WRAPPER = "nfo"


class TooLargeError(Exception):
    """It has more elements or levels than any NFO file needs."""


@dataclass(slots=True)
class Element:
    """An element; its name in small letters."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element"] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text in it and below it, trimmed."""
        if not self.children:
            return "".join(self.pieces).strip()
        return "".join(self._texts()).strip()

    def _texts(self) -> Iterator[str]:
        yield from self.pieces
        for child in self.children:
            yield from child._texts()

    def all(self, *names: str) -> list["Element"]:
        """The children of these names, in the order of the file."""
        return [child for child in self.children if child.name in names]

    def first(self, *names: str) -> "Element | None":
        """The first child of the first of these names that is there."""
        return next((child for name in names for child in self.children if child.name == name), None)

    def value(self, *names: str) -> str:
        """The first text that a child of these names has, in their order; empty: there is none."""
        return next(
            (text for name in names for child in self.children if child.name == name and (text := child.text)), ""
        )


@dataclass(slots=True)
class Parsed:
    """Elements one after another, and what is wrong with them: the line and a reason."""

    roots: list[Element]
    line: int | None = None
    reason: str | None = None


class _Builder:
    """Builds the tree of what a parser finds."""

    def __init__(self) -> None:
        self.top = Element(_WRAPPER)
        self.open = [self.top]
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if len(self.open) > MOST_LEVELS or self._count > MOST_ELEMENTS:
            raise TooLargeError
        element = Element(
            name.rpartition("}")[2].casefold(), {key.casefold(): value for key, value in attributes.items()}
        )
        self.open[-1].children.append(element)
        self.open.append(element)

    def end(self, _name: str) -> None:
        self.open.pop()

    def data(self, text: str) -> None:
        self.open[-1].pieces.append(text)

    def close(self) -> None:
        """The parser is done."""


def parse(text: str) -> Parsed:
    """The elements of a text that holds nothing but XML, without a declaration; there may be several roots.

    Raises TooLargeError; DefusedXmlException: it declares entities.
    """
    builder = _Builder()
    parser = DefusedXMLParser(target=builder, forbid_dtd=True, forbid_entities=True)
    try:
        parser.feed(f"<{_WRAPPER}>{text}</{_WRAPPER}>")
        parser.close()
        return Parsed(builder.top.children[0].children)
    except ParseError as error:
        return Parsed(_parse_broken(text), error.position[0], str(error).partition(": line")[0])
    except (DefusedXmlException, TooLargeError):
        raise
    except ValueError as error:  # characters that no XML may hold
        return Parsed(_parse_broken(text), None, str(error))


def _parse_broken(text: str) -> list[Element]:
    """The elements of broken XML: an end closes the nearest element of its name, and what is not closed ends with the text.

    Goes over the text once. Raises TooLargeError.
    """
    builder = _Builder()
    text = _NO_XML.sub("", text)
    place = 0
    closed = {"-->": 0, "]]>": 0, "?>": 0}
    while place < len(text):
        start = text.find("<", place)
        if start < 0:
            builder.data(html.unescape(text[place:]))
            break
        if start > place:
            builder.data(html.unescape(text[place:start]))
        special = next(
            (
                (end, len(begin))
                for begin, end in (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"))
                if text.startswith(begin, start)
            ),
            None,
        )
        if special:
            mark, length = special
            end = text.find(mark, start + length) if closed[mark] >= 0 else -1
            closed[mark] = end  # where there is none, no later one finds it either
            if mark == "]]>":
                builder.data(text[start + length : end if end >= 0 else len(text)])
            place = end + len(mark) if end >= 0 else len(text) if mark == "]]>" else start + length
            continue
        place = _tag(builder, text, start)
    return builder.top.children


def _tag(builder: _Builder, text: str, start: int) -> int:
    """Read what begins with a "<"; where to go on."""
    end = text.find(">", start, start + LONGEST_TAG)
    name = _NAME.match(text, start + 1)
    if end < 0 or name is None or text.find("<", start + 1, end) >= 0:
        builder.data("<")  # as in "a < b"
        return start + 1
    word = name.group(1)
    if text[start + 1] == "/":
        levels = [one.name for one in builder.open]
        if word.casefold() in levels[1:]:
            while builder.open.pop().name != word.casefold():
                pass
        return end + 1
    attributes = {
        match.group(1): html.unescape(match.group(2) if match.group(2) is not None else match.group(3))
        for match in _ATTRIBUTE.finditer(text, name.end(), end)
    }
    builder.start(word, attributes)
    if text[end - 1] == "/":
        builder.end(word)
    return end + 1
