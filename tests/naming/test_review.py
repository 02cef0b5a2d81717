"""Which identities a person is asked to look at, and which are left alone."""

import pytest

from dim.naming import Library, parse, review_reason

DOUBTFUL: list[tuple[str, Library, str]] = [
    ("Foundation.S01E02.mkv", "movie", "looks like an episode"),
    ("Show 1x05.mkv", "movie", "looks like an episode"),
    ("00012.mkv", "movie", "hardly is a title"),
    ("video.mkv", "movie", "hardly is a title"),
    ("MVI_1234.mp4", "movie", "hardly is a title"),
    ("DCIM_0042.mp4", "movie", "hardly is a title"),
    ("movie 3.mkv", "movie", "hardly is a title"),
    ("title_t00.mkv", "movie", "hardly is a title"),
    ("X.mkv", "movie", "without a year"),
    ("9.mkv", "movie", "without a year"),
    ("Old Show/Old Show 102.mkv", "show", "season 1, episode 2"),
    ("Bright Lane 205b [310].mkv", "show", "“205b” was read as episode 205. It may mean something else."),
    ("Bright Lane.310-312.&.317.mkv", "show", "was read as episodes 310, 311, 312, 317. It may mean something else."),
    ("Lost/Season 1/Bar Baz S01E02.mkv", "show", "Its folder says “Lost”, its own name “Bar Baz”"),
]
CLEAR: list[tuple[str, Library]] = [
    ("Alien (1979)/Alien (1979).mkv", "movie"),
    ("9 (2009).mkv", "movie"),
    ("Film 3 (2001).mkv", "movie"),
    ("1917 (2019).mkv", "movie"),
    ("Heat.mkv", "movie"),
    ("The Wire/Season 1/The Wire S01E02.mkv", "show"),
    ("Game of Thrones/Season 1/got.s01e02.mkv", "show"),
    ("The Office (US)/Season 1/The.Office.US.S01E02.mkv", "show"),
    ("[Group] Frieren - 05 [1080p].mkv", "show"),
    ("Frieren/[Group] Sousou no Frieren - 05 [1080p].mkv", "show"),
    ("Lost/Season 1/05.mkv", "show"),
    ("Lost/Season 1/S01E05 - The Name.mkv", "show"),
    ("Law & Order/Season 2/Law and Order S02E03.mkv", "show"),
]


@pytest.mark.parametrize(("path", "library", "reason"), DOUBTFUL)
def test_what_is_doubtful_has_its_reason(path: str, library: Library, reason: str) -> None:
    assert reason in (review_reason(path, parse(path, library)) or "nothing")


@pytest.mark.parametrize(("path", "library"), CLEAR)
def test_what_is_clear_is_left_alone(path: str, library: Library) -> None:
    assert review_reason(path, parse(path, library)) is None
