"""KeyValues as text: what files hold, what half-written ones still say, and the `vdf` package's opinion."""

import time

import pytest
import vdf
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dim.games.vdf import Node, parse_text
from dim.games.vdf.values import DEEPEST
from support.games.vdf import text

CASES = [
    ('"a" "b"', {"a": "b"}),
    ('"A"\t\t"b"\n', {"a": "b"}),
    ('"AppState"\n{\n\t"appid"\t\t"620"\n}\n', {"appstate": {"appid": "620"}}),
    ('"a"{"b"{"c""d"}}', {"a": {"b": {"c": "d"}}}),
    ('"a" "say \\"hi\\"\\n\\tC:\\\\Games"', {"a": 'say "hi"\n\tC:\\Games'}),
    ('"path" "D:\\SteamLibrary"', {"path": "D:\\SteamLibrary"}),
    ('// a comment "x" "y"\n"a" "b" // another\n"c" "d"', {"a": "b", "c": "d"}),
    ('"a" "http://example.org"', {"a": "http://example.org"}),
    ("key value", {"key": "value"}),
    ("key{inner 5}", {"key": {"inner": "5"}}),
    ('"a" "1" "A" "2"', {"a": "2"}),
    ('"a" { "b" "1" } "A" { "c" "2" }', {"a": {"b": "1", "c": "2"}}),
    ('"a" "1" "a" { "b" "2" }', {"a": {"b": "2"}}),
    ('"a" { "b" "2" } "a" "1"', {"a": {"b": "2"}}),
    ('"a" { "b" "2" } "a" "1" [$X360]', {"a": {"b": "2"}}),
    ('"a" "1" [$WIN32]\n"b" "2" [$X360]', {"a": "1"}),
    ('"a" "1"\n"a" "2" [$X360]', {"a": "1"}),
    ('"a" "1" [!$X360]', {"a": "1"}),
    ('"a" "1" [$X360||$LINUX]', {"a": "1"}),
    ('"a" "1" [$X360&&$LINUX]', {}),
    ('"a" [$X360] { "b" "1" } "c" "2"', {"c": "2"}),
    ('"a" [$OSX] { "b" "1" }', {"a": {"b": "1"}}),
    ('"a" "[not a condition]"', {"a": "[not a condition]"}),
    ('"a" ""', {"a": ""}),
    ('"" "b"', {"": "b"}),
    ('"a" "two\nlines"', {"a": "two\nlines"}),
    ('"ü" "日本語"', {"ü": "日本語"}),
    ("", {}),
]  # fmt: skip


