"""The data folder becomes private at every start: itself at once, what is below it without holding up the start."""

import os
from pathlib import Path

import pytest

from dim.server.data_folder import make_contents_private, make_private, too_open


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that anyone can read, with a cache on another disk."""
    folder = tmp_path / "data"
    for name in ("artwork/ab/image", "backups/copy", "dim.sqlite3", "notes/mine", "../disk/segment"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (folder / "cache").symlink_to(tmp_path / "disk")
    (folder / "artwork" / "link").symlink_to(tmp_path / "disk" / "segment")
    for path in (folder, tmp_path / "disk", *folder.rglob("*"), tmp_path / "disk" / "segment"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in too_open(folder)}


BELOW = {"artwork/ab", "artwork/ab/image", "backups/copy"}


def test_the_folder_is_shut_at_once_and_the_rest_later(data: Path) -> None:
    before = os.umask(0o022)
    try:
        assert names(data) == {".", "dim.sqlite3", "artwork", "backups", *BELOW}
        make_private(data)
        assert names(data) == BELOW
        make_contents_private(data, lambda: True)  # the server stops
        assert names(data) == BELOW
        make_contents_private(data, lambda: False)
        assert names(data) == set()
    finally:
        os.umask(before)
    assert (data / "notes" / "mine").stat().st_mode & 0o777 == 0o644  # not Dim's
    assert (data / "cache" / "segment").stat().st_mode & 0o777 == 0o644  # behind a link
