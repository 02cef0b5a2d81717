"""KeyValues as text (`.vdf`, `.acf`): `"key" "value"`, `"key" { ... }`. Takes time linear in the length."""

import re

from dim.games.vdf.values import DEEPEST, Node, Parsed, Value, child, put

DESKTOP = frozenset({"WIN32", "WINDOWS", "WIN64", "OSX", "OSX32", "OSX64", "LINUX", "POSIX", "DESKTOP"})
"""Names in conditionals that hold. The files may come from any desktop system, so all of these do; those of consoles do not."""
_TOKEN = re.compile(
    r"""
    [\s\0]*+                                # zero bytes are what a crash leaves of a file that was being written
    (?: "([^"\\]*+(?:\\.[^"\\]*+)*+)"
      | (\{)
      | (\})
      | //[^\n]*+
      | \[([!$\w&|()\ ]*+)\]
      | (")
      | ([^\s\0"{}]++)
      | \Z
    )
    """,
    re.VERBOSE | re.DOTALL,
)
_QUOTED, _OPEN, _CLOSE, _CONDITION, _UNTERMINATED, _UNQUOTED = range(1, 7)
"""The groups of a token, which otherwise is a comment or the end."""
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {
    "n": "\n", "t": "\t", "v": "\v", "b": "\b", "r": "\r", "f": "\f", "a": "\a", "\\": "\\", "?": "?", '"': '"', "'": "'",
}  # fmt: skip


def parse_text(data: bytes | str, defined: frozenset[str] = DESKTOP) -> Parsed:
    """The maps and texts in a file, with what was wrong first. Of a half-written file, everything before its end is returned.

    Maps of one key are merged; of texts, the last one counts, if there is no map. A value under a condition that does not hold is
    left out; `defined` are the names that hold in `[$NAME]`.
    """
    return _Reader(data if isinstance(data, str) else _decoded(data), defined).read()


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")


def _unescaped(value: str) -> str:
    """Unknown escapes stay as they are: old files have Windows paths with single backslashes."""
    if "\\" not in value:
        return value
    return _ESCAPE.sub(lambda found: _ESCAPES.get(found[1], found[0]), value)


def _holds(condition: str, defined: frozenset[str]) -> bool:
    """Whether a condition such as `$WIN32||!$X360` holds."""
    alternatives = condition.replace("(", "").replace(")", "").replace(" ", "").split("||")
    return any(all(_holds_term(term, defined) for term in one.split("&&")) for one in alternatives)


def _holds_term(term: str, defined: frozenset[str]) -> bool:
    name = term.lstrip("!")
    return (name.removeprefix("$").upper() in defined) != bool((len(term) - len(name)) % 2)


class _Reader:
    """Reads one file."""

    def __init__(self, content: str, defined: frozenset[str]) -> None:
        self._content, self._defined = content, defined
        self._root: Node = {}
        self._stack = [self._root]
        self._key: str | None = None
        self._is_left_out = False
        self._last: tuple[Node, str, Value | None] | None = None
        """The value that a condition may follow: where it is, its key, and what was there before."""
        self._error: str | None = None

    def read(self) -> Parsed:
        content = self._content
        for token in _TOKEN.finditer(content):
            kind = token.lastindex
            if kind == _QUOTED:
                self._word(_unescaped(token[_QUOTED]))
            elif kind == _UNQUOTED:
                self._word(token[_UNQUOTED])
            elif kind == _OPEN:
                self._open(token.start(_OPEN))
                if len(self._stack) > DEEPEST:
                    self._wrong(f"Nested deeper than {DEEPEST} levels", token.start(_OPEN))
                    break
            elif kind == _CLOSE:
                self._close(token.start(_CLOSE))
            elif kind == _CONDITION:
                self._condition(token[_CONDITION])
            elif kind == _UNTERMINATED:
                self._wrong("A text in quotes has no end", token.start(_UNTERMINATED))
                break
        if len(self._stack) > 1 or self._key is not None:
            self._wrong("Ends in the middle", len(content))
        return Parsed(self._root, self._error)

    def _wrong(self, what: str, position: int) -> None:
        if self._error is None:
            self._error = f"{what} (line {self._content.count(chr(10), 0, position) + 1})."

    def _word(self, word: str) -> None:
        if self._key is None:
            self._key, self._last = word.lower(), None
            return
        parent = self._stack[-1]
        self._last = parent, self._key, parent.get(self._key)
        put(parent, self._key, word)
        self._key = None

    def _open(self, position: int) -> None:
        self._last = None
        if self._key is None:
            self._wrong("A map has no key", position)
        detached = self._key is None or self._is_left_out
        self._stack.append({} if detached else child(self._stack[-1], self._key or ""))
        self._key, self._is_left_out = None, False

    def _close(self, position: int) -> None:
        self._last = None
        if self._key is not None:
            self._wrong("A key has no value", position)
            self._key = None
        if len(self._stack) > 1:
            self._stack.pop()
        else:
            self._wrong("A map ends that did not begin", position)

    def _condition(self, condition: str) -> None:
        if _holds(condition, self._defined):
            return
        if self._key is not None:
            self._is_left_out = True
        elif self._last is not None:
            parent, key, before = self._last
            if before is None:
                del parent[key]
            else:
                parent[key] = before
            self._last = None
