"""What a scanner states of a file, from what its name says."""

import pytest

from dim.media import MediaInfo
from dim.naming import Identity
from dim.scanner.content.identify import identify
from dim.scanner.messages import ReportedIdentity


def stated(identity: Identity) -> ReportedIdentity:
    return identify("folder/file.mkv", identity, MediaInfo())


@pytest.mark.parametrize(
    ("identity", "title", "titles"),
    [
        (Identity("episode", "Naruto", titles=("Naruto",)), "Naruto", ()),
        (Identity("episode", "ナルト", titles=("ナルト", "Naruto")), "ナルト", ("ナルト", "Naruto")),
        (Identity("episode", "The Office", titles=("The Office",), country="US"), "The Office (US)", ()),
        (Identity("episode", "The Office", country="UK"), "The Office (UK)", ()),
        (
            Identity("episode", "the office", titles=("the office", "Das Büro"), country="US"), "The Office (US)",
            ("The Office (US)", "Das Büro (US)"),
        ),
        # the title has its country already
        (Identity("episode", "The Office (US)", country="US"), "The Office (US)", ()),
        (Identity("episode", "The Office US", country="us"), "The Office US", ()),
        (Identity("movie", "Us", country="US"), "Us (US)", ()),
        # the same title twice, and a title that came from the files beside it
        (Identity("movie", "Amélie", titles=("Amélie", "AMELIE", "")), "Amélie", ()),
        (Identity("movie", "A", titles=("A", "B", "a")), "A", ("A", "B")),
        (Identity("episode", "Lost", titles=("The Raft", "El Raft")), "Lost", ()),
        (Identity("movie", "X" * 600, country="US"), "X" * 495 + " (US)", ()),
        (Identity("movie", "T", titles=("T", *(f"T{number}" for number in range(30)))), "T", ("T", *(f"T{number}" for number in range(19)))),
        (Identity("movie", "", country="US"), "file", ()),
    ],
)  # fmt: skip
def test_titles(identity: Identity, title: str, titles: tuple[str, ...]) -> None:
    found = stated(identity)
    assert (found.title, found.titles) == (title, titles)


@pytest.mark.parametrize(
    ("identity", "expected"),
    [
        (Identity("movie", "A", part=2), 2),
        (Identity("episode", "A", season=6, episodes=(1,), part=1), 1),
        (Identity("extra", "A", part=1), None),
        (Identity("movie", "A", part=0), None),
        (Identity("movie", "A", part=21), None),
    ],
)
def test_parts(identity: Identity, expected: int | None) -> None:
    assert stated(identity).part == expected
