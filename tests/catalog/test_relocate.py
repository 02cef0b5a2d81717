"""Moving files on the disk never overwrites anything."""

import os
from pathlib import Path

import pytest

from dim.catalog.curate.relocate import NotMovableError, move, rename_exclusively


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    for name in ("from/A", "to"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("a.mkv", "a.en.srt"):
        (tmp_path / "from/A" / name).write_text(name)
    return tmp_path / "from", tmp_path / "to"


def test_a_file_moves_with_its_companions(folders: tuple[Path, Path]) -> None:
    source, target = folders
    move([(str(source), "A/a.mkv")], [str(target)])
    assert sorted(path.name for path in (target / "A").iterdir()) == ["a.en.srt", "a.mkv"]
    assert not (source / "A").exists()


def test_what_came_to_the_new_place_meanwhile_stays(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = folders
    (target / "A").mkdir()
    (target / "A" / "a.mkv").write_text("another film")
    monkeypatch.setattr(os.path, "lexists", lambda path: False)  # it came after the look
    with pytest.raises(NotMovableError, match="is there already"):
        move([(str(source), "A/a.mkv")], [str(target)])
    assert (target / "A" / "a.mkv").read_text() == "another film"
    assert sorted(path.name for path in (source / "A").iterdir()) == ["a.en.srt", "a.mkv"]


def test_a_place_that_was_taken_meanwhile_is_not_overwritten_on_the_way_back(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = folders
    real = os.replace

    def replace(old: str, new: str) -> None:
        if str(old).endswith("a.mkv"):
            (source / "A" / "a.en.srt").write_text("new subtitles")
            raise PermissionError(13, "Permission denied")
        real(old, new)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(NotMovableError, match=r"a\.en\.srt could not be moved back"):
        move([(str(source), "A/a.mkv")], [str(target)])
    assert (source / "A" / "a.en.srt").read_text() == "new subtitles"
    assert (target / "A" / "a.en.srt").read_text() == "a.en.srt"


def test_a_rename_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        rename_exclusively(str(tmp_path / "gone"), str(tmp_path / "new"))
    assert list(tmp_path.iterdir()) == []
