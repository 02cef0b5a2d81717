"""A thousand broken files: each is used or reported with a reason, none takes the scanner along, none is read for long."""

import os
import random
import socket
import stat
from pathlib import Path
from typing import Any

from support import media
from support.mutations import MUTATIONS
from support.server import Api, RunningServer, add_library, titles, until

SEED = 20261125
COUNT = 1000


def device(path: Path) -> int:
    """A device, where the system lets us make one; how many there are."""
    try:
        os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 3))
    except OSError:
        return 0
    return 1


def test_a_thousand_broken_files(server: RunningServer, owner: Api, tmp_path: Path) -> None:
    root = tmp_path / "films"
    root.mkdir()
    dice = random.Random(SEED)
    sources = [media.made("short.mp4", seconds=10), media.made("short.mkv", seconds=10, audio=("aac", "ac3"), subtitles=True),
               media.made("short.ts", seconds=5), media.made("short.avi", seconds=5, audio=("mp3",))]  # fmt: skip
    contents = {source.suffix: source.read_bytes() for source in sources}
    for number in range(COUNT):
        suffix = dice.choice(sorted(contents))
        data = MUTATIONS[number % len(MUTATIONS)](contents[suffix], dice)
        shown = suffix if dice.random() < 0.8 else dice.choice(sorted(contents))  # some have another's extension
        path = root / f"Broken {number:04} (2001){shown}"
        path.write_bytes(data)
        os.utime(path, (1_600_000_000, 1_600_000_000))
    os.mkfifo(root / "Pipe.mkv")
    others = 3 + device(root / "Device.mkv")
    (root / "Folder.mkv").mkdir()
    media.place(sources[0], root / "Folder.mkv" / "Good (2002).mp4")
    with socket.socket(socket.AF_UNIX) as end:
        end.bind(str(root / "Socket.mkv"))
        library = add_library(owner, root)
    answer = owner.ask("GET", f"/api/v1/library/{library}")
    failed: list[dict[str, Any]] = []
    options: dict[str, Any] = {"state": "failed", "limit": 200}
    while page := owner.ask("GET", f"/api/v1/library/{library}/files", params=options):
        failed += page
        options["after"] = page[-1]["path"]
    assert len(failed) == answer["failed"]
    assert answer["online"]
    assert answer["scan"]["state"] == "done"
    assert answer["files"] == COUNT + others
    shown_titles = titles(owner, library)
    assert "Good (2002)" in shown_titles
    assert len(shown_titles) + answer["failed"] == COUNT + others  # nothing is lost between the two
    assert all(len(entry["reason"]) > 10 for entry in failed)
    by_name = {entry["path"]: entry["reason"] for entry in failed}
    assert not by_name.keys() & {f"{title}.mkv" for title in shown_titles}
    until(lambda: owner.ask("GET", f"/api/v1/library/{library}")["online"], 5, "a living scanner")
