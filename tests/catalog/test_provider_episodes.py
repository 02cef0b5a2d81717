"""Which of a provider's episodes each episode of a library is."""

import pytest

from dim.catalog.lookup.episodes import EpisodeNumber, assign
from dim.metadata.model import EpisodeFacts, Facts

ONE = EpisodeNumber(1, 1)
KNOWN = [
    EpisodeFacts(season, number, Facts(title=f"S{season}E{number}", released=f"2024-0{season}-{number:02}"), absolute)
    for absolute, (season, number) in enumerate([(1, 1), (1, 2), (2, 1), (2, 2)], 1)
]


@pytest.mark.parametrize(
    ("own", "chosen", "title"),
    [
        (ONE, None, "S1E1"),
        (EpisodeNumber(2, 2), None, "S2E2"),
        (EpisodeNumber(1, 3), None, "S2E1"),
        (EpisodeNumber(2, 3), None, None),
        (EpisodeNumber(2024, 202), None, "S2E2"),
        (ONE, EpisodeNumber(2, 1), "S2E1"),
        (EpisodeNumber(2, 3), EpisodeNumber(1, 2), "S1E2"),
        (ONE, EpisodeNumber(7, 7), "S1E1"),
        (EpisodeNumber(1, 3), EpisodeNumber(7, 7), "S2E1"),
    ],
    ids=[
        "by number", "of a later season", "by the number over all seasons", "no number over all seasons after season 1", "by date",
        "chosen", "chosen where none fits", "chosen and gone", "chosen and gone, found otherwise",
    ],
)  # fmt: skip
def test_an_episode_is_found(own: EpisodeNumber, chosen: EpisodeNumber | None, title: str | None) -> None:
    found = assign({7: own}, KNOWN, {7: chosen} if chosen else {})
    assert (found[7].facts.title if 7 in found else None) == title
