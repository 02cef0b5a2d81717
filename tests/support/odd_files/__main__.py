"""Build all odd files, or those whose names contain a word, and play them: `python -m support.odd_files [WORD ...]`."""

import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from support import media
from support.odd_files import audio_files, subtitle_files, video_files
from support.odd_files.model import OddFile
from support.odd_files.play import Played, play
from support.server import Api, RunningServer, add_library

FILES = (*video_files.FILES, *audio_files.FILES, *subtitle_files.FILES)


def build(folder: Path, files: Iterable[OddFile]) -> None:
    """Each file in a folder of its own, "Name (2001)"."""
    for odd in files:
        target = folder / f"{odd.name.replace('.', ' ')} (2001)" / odd.name
        target.parent.mkdir(parents=True)
        odd.build(target)
        for path in target.parent.rglob("*"):
            media.settle(path)


def play_all(owner: Api, folder: Path, files: Iterable[OddFile]) -> Iterator[Played]:
    """Add the folder as a library and play each of the files."""
    library = add_library(owner, folder)
    items = {}
    for number in owner.ask("GET", f"/api/v1/library/{library}/media"):
        for file in owner.ask("GET", f"/api/v1/media/{number}")["files"]:
            items[file["path"].rpartition("/")[2]] = number
    query = {"state": "failed", "limit": 200}
    failed = {
        file["path"]: file["reason"] for file in owner.ask("GET", f"/api/v1/library/{library}/files", params=query)
    }
    for odd in files:
        yield play(owner, odd, items.get(odd.name), failed)


def main(words: list[str]) -> bool:
    """Play and print; whether everything held."""
    files = [odd for odd in FILES if not words or any(word.casefold() in odd.name.casefold() for word in words)]
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="dim-odd-") as name:
        build(Path(name) / "films", files)
        server = RunningServer(Path(name) / "data").start()
        try:
            with server.set_up() as owner:
                for played in play_all(owner, Path(name) / "films", files):
                    wrong += bool(played.wrong)
                    state = f"{played.mode:9} {played.video:6} {played.audio:6} {played.duration:8.2f} s"
                    print(
                        f"{played.name:32} {state}  {'; '.join(played.wrong) or 'holds'}  [{played.tracks}]", flush=True
                    )
        finally:
            server.stop()
            if "--log" in sys.argv:
                print(server.log.read_text())
    print(f"{len(files) - wrong} of {len(files)} hold")
    return not wrong


if __name__ == "__main__":
    sys.exit(not main([word for word in sys.argv[1:] if not word.startswith("-")]))
