"""Reading the JSON of providers: plain text within limits, dates, names. What is of another type counts as missing."""

import re
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from typing import Any

from dim.media.json_values import LARGEST, integer, objects, text
from dim.metadata.json_fields import LONGEST_LINE, LONGEST_TEXT, MOST_NAMES

_TAG = re.compile(r"<[/!a-zA-Z]")
_KEY = re.compile(r"[A-Za-z0-9_.:-]{1,100}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_BLOCKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "ul", "ol"})
_SKIPPED = frozenset({"script", "style", "template", "noscript"})


def line(values: Mapping[str, Any], name: str) -> str | None:
    """One line of plain text; None: there is none."""
    found = text(values, name)
    if not found:
        return None
    return " ".join(_without_tags(found[: LONGEST_LINE * 4]).split())[:LONGEST_LINE] or None


def paragraphs(values: Mapping[str, Any], name: str, *, is_html: bool = False) -> str | None:
    """Plain text of several lines. `is_html`: the source writes HTML, so that entities are decoded as well."""
    found = text(values, name)
    if not found:
        return None
    found = found[: LONGEST_TEXT * 2]
    return (html_to_text(found) if is_html else _without_tags(found)).strip()[:LONGEST_TEXT] or None


def date(values: Mapping[str, Any], name: str) -> str | None:
    """A date "1999-03-31"; None: it is missing or has another form."""
    found = text(values, name) or ""
    return found if _DATE.fullmatch(found) else None


def year_of(day: str | None) -> int | None:
    """The year of a date."""
    return int(day[:4]) or None if day else None


def key(values: Mapping[str, Any], name: str = "id") -> str | None:
    """An id, which may be a number or a string."""
    found = values.get(name)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found) if 0 < found <= LARGEST else None
    return found if isinstance(found, str) and _KEY.fullmatch(found) else None


def member(values: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    """The object at a path of names; empty: there is none."""
    for name in names:
        found = values.get(name)
        if not isinstance(found, Mapping):
            return {}
        values = found
    return values


def names(values: Iterable[Mapping[str, Any]], name: str = "name") -> tuple[str, ...]:
    """The lines of that name of some objects, each once."""
    return distinct(line(one, name) for one in values)


def distinct(found: Iterable[str | None]) -> tuple[str, ...]:
    """Those that are not empty, each once, in their order, at most MOST_NAMES."""
    return tuple(dict.fromkeys(one for one in found if one))[:MOST_NAMES]


def strings(value: Any) -> list[str]:
    """The strings of a list, as lines."""
    return [found for one in value[:500] if (found := line({"": one}, ""))] if isinstance(value, list) else []


def rating(value: float | None) -> float | None:
    """A rating from 0 to 10; None: there is none, or nobody voted."""
    return round(value, 2) if value is not None and 0 < value <= 10 else None


def seconds(values: Mapping[str, Any], name: str) -> float | None:
    """Seconds of a duration in minutes; None: there is none that a video can have."""
    minutes = integer(values, name)
    return minutes * 60.0 if 0 < minutes < 6000 else None


def html_to_text(html: str) -> str:
    """The text of HTML, with paragraphs as lines. Whatever comes, there is no markup in the result."""
    for _ in range(3):  # tags that were written as entities, and entities of entities
        html = _text_of(html)
        if not _TAG.search(html):
            break
    return html


def _text_of(html: str) -> str:
    parser = _TextParser()
    parser.feed(html)
    if _TAG.match(parser.rawdata):  # a tag that never ends: closing would hand it over as text
        parser.rawdata = ""
    parser.close()
    lines = (" ".join(one.split()) for one in "".join(parser.found).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _without_tags(found: str) -> str:
    return html_to_text(found) if _TAG.search(found) else found


class _TextParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._skipping = 0

    def handle_starttag(self, tag: str, _attributes: object) -> None:
        if tag in _SKIPPED:
            self._skipping += 1
        elif tag in _BLOCKS:
            self.found.append("\n")

    def handle_startendtag(self, tag: str, _attributes: object) -> None:
        if tag in _BLOCKS:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._skipping = max(0, self._skipping - 1)
        elif tag in _BLOCKS:
            self.found.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self.found.append(data)


__all__ = [
    "date", "distinct", "html_to_text", "key", "line", "member", "names", "objects", "paragraphs", "rating", "seconds",
    "strings", "year_of",
]  # fmt: skip
