"""Paths as long as the system has them."""

from pathlib import Path

import pytest

from dim.scanner.client import CHARACTERS_A_REQUEST, PATHS_A_REQUEST, split_paths
from support import media
from support.server import Api, add_library, titles, until


def test_a_path_of_nearly_4000_bytes(owner: Api, tmp_path: Path) -> None:
    """Found, followed when a folder around it is renamed, and gone when it is deleted; names of letters with two bytes each."""
    root = tmp_path / "films"
    folder = root
    while len(bytes(folder / ("é" * 120) / "x")) < 3900:
        folder = folder / ("é" * 110)
    name = "Deep Down (2001).mp4"
    media.place(media.made("short.mp4", seconds=10), root / "short.mp4")
    folder.mkdir(parents=True)
    library = add_library(owner, root)
    (root / "short.mp4").rename(folder / name)
    assert len(bytes(folder / name)) > 3700
    until(lambda: "Deep Down (2001)" in titles(owner, library), 20, "the film in the depth")
    number = titles(owner, library)["Deep Down (2001)"]["id"]
    top = root / folder.relative_to(root).parts[0]
    top.rename(root / "Renamed")
    moved = Path("Renamed") / folder.relative_to(top) / name

    def path() -> str:
        return str(owner.ask("GET", f"/api/v1/media/{number}")["files"][0]["path"])

    until(lambda: path() == str(moved), 20, "the new path")
    (root / moved).unlink()
    until(lambda: not titles(owner, library), 20, "its end")
    assert owner.ask("GET", f"/api/v1/library/{library}")["online"]


@pytest.mark.parametrize(
    ("paths", "sizes"),
    [([], []), (["a"], [1]), (["a"] * 120, [50, 50, 20]), (["é" * 2000, "b", "c"], [1, 2]), (["x" * 20_000, "y"], [1, 1])],
)  # fmt: skip
def test_paths_are_asked_for_in_parts_that_fit(paths: list[str], sizes: list[int]) -> None:
    parts = split_paths(paths)
    assert [path for part in parts for path in part] == paths
    assert [len(part) for part in parts] == sizes
    assert PATHS_A_REQUEST == 50
    assert CHARACTERS_A_REQUEST == 12_000
