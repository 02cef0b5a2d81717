"""What differs between the disk and what the server knows."""

from typing import Any

import pytest

from dim.scanner.disk.compare import Changes, compare, outermost
from dim.scanner.disk.walk import Found, Listing
from dim.scanner.messages import KnownFile


def known(
    path: str,
    size: int = 10,
    mtime: int = 1,
    status: str = "present",
    failed: bool = False,
    subtitles: tuple[str, ...] = (),
    inode: int | None = None,
) -> KnownFile:
    return KnownFile(path, size, mtime, inode, status, failed, subtitles)


def changes(
    found: list[Found],
    before: list[KnownFile],
    folders: tuple[str, ...] = ("",),
    retry: bool = False,
    unreadable: tuple[str, ...] = (),
) -> Changes:
    listing = Listing(videos={file.path: file for file in found}, unreadable=set(unreadable))
    return compare(
        listing,
        before,
        lambda path: ["a.srt"] if path == "subtitled.mkv" else [],
        lambda folder: folder in folders,
        retry,
    )


def file(path: str, size: int = 10, mtime: int = 1, inode: int = 0) -> Found:
    return Found(path, size, mtime, inode=inode)


CASES: list[tuple[str, Changes, dict[str, Any]]] = [
    ("nothing changed", changes([file("a.mkv")], [known("a.mkv")]), {}),
    ("a new file", changes([file("a.mkv")], []), {"files": ["a.mkv"]}),
    ("another size", changes([file("a.mkv", 11)], [known("a.mkv")]), {"files": ["a.mkv"]}),
    ("another time", changes([file("a.mkv", mtime=2)], [known("a.mkv")]), {"files": ["a.mkv"]}),
    ("another inode", changes([file("a.mkv", inode=8)], [known("a.mkv", inode=7)]), {"files": ["a.mkv"]}),
    ("the same inode", changes([file("a.mkv", inode=7)], [known("a.mkv", inode=7)]), {}),
    ("an inode where none was known", changes([file("a.mkv", inode=7)], [known("a.mkv")]), {}),
    ("a disk without inodes", changes([file("a.mkv")], [known("a.mkv", inode=7)]), {}),
    ("gone", changes([], [known("a.mkv")]), {"vanished": ["a.mkv"]}),
    ("gone with its folder", changes([], [known("x/a.mkv")]), {"unplugged": ["x/a.mkv"]}),
    ("gone with its folder, known already", changes([], [known("x/a.mkv", status="missing")]), {}),
    (
        "its folder is back without it",
        changes([], [known("x/a.mkv", status="missing")], ("", "x")),
        {"vanished": ["x/a.mkv"]},
    ),
    ("back", changes([file("a.mkv")], [known("a.mkv", status="missing")]), {"returned": ["a.mkv"]}),
    ("back, but changed", changes([file("a.mkv", 11)], [known("a.mkv", status="missing")]), {"files": ["a.mkv"]}),
    (
        "in a folder that cannot be listed",
        changes([], [known("x/y/a.mkv")], ("", "x/y"), unreadable=("x",)),
        {"unplugged": ["x/y/a.mkv"]},
    ),
    (
        "the library itself cannot be listed",
        changes([], [known("x/a.mkv")], ("", "x"), unreadable=("",)),
        {"unplugged": ["x/a.mkv"]},
    ),
    ("failed before", changes([file("a.mkv")], [known("a.mkv", failed=True)]), {}),
    (
        "failed before, tried again",
        changes([file("a.mkv")], [known("a.mkv", failed=True)], retry=True),
        {"files": ["a.mkv"]},
    ),
    ("subtitles came", changes([file("subtitled.mkv")], [known("subtitled.mkv")]), {"files": ["subtitled.mkv"]}),
    ("subtitles are known", changes([file("subtitled.mkv")], [known("subtitled.mkv", subtitles=("a.srt",))]), {}),
    (
        "moved",
        changes([file("b.mkv"), file("a-new.mkv", 5)], [known("a.mkv")]),
        {"files": ["b.mkv", "a-new.mkv"], "vanished": ["a.mkv"]},
    ),
]


@pytest.mark.parametrize(("_name", "got", "expected"), CASES, ids=[case[0] for case in CASES])
def test_compare(_name: str, got: Changes, expected: dict[str, Any]) -> None:
    shown = {
        "files": [found.path for found in got.files], "vanished": got.vanished, "unplugged": got.unplugged, "returned": got.returned,
    }  # fmt: skip
    assert {name: paths for name, paths in shown.items() if paths} == expected


def test_what_may_have_moved_is_counted() -> None:
    assert changes([file("b.mkv"), file("c.mkv", 5)], [known("a.mkv")]).likely_moved == 1


def test_outermost() -> None:
    assert outermost({"a/b", "a", "ab", "c/d", "c/d/e"}) == ["a", "ab", "c/d"]


@pytest.mark.parametrize(
    ("before", "now", "changed"),
    [
        ({}, {}, False),
        ({"a.nfo": 5}, {"a.nfo": 5}, False),
        ({}, {"a.nfo": 5}, True),
        ({"a.nfo": 5}, {"a.nfo": 6}, True),
        ({"a.nfo": 5}, {}, True),
    ],
)
def test_a_file_whose_nfo_file_changed_is_looked_into_again(
    before: dict[str, int], now: dict[str, int], changed: bool
) -> None:
    found = Found("a.mkv", 10, 1)
    was = KnownFile("a.mkv", 10, 1, sidecars=before)
    made = compare(Listing(videos={"a.mkv": found}), [was], lambda _: [], lambda _: True, sidecars=lambda _: now)
    assert (made.files, made.again) == (([found], {"a.mkv"}) if changed else ([], set()))
