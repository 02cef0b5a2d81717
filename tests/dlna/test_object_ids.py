"""Ids of objects: they say what they name, and nothing else is one."""

import pytest

from dim.dlna.directory.object_ids import CONTINUE, ROOT, ObjectId, parse
from dim.upnp.errors import UpnpError


@pytest.mark.parametrize(
    ("text", "expected", "parent"),
    [
        ("0", ROOT, "-1"),
        ("continue", CONTINUE, "0"),
        ("continue.62", CONTINUE.child(62), "continue"),
        ("l3", ObjectId(3), "0"),
        ("l3.all", ObjectId(3, "all"), "l3"),
        ("l3.new.60", ObjectId(3, "new", None, (60,)), "l3.new"),
        ("l3.genres", ObjectId(3, "genres"), "l3"),
        ("l3.genres.7", ObjectId(3, "genres", 7), "l3.genres"),
        ("l3.genres.7.60", ObjectId(3, "genres", 7, (60,)), "l3.genres.7"),
        ("l3.years.1999.60.61.62", ObjectId(3, "years", 1999, (60, 61, 62)), "l3.years.1999.60.61"),
        ("l3.all.60.f5", ObjectId(3, "all", None, (60,), 5), "l3.all.60"),
        ("l3.all.60.61.62.f5", ObjectId(3, "all", None, (60, 61, 62), 5), "l3.all.60.61.62"),
        ("continue.62.f5", ObjectId(None, "continue", None, (62,), 5), "continue.62"),
    ],
)
def test_ids(text: str, expected: ObjectId, parent: str) -> None:
    assert parse(text) == expected
    assert (str(expected), expected.parent) == (text, parent)


@pytest.mark.parametrize(
    "text",
    [
        "", "1", "00", "l", "l03", "l3.", "l3.all.", "l3.movies", "l3.60", "l3.all.1.2.3.4", "l3.genres.7.1.2.3.4", "l3.all.f5",
        "l3.all.1.2.f5", "continue.1.2", "continue.f5", "l3.f5", "0.1", "l3.all.060", "l3.all.99999999999", "l2147483648", "l3.all.-1",
        "l3.all.١", "l3 ", "l3.all.1\n", "../etc", "l3.all.60.f5.f6", "continue.all", "-1",
    ],
)  # fmt: skip
def test_what_is_no_id(text: str) -> None:
    with pytest.raises(UpnpError) as caught:
        parse(text)
    assert caught.value.code == 701
