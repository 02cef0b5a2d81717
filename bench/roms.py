"""A folder of ROMs at size: `python -m bench.roms [--roms N]`.

Writes N games over twenty platforms, named as No-Intro, Redump and TOSEC name them: zip archives, discs with their tracks, arcade games
with a DAT, a game list and images for each platform. Reads them, reads them again with nothing changed, and once more after one change,
in a process of its own, and measures time and memory.
"""

import argparse
import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

from bench.common import folder
from bench.naming import Limits
from bench.steam import anonymous_megabytes
from dim.games.rom import RomReader

MOST_SECONDS, MOST_SECONDS_AGAIN, MOST_SECONDS_CHANGE, MOST_MEGABYTES = 10.0, 0.3, 5.0, 200.0
CARTRIDGES = {
    "nes": "nes", "snes": "sfc", "n64": "z64", "gb": "gb", "gbc": "gbc", "gba": "gba", "nds": "nds", "megadrive": "md", "mastersystem": "sms",
    "gamegear": "gg", "pcengine": "pce", "atari2600": "a26", "lynx": "lnx", "wonderswan": "ws",
}  # fmt: skip
DISCS = ("psx", "saturn", "segacd", "dreamcast")
REGIONS = ("USA", "Europe", "Japan", "World", "USA, Europe", "Germany")


def name(number: int) -> str:
    """A name like many."""
    region = REGIONS[number % len(REGIONS)]
    revision = f" (Rev {number % 3})" if number % 3 else ""
    if number % 10 == 9:
        return f"Game with a Name {number}, The v1.{number % 7} (19{80 + number % 20})(Publisher {number % 50})(US)[a]"
    return f"Game with a Name {number}, The - The Subtitle (En,Fr,De) ({region}){revision}"


def write_cartridge(path: Path, stem: str, extension: str, number: int) -> tuple[int, int]:
    """Write a ROM, most of them in an archive; its CRC32 and size."""
    content = f"{number}".encode() * 40
    if number % 4 == 0:
        (path / f"{stem}.{extension}").write_bytes(content)
        return 0, 0
    with zipfile.ZipFile(path / f"{stem}.zip", "w") as archive:
        archive.writestr(f"{stem}.{extension}", content)
        info = archive.infolist()[0]
    return info.CRC, info.file_size


def write_disc(path: Path, stem: str, number: int) -> int:
    """Write the discs of a game, each a sheet and two tracks; how many files that are."""
    count = 0
    for disc in range(1, 3 if number % 5 == 0 else 2):
        full = f"{stem} (Disc {disc})" if number % 5 == 0 else stem
        tracks = [f"{full} (Track {track}).bin" for track in (1, 2)]
        for track in tracks:
            (path / track).write_bytes(b"x" * 100)
        (path / f"{full}.cue").write_text(
            "".join(f'FILE "{track}" BINARY\n  TRACK 01 MODE2/2352\n' for track in tracks)
        )
        count += 3
    return count


def write_list(path: Path, files: list[str]) -> None:
    """Write a game list, and an image for each game."""
    (path / "images").mkdir()
    rows = ["<?xml version='1.0'?><gameList>"]
    for number, file in enumerate(files):
        stem = file.rpartition(".")[0]
        (path / "images" / f"{stem}-image.png").write_bytes(b"")
        rows.append(
            f"<game><path>./{file}</path><desc>{'A description. ' * 20}</desc><rating>0.8</rating><genre>Action</genre>"
            f"<releasedate>19950311T000000</releasedate><gametime>{number}</gametime><image>./images/{stem}-image.png</image></game>"
        )
    (path / "gamelist.xml").write_text("\n".join([*rows, "</gameList>"]).replace("&", "&amp;"))


def write_tree(root: Path, count: int) -> int:
    """Write everything; how many games that are."""
    games = 0
    dats = root / "dats"
    dats.mkdir(parents=True)
    systems = [*CARTRIDGES, *DISCS, "arcade"]
    for place, platform in enumerate(systems):
        path = root / platform
        path.mkdir()
        roms = []
        for number in range(place, count, len(systems)):
            games += 1
            if platform == "arcade":
                (path / f"game{number}.zip").write_bytes(b"PK\5\6" + b"\0" * 18)
                roms.append((f"game{number}", 1, 0))
            elif platform in DISCS:
                write_disc(path, name(number), number)
            else:
                roms.append((name(number), *write_cartridge(path, name(number), CARTRIDGES[platform], number)))
        rows = "\n".join(
            f'<game name="{stem}"><description>{stem.title()} (World)</description><year>1990</year><manufacturer>Maker</manufacturer>'
            f'<rom name="x" size="{size}" crc="{crc:08x}"/></game>'
            for stem, crc, size in roms
        )
        if platform in ("arcade", "nes", "gba"):
            (dats / f"{platform}.dat").write_text(
                f"<datafile><header><name>{platform}</name></header>{rows}</datafile>"
            )
        write_list(path, [file.name for file in path.iterdir() if file.suffix in (".zip", ".cue")])
    return games


def read_here(path: Path) -> None:
    """Read in this process, and print how it went."""
    before = anonymous_megabytes()
    reader = RomReader(str(path))
    times, readings, cpu = [], [], time.process_time()
    for step in range(5):
        if step == 4:
            (path / "nes" / "One more (USA).nes").write_bytes(b"x")
        began = time.perf_counter()
        readings.append(reader.read())
        times.append(time.perf_counter() - began)
        if step == 0:
            cpu = time.process_time() - cpu
    assert not readings[0].failed, readings[0].failed[:3]
    assert readings[3] is readings[0]
    assert len(readings[4].games) == len(readings[0].games) + 1
    print(
        json.dumps(
            {
                "first": times[0],
                "cpu": cpu,
                "again": min(times[1:4]),
                "change": times[4],
                "games": len(readings[0].games),
                "megabytes": anonymous_megabytes() - before,
            }
        )
    )


def main() -> bool:
    """Measure, print, and return whether all limits hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--roms", type=int, default=20_000)
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.read:
        read_here(given.read)
        return True
    limits = Limits()
    with folder() as path:
        games = write_tree(path / "roms", given.roms)
        os.sync()
        time.sleep(3)  # so that the times of the folders tell the next change
        command = [sys.executable, "-m", "bench.roms", "--read", str(path / "roms")]
        done = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        assert done["games"] == games, (done["games"], games)
        limits.check(
            f"{games:,} games read in {done['first']:.2f} s, {done['cpu']:.2f} s of CPU (at most {MOST_SECONDS:g})",
            done["first"] <= MOST_SECONDS,
        )
        limits.check(
            f"read again in {done['again']:.3f} s (at most {MOST_SECONDS_AGAIN:g})", done["again"] <= MOST_SECONDS_AGAIN
        )
        limits.check(
            f"after one change in {done['change']:.2f} s (at most {MOST_SECONDS_CHANGE:g})",
            done["change"] <= MOST_SECONDS_CHANGE,
        )
        limits.check(
            f"anonymous memory {done['megabytes']:.0f} MB (at most {MOST_MEGABYTES:g})",
            done["megabytes"] <= MOST_MEGABYTES,
        )
    return not limits.failed


if __name__ == "__main__":
    sys.exit(not main())
