"""Broken files through every address of a session: a clear answer each, and the server keeps running.

`make mutations` plays a thousand of them; here a few of each kind.
"""

import os
import random
from pathlib import Path

import pytest

from support import media
from support.mutated import LONGEST_SECONDS, SUFFIXES, Watch, play_all, silences, sources
from support.mutations import mutated
from support.server import Api, RunningServer, add_library, scanned

COUNT = int(os.environ.get("DIM_TEST_MUTATED", "12"))


@pytest.mark.timeout(120 + COUNT * 5)
def test_broken_files_get_a_clear_answer(server: RunningServer, owner: Api, tmp_path: Path) -> None:
    dice = random.Random(6)
    good = sources()
    for number in range(COUNT):
        kind, data = mutated(number, good, dice)
        folder = tmp_path / "films" / f"Film {number:04} (2001)"
        folder.mkdir(parents=True)
        path = folder / f"Film {number:04} (2001){SUFFIXES[kind]}"
        path.write_bytes(data)
        media.settle(path)
    with Watch(server) as watch:
        library = add_library(owner, tmp_path / "films")
        scanned(owner, library, 300 + COUNT)
        played, answers = play_all(owner, library)
    assert played > COUNT / 4
    assert answers > played * 4
    assert server.process is not None
    assert server.process.poll() is None
    assert "Traceback" not in server.log.read_text()
    assert watch.largest < 1 << 30, watch
    slow = sorted((one for one in silences if one[0] > LONGEST_SECONDS), reverse=True)
    print(
        f"{COUNT} mutated files: {played} played, {answers} answers, longest silence {watch.longest_silence[0]:.1f} s ({watch.longest_silence[1]}), "
        f"largest process {watch.largest >> 20} MiB"
    )
    assert not slow, slow
