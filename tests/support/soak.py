"""A library that changes all the time: adds, moves, renames, replaces, deletes, chmods and touches, with the watcher on; then catalog
and disk must be equal.

`python -m support.soak [SECONDS [SEED ...]]` (600 s, seeds 1 to 10). Every seed has a server, and 2,000 files, of its own.
"""

import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from support import media
from support.server import Api, RunningServer, add_library, titles

FILES, FOLDERS = 2000, 120
SETTLE_SECONDS = 60


class Disk:
    """The folder, and what can happen to it."""

    def __init__(self, root: Path, dice: random.Random) -> None:
        self._root, self._dice, self._count = root, dice, 0
        self._content = media.made("tiny.mkv", seconds=1, size="64x64", audio=()).read_bytes()
        for _ in range(FILES):
            self.add(old=True)

    def _folder(self) -> Path:
        number = self._dice.randrange(FOLDERS)
        folder = self._root / f"Folder {number:03}"
        if number % 3 == 0:
            folder /= f"Inner {self._dice.randrange(3)}"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _any(self) -> Path | None:
        folders = [Path(place) for place, _, names in os.walk(self._root) if names]
        if not folders:
            return None
        files = [entry for entry in self._dice.choice(sorted(folders)).iterdir() if entry.is_file()]
        return self._dice.choice(sorted(files)) if files else None

    def _write(self, path: Path) -> None:
        mark = f"{self._count:012}".encode()
        path.write_bytes(self._content + b"\xec" + bytes([0x80 | len(mark)]) + mark)

    def add(self, old: bool = False) -> None:
        """A new film."""
        self._count += 1
        path = self._folder() / f"Film {self._count:06} ({1950 + self._count % 70}).mkv"
        self._write(path)
        if old:
            os.utime(path, (1_600_000_000, 1_600_000_000))

    def move(self) -> None:
        """To another folder."""
        if path := self._any():
            path.rename(self._folder() / path.name)

    def rename(self) -> None:
        """Another name in its folder."""
        self._count += 1
        if path := self._any():
            path.rename(path.with_name(f"Renamed {self._count:06} ({1950 + self._count % 70}).mkv"))

    def replace(self) -> None:
        """Another content at once, by a rename over it."""
        self._count += 1
        if path := self._any():
            other = path.with_name(f".{path.name}.part")
            self._write(other)
            other.replace(path)

    def delete(self) -> None:
        """Gone."""
        if path := self._any():
            path.unlink()

    def chmod(self) -> None:
        """Other rights."""
        if path := self._any():
            path.chmod(self._dice.choice((0o600, 0o644, 0o444)))

    def touch(self) -> None:
        """Another time."""
        if path := self._any():
            os.utime(path)

    def move_folder(self) -> None:
        """A folder with all in it, to another name."""
        folders = sorted(entry for entry in self._root.iterdir() if entry.is_dir())
        self._count += 1
        if folders:
            self._dice.choice(folders).rename(self._root / f"Moved {self._count:06}")

    def delete_folder(self) -> None:
        """A folder with all in it."""
        folders = sorted(entry for entry in self._root.iterdir() if entry.is_dir())
        if len(folders) > FOLDERS // 2:
            shutil.rmtree(self._dice.choice(folders))

    def act(self) -> None:
        """One thing."""
        often: list[Callable[[], None]] = [
            self.add,
            self.move,
            self.rename,
            self.replace,
            self.delete,
            self.chmod,
            self.touch,
        ]
        self._dice.choice([*often * 6, self.move_folder, self.delete_folder])()

    def state(self) -> dict[str, tuple[int, int]]:
        """Size and time of every film by path."""
        found = {}
        for place, _, names in os.walk(self._root):
            for name in names:
                facts = os.stat(os.path.join(place, name))
                found[os.path.relpath(os.path.join(place, name), self._root)] = (facts.st_size, facts.st_mtime_ns)
        return found


def known(scanner: Api) -> dict[str, tuple[int, int]]:
    """What the catalog says is there."""
    found: dict[str, tuple[int, int]] = {}
    after = ""
    while page := scanner.ask("GET", "/api/v1/scanner/files", params={"after": after, "limit": 5000}):
        after = page[-1]["path"]
        found |= {file["path"]: (file["size"], file["mtime_ns"]) for file in page if file["status"] == "present"}
    return found


def soak(seconds: float, seed: int, actions_a_second: float = 20) -> str | None:
    """One run; what differs at its end, None: nothing."""
    dice = random.Random(seed)
    place = Path(tempfile.mkdtemp(prefix="dim-soak-"))
    server = RunningServer(place / "data")
    try:
        (place / "films").mkdir()
        disk = Disk(place / "films", dice)
        server.start()
        with server.set_up() as owner:
            library = add_library(owner, place / "films")
            token = owner.ask("POST", f"/api/v1/library/{library}/scanner-token", 201, json={"name": "soak"})["token"]
            with server.client() as scanner:
                scanner.headers["Authorization"] = f"Bearer {token}"
                end, actions = time.monotonic() + seconds, 0
                while time.monotonic() < end:
                    disk.act()
                    actions += 1
                    time.sleep(dice.expovariate(actions_a_second))
                wanted, limit = disk.state(), time.monotonic() + SETTLE_SECONDS
                while (have := known(scanner)) != wanted and time.monotonic() < limit:
                    time.sleep(0.5)
                shown = titles(owner, library)
                there = sum(
                    not card["missing"] for card in shown.values()
                )  # those of a folder that is gone stay, marked so
        print(
            f"seed {seed}: {actions} changes in {seconds:.0f} s, {len(wanted)} files at the end, {there} titles",
            flush=True,
        )
        if have == wanted:
            names = {Path(path).stem for path in wanted}
            return (
                None
                if there == len(wanted)
                else f"{there} titles for {len(wanted)} files: no title {sorted(names - shown.keys())[:5]}"
            )
        lost, extra = sorted(wanted.keys() - have.keys()), sorted(have.keys() - wanted.keys())
        other = sorted(path for path in wanted.keys() & have.keys() if wanted[path] != have[path])
        return f"not in the catalog: {lost[:5]} ({len(lost)}); not on the disk: {extra[:5]} ({len(extra)}); other: {other[:5]} ({len(other)})"
    finally:
        server.stop()
        shutil.rmtree(place, ignore_errors=True)


def main() -> int:
    """Run the seeds; 1 where any differs."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 600.0
    seeds = [int(argument) for argument in sys.argv[2:]] or list(range(1, 11))
    failed = 0
    for seed in seeds:
        if (difference := soak(seconds, seed)) is not None:
            failed += 1
            print(f"seed {seed}: {difference}")
    media.forget()
    print("Catalog and disk were equal every time." if not failed else f"{failed} of {len(seeds)} differed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
