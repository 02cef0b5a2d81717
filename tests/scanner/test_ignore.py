"""What people keep out of a library."""

from pathlib import Path

import pytest

from dim.scanner.disk.walk import walk
from support import media
from support.server import Api, add_library, scanned, titles, until

FILES = ("a.mkv", "b.mkv", "new/c.mkv", "new/old/d.mkv", "old/e.mkv", "old/keep.mkv", "x y/f.mkv")
CASES: list[tuple[str, dict[str, str], set[str]]] = [
    ("nothing", {}, set()),
    ("a pattern", {".ignore": "b.mkv\n"}, {"b.mkv"}),
    ("a pattern of Plex", {".plexignore": "# what is old\n*/e.mkv\n"}, {"old/e.mkv"}),
    ("a folder, wherever", {".ignore": "old/\n"}, {"new/old/d.mkv", "old/e.mkv", "old/keep.mkv"}),
    ("a folder at the top", {".ignore": "/old\n"}, {"old/e.mkv", "old/keep.mkv"}),
    ("all but one", {".ignore": "old/*\n!old/keep.mkv\n"}, {"old/e.mkv"}),
    ("in a folder", {"new/.ignore": "*.mkv\n"}, {"new/c.mkv", "new/old/d.mkv"}),
    ("a folder as a whole, Jellyfin's way", {"new/.ignore": ""}, {"new/c.mkv", "new/old/d.mkv"}),
    ("a folder as a whole, Android's way", {"new/.nomedia": "x"}, {"new/c.mkv", "new/old/d.mkv"}),
    ("an empty file of Plex is no wish", {"new/.plexignore": ""}, set()),
    ("spaces", {".plexignore": "x\\ y/\n"}, {"x y/f.mkv"}),
    ("no text", {".ignore": "\0\xff\x00\n[\n!\n"}, set()),
]


def place(root: Path, rules: dict[str, str]) -> None:
    for name in FILES:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"x")
    for name, text in rules.items():
        (root / name).write_text(text, encoding="latin-1")


@pytest.mark.parametrize(("rules", "gone"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_left_out(tmp_path: Path, rules: dict[str, str], gone: set[str]) -> None:
    place(tmp_path, rules)
    assert set(FILES) - set(walk(str(tmp_path)).videos) == gone
    for name in FILES:  # looked at alone, and by its folder
        assert (name in walk(str(tmp_path), [name]).videos) == (name not in gone)
        folder = name.rpartition("/")[0]
        assert not folder or (name in walk(str(tmp_path), [folder]).videos) == (name not in gone)


def test_rules_that_come_and_go_while_it_runs(owner: Api, tmp_path: Path) -> None:
    root = tmp_path / "films"
    for name in ("One (2001)", "Two (2002)"):
        media.place(media.made("short.mp4", seconds=10), root / name / f"{name}.mp4")
    library = add_library(owner, root)
    assert set(titles(owner, library)) == {"One (2001)", "Two (2002)"}
    (root / "Two (2002)" / ".nomedia").touch()
    until(lambda: set(titles(owner, library)) == {"One (2001)"}, 20, "the title's leaving")
    number = titles(owner, library)["One (2001)"]["id"]
    (root / "Two (2002)" / ".nomedia").unlink()
    until(lambda: set(titles(owner, library)) == {"One (2001)", "Two (2002)"}, 20, "its return")
    (root / ".ignore").write_text("One*\n")
    until(lambda: set(titles(owner, library)) == {"Two (2002)"}, 20, "the other's leaving")
    (root / ".ignore").unlink()
    until(lambda: "One (2001)" in titles(owner, library), 20, "its return")
    scanned(owner, library)
    assert titles(owner, library)["One (2001)"]["id"] == number
