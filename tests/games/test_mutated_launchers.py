"""Mutated databases and files of the launchers beside Steam: no crash, no hang, and the last good reading holds.

`make mutations-games` takes more of them.
"""

import json
import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dim.games.gog import GogReader
from dim.games.heroic import HeroicReader
from dim.games.itch import ItchReader
from dim.games.lutris import LutrisReader
from dim.games.model import GameReader
from games import test_gog, test_itch, test_lutris
from support.games.databases import write_database
from support.games.heroic import heroic_files, write_heroic
from support.mutations import mutated

COUNT = int(os.environ.get("DIM_TEST_MUTATED_GAMES", "150"))
MOST_SECONDS = 10.0
"""Of processor time, for the worst file of a few kilobytes on a busy machine."""
Made = tuple[Path, list[Path], Callable[[str, float], GameReader]]


def lutris(folder: Path) -> Made:
    return folder, [write_database(folder / "pga.db", test_lutris.tables(folder))], LutrisReader


def itch(folder: Path) -> Made:
    return folder, [write_database(folder / "db/butler.db", test_itch.tables(folder))], ItchReader


def gog(folder: Path) -> Made:
    info = test_gog.write_info(folder / "Witcher", test_gog.WITCHER, "The Witcher")
    return folder, [write_database(folder / "galaxy-2.0.db", test_gog.tables(folder)), info], GogReader


def heroic(folder: Path) -> Made:
    root = write_heroic(folder)
    return root, [root / name for name in heroic_files(folder)], HeroicReader


@pytest.mark.timeout(120 + COUNT // 4)
@pytest.mark.parametrize("make", [lutris, itch, gog, heroic])
def test_mutated_files(tmp_path: Path, make: Callable[[Path], Made]) -> None:
    dice = random.Random(20)
    root, files, reader = make(tmp_path)
    first = reader(str(root), 0).read()
    good = [path.read_bytes() for path in files]
    failed = 0
    for number in range(COUNT):
        place, data = mutated(number, good, dice)
        known = reader(str(root), 0)
        known.read()
        files[place].write_bytes(data)
        began = time.process_time()
        fresh, held = reader(str(root), 0).read(), known.read()
        assert time.process_time() - began < MOST_SECONDS, number
        for reading in (fresh, held):
            assert {one.path for one in reading.failed} <= {str(files[place])}, number
            assert len({(one.source, one.source_id) for one in reading.games}) == len(reading.games), number
            json.dumps([one.title for one in reading.games], ensure_ascii=False).encode()
        if held.failed:
            assert held.games == first.games, number
            failed += 1
        files[place].write_bytes(good[place])
    assert failed > COUNT // 4
    assert reader(str(root), 0).read() == first
