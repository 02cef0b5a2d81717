"""Which files are one version of a movie."""

from dataclasses import replace

import pytest

from dim.catalog.browse.versions import longest, versions
from dim.media import MediaFile, VideoStream
from dim.media.file import FileStatus


def file(
    path: str,
    part: int | None = None,
    label: str = "720p",
    status: FileStatus = "present",
    duration: float = 10.0,
    width: int = 1280,
) -> MediaFile:
    video = (VideoStream(index=0, codec="h264", width=width, height=720),) if width else ()
    return MediaFile(
        id=hash(path), library_id=1, path=path, part=part, label=label, status=status, duration=duration, streams=video
    )  # fmt: skip


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([file("a.mkv"), file("b.mkv")], [["a.mkv"], ["b.mkv"]]),
        ([file("a cd2.mkv", 2), file("a cd1.mkv", 1)], [["a cd1.mkv", "a cd2.mkv"]]),
        ([file("A/cd1/x.avi", 1), file("A/cd2/x.avi", 2)], [["A/cd1/x.avi", "A/cd2/x.avi"]]),
        # a part that is missing, there twice, or elsewhere makes no version
        ([file("a cd1.mkv", 1), file("a cd3.mkv", 3)], [["a cd1.mkv"], ["a cd3.mkv"]]),
        ([file("a part 2.mkv", 2)], [["a part 2.mkv"]]),
        ([file("A/a cd1.mkv", 1), file("B/a cd2.mkv", 2)], [["A/a cd1.mkv"], ["B/a cd2.mkv"]]),
        ([file("a cd1.mkv", 1), file("a cd2.mkv", 2, status="missing")], [["a cd1.mkv"], ["a cd2.mkv"]]),
        ([file("a pt2 720.mkv", 2), file("a pt2 1080.mkv", 2, "1080p")], [["a pt2 720.mkv"], ["a pt2 1080.mkv"]]),
        ([file("a cd1.mkv", 1), file("a cd2.mkv", 2, width=0)], [["a cd1.mkv"], ["a cd2.mkv"]]),
        ([file("a cd1.mkv", 1, width=0), file("a cd2.mkv", 2, width=0)], [["a cd1.mkv", "a cd2.mkv"]]),
        # two versions in one folder, told apart by what they are
        (
            [file("h1.mkv", 1, "1080p"), file("l1.mkv", 1), file("h2.mkv", 2, "1080p"), file("l2.mkv", 2), file("whole.mkv")],
            [["h1.mkv", "h2.mkv"], ["l1.mkv", "l2.mkv"], ["whole.mkv"]],
        ),
        # the same by their names, whatever their labels say
        (
            [
                file("N (2001) 1080p cd1.mkv", 1), file("N (2001) 1080p cd2.mkv", 2), file("N (2001) 720p cd1.mkv", 1),
                file("N (2001) 720p cd2.mkv", 2),
            ],
            [["N (2001) 1080p cd1.mkv", "N (2001) 1080p cd2.mkv"], ["N (2001) 720p cd1.mkv", "N (2001) 720p cd2.mkv"]],
        ),
        (
            [file("N/N 2 Uncut CD 01.mkv", 1, "Uncut"), file("N/N 2 Uncut CD 02.avi", 2, "Uncut · 576p"), file("N/n 2 cd 1.mkv", 1), file("N/N 2 cd 2.mkv", 2)],
            [["N/N 2 Uncut CD 01.mkv", "N/N 2 Uncut CD 02.avi"], ["N/n 2 cd 1.mkv", "N/N 2 cd 2.mkv"]],
        ),
        (
            [file("N/CD1/N 1080p.mkv", 1), file("N/CD1/N 720p.mkv", 1), file("N/CD2/N 1080p.mkv", 2), file("N/CD2/N 720p.mkv", 2)],
            [["N/CD1/N 1080p.mkv", "N/CD2/N 1080p.mkv"], ["N/CD1/N 720p.mkv", "N/CD2/N 720p.mkv"]],
        ),
        (
            [file("CD1/N 1080p.mkv", 1), file("CD1/N 720p.mkv", 1), file("CD2/N 1080p.mkv", 2), file("CD2/N 720p.mkv", 2)],
            [["CD1/N 1080p.mkv", "CD2/N 1080p.mkv"], ["CD1/N 720p.mkv", "CD2/N 720p.mkv"]],
        ),
        # one of two versions lacks a part
        (
            [file("N hd cd1.mkv", 1), file("N hd cd2.mkv", 2), file("N sd cd1.mkv", 1)],
            [["N hd cd1.mkv", "N hd cd2.mkv"], ["N sd cd1.mkv"]],
        ),
        # one has names of its own for its parts
        (
            [file("N hd 1 - Dawn.mkv", 1), file("N hd 2 - Dusk.mkv", 2), file("N sd cd1.mkv", 1), file("N sd cd2.mkv", 2)],
            [["N hd 1 - Dawn.mkv", "N hd 2 - Dusk.mkv"], ["N sd cd1.mkv", "N sd cd2.mkv"]],
        ),
        # as shows count them
        ([file("S/S S06E01a.mkv", 1), file("S/S S06E01b.mkv", 2)], [["S/S S06E01a.mkv", "S/S S06E01b.mkv"]]),
        (
            [file("S S01E02a hd.mkv", 1), file("S S01E02a sd.mkv", 1), file("S S01E02b hd.mkv", 2), file("S S01E02b sd.mkv", 2)],
            [["S S01E02a hd.mkv", "S S01E02b hd.mkv"], ["S S01E02a sd.mkv", "S S01E02b sd.mkv"]],
        ),
        (
            [file("S hd Part One.mkv", 1), file("S hd Part Two.mkv", 2), file("S sd Part I.mkv", 1), file("S sd Part II.mkv", 2)],
            [["S hd Part One.mkv", "S hd Part Two.mkv"], ["S sd Part I.mkv", "S sd Part II.mkv"]],
        ),
    ],
)  # fmt: skip
def test_versions(files: list[MediaFile], expected: list[list[str]]) -> None:
    assert [[part.path for part in version.files] for version in versions(files)] == expected


def test_the_longest_version() -> None:
    assert longest([file("a cd1.mkv", 1), file("a cd2.mkv", 2), file("b.mkv", duration=15.0)]) == (20.0, ())
    assert longest([file("a part 2 720.mkv", 2), file("a part 2 1080.mkv", 2, "1080p", duration=11.0)]) == (11.0, ())
    assert longest([]) == (0.0, ())


def test_the_same_parts_in_two_folders_of_a_library_are_two_versions() -> None:
    parts = [file("A/a cd1.mkv", 1), file("A/a cd2.mkv", 2)]
    files = [
        replace(part, id=part.id + number, root=root) for number, root in enumerate(("/one", "/two")) for part in parts
    ]
    assert [[part.root for part in version.files] for version in versions(files)] == [["/one"] * 2, ["/two"] * 2]
