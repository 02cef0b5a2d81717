"""What differs between the disk and what the server knows. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dim.scanner.disk.walk import Found, Listing
from dim.scanner.messages import KnownFile


@dataclass(slots=True)
class Changes:
    """What has to be looked into, and what has to be said."""

    files: list[Found] = field(default_factory=list)
    """New or changed; those that may be a vanished file at another place come first."""
    likely_moved: int = 0
    """How many of `files` those are."""
    known: set[str] = field(default_factory=set)
    """The paths of `files` that the server knows."""
    vanished: list[str] = field(default_factory=list)
    unplugged: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)

    @property
    def again(self) -> set[str]:
        """The files of `files` whose contents the server may know: what they do not say any more must be said."""
        return self.known | {found.path for found in self.files[: self.likely_moved]}


def compare(
    listing: Listing, known: list[KnownFile], subtitles: Callable[[str], list[str]], folder_exists: Callable[[str], bool],
    retry_failed: bool = False, sidecars: Callable[[str], Mapping[str, int]] = lambda _path: {},
) -> Changes:  # fmt: skip
    """Compare a listing with the server's files.

    `subtitles` gives the subtitle files beside a video, `folder_exists` says whether a folder (relative; "" the library's own) is
    there. `retry_failed` has files looked into again that failed before. `sidecars` gives
    the NFO files and `.plexmatch` of a video.
    """
    changes = Changes()
    by_path = {file.path: file for file in known}
    for path, found in listing.videos.items():
        before = by_path.get(path)
        if (
            before is None
            or (before.size, before.mtime_ns) != (found.size, found.mtime_ns)
            or (
                found.inode and before.inode and found.inode != before.inode
            )  # replaced by one of the same size and time
            or (retry_failed and before.failed)
            or sorted(subtitles(path)) != sorted(before.subtitles)
            or sidecars(path) != before.sidecars
        ):
            changes.files.append(found)
            if before is not None:
                changes.known.add(path)
        elif before.status != "present":
            changes.returned.append(path)
    gone_sizes = set()
    for path, before in by_path.items():
        if path in listing.videos:
            continue
        folder = path.rpartition("/")[0]
        gone_sizes.add(before.size)
        if _unreadable(folder, listing.unreadable) or not folder_exists(folder):
            if before.status == "present":
                changes.unplugged.append(path)
        else:
            changes.vanished.append(path)
    changes.files.sort(key=lambda found: (found.size not in gone_sizes or found.path in by_path, found.path))
    changes.likely_moved = sum(found.size in gone_sizes and found.path not in by_path for found in changes.files)
    return changes


def _unreadable(folder: str, unreadable: set[str]) -> bool:
    """Whether a folder, or one around it, could not be listed."""
    parts = folder.split("/")
    return "" in unreadable or any("/".join(parts[: length + 1]) in unreadable for length in range(len(parts)))


def outermost(paths: set[str]) -> list[str]:
    """The paths without those that lie in another of them."""
    kept: list[str] = []
    for path in sorted(paths):
        if not kept or not (path == kept[-1] or path.startswith(kept[-1] + "/")):
            kept.append(path)
    return kept
