"""Binary KeyValues: every type, both ends, tables of keys, and the `vdf` package's opinion."""

import struct
import time

import pytest
import vdf
from hypothesis import given, settings
from hypothesis import strategies as st

from dim.games.vdf import Node, parse_binary
from dim.games.vdf.binary import numbered
from dim.games.vdf.values import DEEPEST
from games.test_vdf_text import lowered
from support.games.vdf import Keys, Tree, Typed, binary

ALL_TYPES: Tree = {
    "Map": {"Text": "a", "empty": {}},
    "int": 5, "negative": -5, "float": 1.5, "pointer": Typed(4, 7), "wide": Typed(5, "Ā日 a"), "colour": Typed(6, 255),
    "uint64": Typed(7, 2**64 - 1), "int64": Typed(10, -3),
}  # fmt: skip
EXPECTED: Node = {
    "map": {"text": "a", "empty": {}}, "int": 5, "negative": -5, "float": 1.5, "pointer": 7, "wide": "Ā日 a", "colour": 255,
    "uint64": 2**64 - 1, "int64": -3,
}  # fmt: skip


@pytest.mark.parametrize("end", [b"\x08", b"\x0b"])
@pytest.mark.parametrize("with_keys", [False, True])
def test_every_type(end: bytes, with_keys: bool) -> None:
    keys = Keys() if with_keys else None
    data = binary(ALL_TYPES, keys, end)
    table = numbered(key.decode().lower() for key in keys.table()[4:].split(b"\0")) if keys else None
    parsed = parse_binary(data, 0, table)
    assert parsed.root == EXPECTED
    assert parsed.error is None
    assert parsed.end == len(data)


def test_maps_of_one_key_are_merged() -> None:
    data = b"\0A\0\x01b\0c\0\x08\0a\0\x01d\0e\0\x08"
    assert parse_binary(data).root == {"a": {"b": "c", "d": "e"}}


@pytest.mark.parametrize("with_keys", [False, True])
def test_only_wanted_maps_are_read(with_keys: bool) -> None:
    tree: Tree = {
        "other": {"common": {"x": "y"}},
        "appinfo": {"appid": 5, "ufs": ALL_TYPES, "common": {"name": "a", "no": ALL_TYPES, "genres": {"0": {"a": "b"}}}, "extended": {}, "depots": {"x": "y"}},
    }  # fmt: skip
    keys = Keys() if with_keys else None
    data = binary(tree, keys)
    table = numbered(key.decode().lower() for key in keys.table()[4:].split(b"\0")) if keys else None
    wanted = [frozenset({"appinfo"}), frozenset({"common", "extended"}), frozenset({"genres"})]
    parsed = parse_binary(data, 0, table, wanted)
    read: Node = {"appinfo": {"appid": 5, "common": {"name": "a", "genres": {"0": {"a": "b"}}}, "extended": {}}}
    assert parsed.root == read
    assert parsed.error is None
    assert parsed.end < len(data)
    assert parse_binary(data, 0, table, [wanted[0], wanted[1] | {"none"}, wanted[2]]).root == read
    cut = parse_binary(data[: data.index(b"Text" if keys is None else b"\xff\xff\xff\xff")], 0, table, wanted)
    assert cut.error is not None
    assert cut.error.startswith("A map has no end")


BROKEN = [
    (b"\x01a\0b\0\x09c\0", {"a": "b"}, "Neither a value nor an end (offset 5)."),
    (b"\x01a\0b\0\x02c\0\1\2", {"a": "b"}, "Neither a value nor an end (offset 5)."),
    (b"\x01a\0b\0\x01c\0d", {"a": "b"}, "Neither a value nor an end (offset 5)."),
    (b"\x01a\0b\0\0c\0\x01d\0e\0", {"a": "b", "c": {"d": "e"}}, "Ends in the middle (offset 13)."),
    (b"\x01a\0b\0\x05c\0d\0e\0", {"a": "b"}, "A text has no end (offset 8)."),
]  # fmt: skip


@pytest.mark.parametrize(("data", "expected", "error"), BROKEN)
def test_what_broken_data_still_says(data: bytes, expected: Node, error: str) -> None:
    parsed = parse_binary(data)
    assert parsed.root == expected
    assert parsed.error == error


def test_a_key_that_the_table_does_not_have() -> None:
    data = binary({"a": "b", "c": "d"}, Keys())
    parsed = parse_binary(data, 0, numbered(["a"]))
    assert parsed.root == {"a": "b"}
    assert parsed.error == "A key is not in the table (offset 7)."


@pytest.mark.parametrize(
    "data",
    [b"\0x\0" * 300_000, b"\0" * 600_000, b"\x01" * 600_000, b"\x05a\0" + b"\1\0\0" * 200_000, b"\x08" * 600_000, b"\x02a\0abcd" * 100_000],
    ids=["maps", "zeros", "ones", "wide", "ends", "numbers"],
)  # fmt: skip
def test_time_is_linear(data: bytes) -> None:
    began = time.process_time()
    parsed = parse_binary(data)
    assert time.process_time() - began < 20
    if data.startswith(b"\0x"):
        assert parsed.error == f"Nested deeper than {DEEPEST} levels (offset {(DEEPEST - 1) * 3})."


TEXTS = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=12)
VALUES = (
    TEXTS
    | st.integers(-(2**31), 2**31 - 1)
    | st.floats(width=32, allow_nan=False)
    | st.integers(0, 2**64 - 1).map(vdf.UINT_64)
    | st.integers(-(2**63), 2**63 - 1).map(vdf.INT_64)
    | st.integers(-(2**31), 2**31 - 1).map(vdf.COLOR)
    | st.integers(-(2**31), 2**31 - 1).map(vdf.POINTER)
)
TREES = st.recursive(
    st.dictionaries(TEXTS, VALUES, max_size=4),
    lambda inner: st.dictionaries(TEXTS, VALUES | inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(tree=TREES, alternative=st.booleans())
def test_like_the_vdf_package(tree: dict[str, object], alternative: bool) -> None:
    """What `vdf` writes is read as `vdf` reads it."""
    data = vdf.binary_dumps(tree, alt_format=alternative)
    parsed = parse_binary(data)
    assert parsed.error is None
    assert parsed.root == lowered(vdf.binary_loads(data, alt_format=alternative) if data else {})


@settings(max_examples=300, deadline=None)
@given(
    data=st.binary(max_size=120)
    | st.lists(st.sampled_from([b"\0", b"\1", b"\2", b"\5", b"\x08", b"a\0", b"abcd"])).map(b"".join)
)
def test_anything_is_read(data: bytes) -> None:
    assert parse_binary(data).end <= len(data)
    parse_binary(data, 0, numbered(["a", "b"]))


def test_numbers_are_little_endian() -> None:
    assert parse_binary(b"\x02a\0" + struct.pack("<i", 258)).root == {"a": 258}
