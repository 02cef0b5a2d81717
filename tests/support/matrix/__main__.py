"""Play the whole matrix, or the films whose names are given: `python -m support.matrix [--docs] [NAME ...]`."""

import random
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from support import media
from support.matrix import tables
from support.matrix.films import CHOSEN, FILMS, Film, made
from support.matrix.watch import Seen, watch
from support.server import RunningServer, add_library, titles

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--autoplay-policy=no-user-gesture-required"]


@contextmanager
def cinema(films: Iterable[Film]) -> Iterator[tuple[Page, dict[str, str], dict[str, Any]]]:
    """A server with the films, and a page of a browser: the page, the films' addresses by name, and what the server answers."""
    with tempfile.TemporaryDirectory(prefix="dim-matrix-") as name, sync_playwright() as playwright:
        folder = Path(name) / "films"
        for film in films:
            source = made(film)
            target = (
                folder
                / f"{film.name.replace('.', ' ')} (2001)"
                / f"{film.name.rpartition('.')[0]} (2001){source.suffix}"
            )
            target.parent.mkdir(parents=True)
            target.hardlink_to(source)
            media.settle(target)
        server = RunningServer(Path(name) / "data").start()
        owner = server.set_up()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            library = add_library(owner, folder)
            cards = titles(owner, library)
            files = {}
            for card in cards.values():
                for file in owner.ask("GET", f"/api/v1/media/{card['id']}")["files"]:
                    stem = Path(file["path"]).name.replace(" (2001)", "")
                    files[stem] = f"{server.url}/play/{card['id']}?file={file['id']}"
            context = browser.new_context(bypass_csp=True, viewport={"width": 960, "height": 540})
            token = owner.headers["Authorization"][7:]
            context.add_cookies([{"name": "dim_session", "value": token, "url": server.url}])
            page = context.new_page()
            answers: dict[str, Any] = {}

            def note(response: Any) -> None:
                if response.request.method == "POST" and response.url.endswith("/stream-session") and response.ok:
                    answers["last"] = response.json()

            page.on("response", note)
            yield page, files, answers
        finally:
            browser.close()
            owner.close()
            server.stop()


def play(films: list[Film], to_the_end: bool = True) -> Iterator[Seen]:
    """Play films one after another."""
    with cinema(films) as (page, addresses, answers):
        for film in films:
            if film.name not in addresses:
                yield Seen(film.name, wrong=["it was not found by the scan"])
                continue
            yield watch(page, addresses[film.name], film, answers, random.Random(film.name), to_the_end)
            page.goto("about:blank")


def main(arguments: list[str]) -> bool:
    """Play and print; whether all was right."""
    names = [name for name in arguments if not name.startswith("-")]
    films = [film for film in FILMS if not names or any(name in film.name for name in names)]
    if "--chosen" in arguments:
        films = [film for film in FILMS if film.name in CHOSEN]
    results = []
    for seen in play(films):
        results.append(seen)
        wrong = "; ".join(seen.wrong)
        print(
            f"{seen.name:26} {seen.mode:9} {seen.video:6} {seen.audio:6} apart {seen.apart} ms, seek {seen.seek} ms, off {seen.worst}  {wrong or 'ok'}",
            flush=True,
        )
    good = sum(1 for seen in results if not seen.wrong)
    print(f"{good} of {len(results)} right")
    if "--docs" in arguments:
        tables.write(results)
    return good == len(results)


if __name__ == "__main__":
    try:
        sys.exit(not main(sys.argv[1:]))
    finally:
        media.forget()