@pytest.mark.parametrize(("content", "expected"), CASES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_files_hold(content: str, expected: Node, encoding: str) -> None:
    parsed = parse_text(content.encode(encoding))
    assert parsed.root == expected
    assert parsed.error is None


BROKEN = [
    ('"a" "b" "c', {"a": "b"}, "A text in quotes has no end (line 1)."),
    ('"a" "b" "c" "d', {"a": "b"}, "A text in quotes has no end (line 1)."),
    ('"a"\n{\n"b" "c"\n', {"a": {"b": "c"}}, "Ends in the middle (line 4)."),
    ('"a" "b" "c"', {"a": "b"}, "Ends in the middle (line 1)."),
    ('"a" "b"\n}\n"c" "d"', {"a": "b", "c": "d"}, "A map ends that did not begin (line 2)."),
    ('"a" { "b" } "c" "d"', {"a": {}, "c": "d"}, "A key has no value (line 1)."),
    ('{ "a" "b" } "c" "d"', {"c": "d"}, "A map has no key (line 1)."),
    ('"a" "b"\0\0\0\0', {"a": "b"}, None),
    ("\0" * 4096, {}, None),
]  # fmt: skip


@pytest.mark.parametrize(("content", "expected", "error"), BROKEN)
def test_what_broken_files_still_say(content: str, expected: Node, error: str | None) -> None:
    parsed = parse_text(content)
    assert parsed.root == expected
    assert parsed.error == error


def test_bytes_that_are_no_utf_8_are_replaced() -> None:
    assert parse_text(b'"a" "\xff\xfeb" "c" "d"').root == {"a": "\ufffd\ufffdb", "c": "d"}


def test_deep_nesting_ends_the_reading() -> None:
    parsed = parse_text('"a" "b"' + "x{" * 100_000)
    assert parsed.root["a"] == "b"
    assert parsed.error == f"Nested deeper than {DEEPEST} levels (line 1)."


@pytest.mark.parametrize(
    "content",
    ['"' * 300_001, '"a" "' + "\\" * 600_000, "x{" * 300_000, "}" * 600_000, "[" * 600_000, "/" * 600_000, '"a" "b" [$X]' * 50_000, "\0 " * 300_000],
    ids=["quotes", "escapes", "maps", "ends", "conditions", "slashes", "conditionals", "zeros"],
)  # fmt: skip
def test_time_is_linear(content: str) -> None:
    began = time.process_time()
    parse_text(content)
    assert time.process_time() - began < 20


LEAVES = st.text(st.characters(exclude_characters="\0\r", codec="utf-8"), max_size=12)
KEYS = st.text(st.characters(exclude_characters="\0\r", codec="utf-8"), min_size=1, max_size=8)
TREES = st.recursive(
    st.dictionaries(KEYS, LEAVES, max_size=4),
    lambda inner: st.dictionaries(KEYS, LEAVES | inner, max_size=4),
    max_leaves=12,
)


def lowered(tree: object) -> object:
    """A tree with its keys in lower case, values of one key merged, as the reader returns it."""
    if not isinstance(tree, dict):
        return tree
    merged: dict[str, object] = {}
    for key, value in tree.items():
        merged[key.lower()] = merge(merged.get(key.lower()), lowered(value))
    return merged


def merge(one: object, other: object) -> object:
    if not isinstance(one, dict):
        return other
    merged = dict(one)
    for key, value in other.items() if isinstance(other, dict) else ():
        merged[key] = merge(merged.get(key), value)
    return merged


@settings(max_examples=150, deadline=None)
@given(tree=TREES)
@example(tree={"a": {"b": 'c\\"\n\t'}, "A": {"B": "d"}})
def test_like_the_vdf_package(tree: dict[str, object]) -> None:
    """What `vdf` writes is read as `vdf` reads it."""
    for pretty in (True, False):
        written = vdf.dumps(tree, pretty=pretty)
        parsed = parse_text(written.encode())
        assert parsed.error is None
        assert parsed.root == lowered(tree)


@settings(max_examples=150, deadline=None)
@given(tree=TREES, share=st.floats(0, 1))
def test_a_half_written_file_says_what_was_written(tree: dict[str, object], share: float) -> None:
    """Of a file that is cut off, all pairs before the cut are there, and no pair is there that was not written."""
    written = text(tree)  # type: ignore[arg-type]
    cut = int(len(written) * share)
    parsed = parse_text(written[:cut])
    whole = sum(1 for _ in pairs(parse_text(written).root))
    found = list(pairs(parsed.root))
    assert len(found) <= whole
    if cut == len(written):
        assert parsed.error is None
        assert len(found) == whole
    for line in written[:cut].split("\n")[:-1]:
        if line.count('"') == 4 and "\\" not in line:
            key, value = line.strip("\t").split('"')[1::2]
            assert any(pair[0] == key.lower() for pair in found), (key, value)


def pairs(tree: Node) -> "list[tuple[str, str]]":
    """Keys and texts at every level."""
    found: list[tuple[str, str]] = []
    for key, value in tree.items():
        found += pairs(value) if isinstance(value, dict) else [(key, str(value))]
    return found


@settings(max_examples=300, deadline=None)
@given(content=st.binary(max_size=200) | st.text('"{}[]/\\$! \nab\0', max_size=200).map(str.encode))
def test_anything_is_read(content: bytes) -> None:
    parse_text(content)
