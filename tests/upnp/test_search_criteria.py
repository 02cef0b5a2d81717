"""Search and sort criteria: a table of what is understood, and what is refused."""

import time

import pytest

from dim.upnp.criteria import EVERYTHING, Combination, Expression, Relation, SortKey, parse_search, parse_sort
from dim.upnp.errors import UpnpError

VIDEO = Relation("upnp:class", "derivedfrom", "object.item.videoItem")
TITLE = Relation("dc:title", "contains", "x")
DATE = Relation("dc:date", ">=", "2001")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*", EVERYTHING),
        ("", EVERYTHING),
        (" * ", EVERYTHING),
        ('upnp:class derivedfrom "object.item.videoItem"', VIDEO),
        ('(upnp:class derivedfrom "object.item.videoItem") and (dc:title contains "x")', Combination("and", (VIDEO, TITLE))),
        ('upnp:class derivedFrom "object.item.videoItem" AND dc:title Contains "x"', Combination("and", (VIDEO, TITLE))),
        ('dc:title contains "x" or dc:date>="2001" and dc:title contains "x"', Combination("or", (TITLE, Combination("and", (DATE, TITLE))))),
        ('(dc:title contains "x" or dc:date >= "2001") and dc:title contains "x"', Combination("and", (Combination("or", (TITLE, DATE)), TITLE))),
        ('dc:title = "a \\"quoted\\" \\\\ one"', Relation("dc:title", "=", 'a "quoted" \\ one')),
        ('dc:title != "and ( or"', Relation("dc:title", "!=", "and ( or")),
        ("@refID exists false", Relation("@refID", "exists", "false")),
        ("@refID exists TRUE", Relation("@refID", "exists", "true")),
        ('dc:title doesNotContain ""', Relation("dc:title", "doesnotcontain", "")),
        ("(" * 16 + 'dc:title contains "x"' + ")" * 16, TITLE),
    ],
)  # fmt: skip
def test_search(text: str, expected: Expression) -> None:
    assert parse_search(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "dc:title", "dc:title contains", "dc:title contains x", 'contains "x"', 'dc:title like "x"', 'dc:title contains "x', "(",
        ")", "()", '(dc:title contains "x"', 'dc:title contains "x")', 'dc:title contains "x" and', 'and dc:title contains "x"',
        'dc:title contains "x" dc:title contains "x"', "@refID exists maybe", '@refID exists "false"', "dc:title = 'x'", "* and *",
        "(" * 18 + 'dc:title contains "x"' + ")" * 18, " and ".join(['dc:title contains "x"'] * 33), "x" * 2001, "\0", '"',
    ],
)  # fmt: skip
def test_search_that_is_refused(text: str) -> None:
    with pytest.raises(UpnpError) as caught:
        parse_search(text)
    assert caught.value.code == 708


@pytest.mark.parametrize(
    "text", ["(" * 2000, '"' * 2000, '\\"' * 1000, "a=" * 1000, '"' + "\\" * 1998, " " * 2000 + "("]
)
def test_hostile_criteria_take_no_time(text: str) -> None:
    begun = time.process_time()
    with pytest.raises(UpnpError):
        parse_search(text)
    assert time.process_time() - begun < 2


KNOWN = ("dc:title", "dc:date")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("+dc:title", (SortKey("dc:title"),)),
        ("dc:title", (SortKey("dc:title"),)),
        (" -dc:date , +dc:title ", (SortKey("dc:date", False), SortKey("dc:title"))),
        (",,", ()),
    ],
)
def test_sort(text: str, expected: tuple[SortKey, ...]) -> None:
    assert parse_sort(text, KNOWN) == expected


@pytest.mark.parametrize("text", ["+upnp:track", "++dc:title", "+dc:title;-dc:date", "+", "+dc:title," * 9])
def test_sort_that_is_refused(text: str) -> None:
    with pytest.raises(UpnpError) as caught:
        parse_sort(text, KNOWN)
    assert caught.value.code == 709
    assert all(key.property in KNOWN for key in parse_sort(text, KNOWN, is_lenient=True))
