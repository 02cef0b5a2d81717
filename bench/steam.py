"""Steam at size: `python -m bench.steam [--apps N] [--megabytes N]`.

Writes an installation with N manifests over three library folders, artwork for each app and an appinfo.vdf with three times as many
entries, and reads it twice, the second time with nothing changed. Then it writes an appinfo.vdf of a size, reads the N apps out of
it in a process of its own, and measures time and anonymous memory.
"""

import argparse
import json
import os
import re
import struct
import subprocess
import sys
import time
from pathlib import Path

from bench.common import folder  # which also finds tests/support
from bench.naming import Limits
from dim.games.steam import read_steam
from dim.games.steam.app_facts import SECTIONS, app_facts
from dim.games.vdf import read_appinfo
from support.games import vdf
from support.games.steam import ADA, App, SteamTree, write_bytes
from support.games.vdf import Keys, Tree

MOST_SECONDS, MOST_SECONDS_AGAIN, MOST_SECONDS_APPINFO, MOST_MEGABYTES = 2.0, 0.2, 2.0, 100.0
FIRST_ID = 100
LANGUAGES = (
    "english",
    "german",
    "french",
    "italian",
    "koreana",
    "spanish",
    "schinese",
    "tchinese",
    "russian",
    "thai",
    "japanese",
)


def app(number: int, installed: bool) -> App:
    """An app like many."""
    return App(
        id=FIRST_ID + number * 10, name=f"A game with a name {number}", folder=number % 3 if installed else None,
        installdir=f"Game {number}", size=number * 1_000_003, minutes={ADA: number} if number % 2 else {},
        played={ADA: 1_600_000_000 + number} if number % 2 else {},
    )  # fmt: skip


def info(one: App) -> Tree:
    """Its entry, as long as usual ones are: some 6 kB."""
    names = {language: f"{one.name} ({language})" for language in LANGUAGES}
    depots = {
        str(one.id + number): {
            "config": {"oslist": "windows", "osarch": "64"},
            "manifests": {"public": {"gid": "1234567890123456789", "size": "123456789", "download": "12345678"}},
        }
        for number in range(20)
    }
    common = one.info["common"]
    assert isinstance(common, dict)
    images = {
        kind: {"image": dict.fromkeys(LANGUAGES, f"{'0' * 40}/{kind}.jpg")}
        for kind in ("library_capsule", "library_hero")
    }
    return {
        "common": {**common, "name_localized": names, "supported_languages": {name: {"supported": "true"} for name in LANGUAGES}, "library_assets_full": images},
        "extended": {"developer": "Valve", "gamedir": "x"},
        "depots": depots,
    }  # fmt: skip


def write_appinfo(path: Path, apps: list[App], bytes_wanted: int) -> int:
    """Write an appinfo.vdf of at least a size with the apps among others; how many entries it has."""
    keys = Keys()
    entries = [vdf.appinfo_entry(one.id, info(one), 41, keys) for one in apps]
    filler = vdf.appinfo_entry(7, info(app(0, False)), 41, keys)
    body = bytearray()
    number, every = 0, max(1, (bytes_wanted // len(filler)) // max(1, len(entries)))
    pending = iter(entries)
    while len(body) < bytes_wanted or entries:
        if number % every == 0 and (entry := next(pending, None)) is not None:
            body += entry
        elif len(body) < bytes_wanted:
            app_id = 500_000_000 + number
            mark = filler.index(struct.pack("<I", 7), 60)
            body += struct.pack("<I", app_id) + filler[4:mark] + struct.pack("<I", app_id) + filler[mark + 4 :]
        else:
            break
        number += 1
    write_bytes(path, vdf.join_entries([bytes(body)], 41, keys))
    return number


def anonymous_megabytes() -> float:
    """Anonymous memory of this process."""
    return int(re.search(r"RssAnon:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024  # type: ignore[index]


def read_here(path: Path, apps: int) -> None:
    """Read the apps in this process, and print how it went."""
    wanted = {FIRST_ID + number * 10 for number in range(apps)}
    before, began = anonymous_megabytes(), time.perf_counter()
    cpu = time.process_time()
    found = read_appinfo(str(path), wanted, app_facts, SECTIONS)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    assert len(found.apps) == apps
    assert found.error is None
    print(json.dumps({"seconds": seconds, "cpu": cpu, "megabytes": anonymous_megabytes() - before}))


def installation(path: Path, number: int, limits: Limits) -> None:
    """Measure a reading of everything, and another."""
    apps = [app(one, one < number) for one in range(number * 3 // 2)]
    tree = SteamTree(path, "linux")
    tree.write(apps)
    write_bytes(
        tree.appinfo,
        vdf.appinfo({one.id: info(one) for one in [*apps, *(app(n, False) for n in range(len(apps), number * 3))]}),
    )
    for place, one in enumerate(apps):
        tree.write_artwork(one.id, place)
    os.sync()
    time.sleep(0.1)
    times, reading = [], None
    for _ in range(3):
        began = time.perf_counter()
        reading = read_steam(str(tree.root))
        times.append(time.perf_counter() - began)
    assert reading is not None
    assert not reading.failed
    held = f"{len(reading.games):,} games of {number:,} manifests read in {min(times):.2f} s (at most {MOST_SECONDS:g})"
    limits.check(held, min(times) <= MOST_SECONDS)
    times, again = [], reading
    for _ in range(5):
        began = time.perf_counter()
        again = read_steam(str(tree.root), reading)
        times.append(time.perf_counter() - began)
    assert again == reading
    limits.check(f"read again in {min(times):.3f} s (at most {MOST_SECONDS_AGAIN:g})", min(times) <= MOST_SECONDS_AGAIN)


def main() -> bool:
    """Measure, print, and return whether all limits hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--apps", type=int, default=5_000)
    parser.add_argument("--megabytes", type=int, default=300)
    parser.add_argument("--wanted", type=int, default=1_000, help="apps read out of the large file")
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.read:
        read_here(given.read, given.wanted)
        return True
    limits = Limits()
    with folder() as path:
        installation(path / "steam", given.apps, limits)
        file = path / "appinfo.vdf"
        entries = write_appinfo(file, [app(one, False) for one in range(given.wanted)], given.megabytes * 1_000_000)
        command = [sys.executable, "-m", "bench.steam", "--read", str(file), "--wanted", str(given.wanted)]
        done = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        what = f"{given.wanted:,} apps of {entries:,} in {file.stat().st_size / 1e6:,.0f} MB"
        seconds, megabytes = done["seconds"], done["megabytes"]
        limits.check(
            f"{what}: {seconds:.2f} s, {done['cpu']:.2f} s of CPU (at most {MOST_SECONDS_APPINFO:g})",
            seconds <= MOST_SECONDS_APPINFO,
        )
        limits.check(f"anonymous memory {megabytes:.0f} MB (at most {MOST_MEGABYTES:g})", megabytes <= MOST_MEGABYTES)
    return not limits.failed


if __name__ == "__main__":
    sys.exit(not main())
