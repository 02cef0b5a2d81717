r"""Search criteria and sort criteria of ContentDirectory:1 (sections 2.5.5 and 2.5.6). Pure.

    searchCrit ::= searchExp | "*"
    searchExp  ::= relExp | searchExp ("and" | "or") searchExp | "(" searchExp ")"
    relExp     ::= property relOp quotedVal | property "exists" ("true" | "false")

"and" binds stronger than "or". Text is read once, from left to right, within limits.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from dim.upnp.errors import BAD_SEARCH, BAD_SORT, UpnpError

LONGEST, MOST_RELATIONS, MOST_LEVELS, MOST_SORT_KEYS = 2000, 32, 16, 8
Operator = Literal["=", "!=", "<", "<=", ">", ">=", "contains", "doesnotcontain", "derivedfrom", "startswith", "exists"]
_TOKEN = re.compile(
    r'\s*(?:(?P<bracket>[()])|(?P<text>"(?:[^"\\]|\\.)*+")|(?P<operator><=|>=|!=|[=<>])|(?P<word>[\w:@.*-]+))',
    re.DOTALL,
)
_WORDS: dict[str, Operator] = {
    "contains": "contains", "doesnotcontain": "doesnotcontain", "derivedfrom": "derivedfrom", "startswith": "startswith",
    "exists": "exists",
}  # fmt: skip
_SIGNS: dict[str, Operator] = {"=": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


@dataclass(frozen=True, slots=True)
class Relation:
    """A property compared with a value; of "exists" the value is "true" or "false"."""

    property: str
    operator: Operator
    value: str


@dataclass(frozen=True, slots=True)
class Combination:
    """Expressions of which all ("and"), or one ("or"), must hold; of "and" without any, everything does."""

    kind: Literal["and", "or"]
    parts: tuple["Expression", ...]


Expression = Relation | Combination
EVERYTHING = Combination("and", ())


def parse_search(text: str) -> Expression:
    """What search criteria mean. Raises UpnpError 708: they are malformed, too long or nested too deep."""
    if len(text) > LONGEST:
        raise _bad_search("They are too long.")
    if text.strip() in ("*", ""):
        return EVERYTHING
    return _Parser(text).parse()


def _bad_search(detail: str) -> UpnpError:
    return UpnpError(BAD_SEARCH, f"These search criteria cannot be used. {detail}")


class _Parser:
    """Reads one expression by recursive descent; `MOST_LEVELS` bounds its depth."""

    def __init__(self, text: str) -> None:
        self._tokens: list[tuple[str, str]] = []
        position, text = 0, text.rstrip()
        while position < len(text):
            match = _TOKEN.match(text, position)
            if match is None or match.lastgroup is None:
                raise _bad_search(f"There is something unknown at character {position}.")
            self._tokens.append((match.lastgroup, match[match.lastgroup]))
            position = match.end()
        self._next = self._relations = 0

    def parse(self) -> Expression:
        """All of the text."""
        found = self._any_of(0)
        if self._next < len(self._tokens):
            raise _bad_search(f"Nothing should follow before “{self._tokens[self._next][1]}”.")
        return found

    def _any_of(self, level: int) -> Expression:
        parts = [self._all_of(level)]
        while self._takes_word("or"):
            parts.append(self._all_of(level))
        return parts[0] if len(parts) == 1 else Combination("or", tuple(parts))

    def _all_of(self, level: int) -> Expression:
        parts = [self._one(level)]
        while self._takes_word("and"):
            parts.append(self._one(level))
        return parts[0] if len(parts) == 1 else Combination("and", tuple(parts))

    def _one(self, level: int) -> Expression:
        if level > MOST_LEVELS:
            raise _bad_search("They are nested too deep.")
        kind, token = self._take()
        if (kind, token) == ("bracket", "("):
            found = self._any_of(level + 1)
            if self._take() != ("bracket", ")"):
                raise _bad_search("A bracket is not closed.")
            return found
        if kind != "word":
            raise _bad_search(f"A property was expected before “{token}”.")
        self._relations += 1
        if self._relations > MOST_RELATIONS:
            raise _bad_search(f"They compare more than {MOST_RELATIONS} values.")
        return self._relation(token)

    def _relation(self, name: str) -> Relation:
        kind, token = self._take()
        operator = _SIGNS.get(token) if kind == "operator" else _WORDS.get(token.lower()) if kind == "word" else None
        if operator is None:
            raise _bad_search(f"“{token}” is no operator.")
        kind, value = self._take()
        if operator == "exists":
            if kind != "word" or value.lower() not in ("true", "false"):
                raise _bad_search("“exists” is followed by true or false.")
            return Relation(name, operator, value.lower())
        if kind != "text":
            raise _bad_search("Values stand in quotes.")
        return Relation(name, operator, re.sub(r"\\(.)", r"\1", value[1:-1], flags=re.DOTALL))

    def _take(self) -> tuple[str, str]:
        if self._next == len(self._tokens):
            raise _bad_search("They end too soon.")
        self._next += 1
        return self._tokens[self._next - 1]

    def _takes_word(self, word: str) -> bool:
        is_there = self._next < len(self._tokens) and (
            self._tokens[self._next][0] == "word" and self._tokens[self._next][1].lower() == word
        )
        self._next += is_there
        return is_there


@dataclass(frozen=True, slots=True)
class SortKey:
    """A property to sort by."""

    property: str
    ascending: bool = True


def parse_sort(text: str, known: Collection[str], is_lenient: bool = False) -> tuple[SortKey, ...]:
    """What sort criteria ask for: "+dc:title,-dc:date". None: the container's own order.

    Raises UpnpError 709: they are malformed, or name what is not `known`; with `is_lenient` that is left out instead.
    """
    keys: list[SortKey] = []
    for part in filter(None, (one.strip() for one in text[:LONGEST].split(","))):
        name = part.lstrip("+-")
        if name in known and len(part) - len(name) <= 1 and len(keys) < MOST_SORT_KEYS:
            keys.append(SortKey(name, not part.startswith("-")))
        elif not is_lenient:
            raise UpnpError(BAD_SORT, f"Lists can be sorted by {', '.join(sorted(known))}, not by “{part[:40]}”.")
    return tuple(keys)
