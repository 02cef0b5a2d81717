"""XML that may be anything, as events: no entities, nothing is fetched, elements are counted."""

import re
from typing import Protocol
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from dim.games.known_files import BrokenFileError

MOST_ELEMENTS = 4_000_000
LONGEST_TEXT = 20_000
"""Characters of an element."""
_DECLARATION = re.compile(rb"^(?:\xef\xbb\xbf)?\s{0,20}(?:<\?xml[^>]{0,200}\?>)?")


class TooLargeError(Exception):
    """It has more elements than any file of its kind."""


class Target(Protocol):
    """What events go to; ElementTree's protocol."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def data(self, text: str) -> None:
        """Text, maybe in pieces."""

    def close(self) -> None:
        """The file ends."""


class Texts:
    """Collects the text of one element after another, no more than `LONGEST_TEXT` characters each."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._count = 0

    def begin(self) -> None:
        """An element begins. Raises TooLargeError."""
        self._count += 1
        if self._count > MOST_ELEMENTS:
            raise TooLargeError
        self._pieces, self._length = [], 0

    def add(self, text: str) -> None:
        """A piece of its text."""
        if self._length < LONGEST_TEXT:
            self._pieces.append(text[: LONGEST_TEXT - self._length])
            self._length += len(text)

    def take(self) -> str:
        """Its text, trimmed; it counts once."""
        text = "".join(self._pieces).strip()
        self._pieces, self._length = [], 0
        return text


def parse_xml(content: bytes, target: Target, *, several_roots: bool = False) -> str | None:
    """Send the events of a file to a target; why it is broken, as a sentence, or None. What comes before the damage was sent.

    `several_roots`: ES-DE writes an element in front of the root of its lists.
    """
    parser = DefusedXMLParser(target=target, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    events = parser.parser  # ElementTree's own handlers, which lie in between, take half of the time
    events.ordered_attributes = False
    events.StartElementHandler, events.EndElementHandler, events.CharacterDataHandler = (
        target.start,
        target.end,
        target.data,
    )
    try:
        if several_roots and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            parser.feed(b"<dim>")
            parser.feed(_DECLARATION.sub(b"", content, count=1))
            parser.feed(b"</dim>")
        else:
            parser.feed(content)
        parser.close()
    except ParseError as error:
        return f"It is broken at line {error.position[0]}."
    except DefusedXmlException:
        return "It declares entities, which no such file needs."
    except TooLargeError:
        return f"It has more than {MOST_ELEMENTS:,} elements."
    except (ValueError, LookupError):
        return "Its encoding is unknown."
    return None


def check(error: str | None, value: object, is_empty: bool) -> None:
    """Raises BrokenFileError if there is an error, with what could be read."""
    if error is not None:
        raise BrokenFileError(error, None if is_empty else value)
