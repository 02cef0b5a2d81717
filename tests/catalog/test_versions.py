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
