"""Artwork of a grid of 100 posters: sizes, times at 32 connections with all copies made, and the first copy.

The posters are drawn, 1000 x 1500 pixels, with a grain as scans have it. `python -m bench.pictures`.
"""

import io
import os
import random
import statistics
import sys
import time
from pathlib import Path

from PIL import Image

from bench.api import CONNECTIONS, Load, measure, p99
from bench.common import Api, RunningServer, add_library, folder, media, running, show, until
from support.metadata import posters
from support.metadata.well_known import MOVIES

POSTERS = 100
WIDTHS = (320, 640)
"""Pixels of a card's poster in the web UI (web/src/components/MediaCard), and on screens with two pixels for one of CSS."""
SECONDS = 4.0
FORMATS = {
    "AVIF": "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8",
    "WebP": "image/webp",
    "JPEG": "image/jpeg",
}
"""`Accept` of a current browser, an old one, and a very old one."""


def draw(title: str, year: int) -> bytes:
    """A poster as JPEG, as large as providers have them."""
    image = Image.open(io.BytesIO(posters.poster(title, year, (1000, 1500))))
    grain = Image.frombytes("L", (500, 750), random.Random(title).randbytes(500 * 750)).resize(image.size)
    buffer = io.BytesIO()
    Image.blend(image, grain.convert("RGB"), 0.05).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def make_library(path: Path) -> None:
    """Create small movies, each with a poster beside it."""
    content = media.made("tiny.mp4", seconds=1, size="64x64").read_bytes()
    entries = [
        entry.strip().split("|") for line in MOVIES.strip().splitlines() for entry in line.split(";") if "|" in entry
    ]
    for index, (title, year) in enumerate(entries[:POSTERS]):
        name = f"{title.replace(':', ' -').replace('/', ' ')} ({year})"
        target = path / name / f"{name}.mp4"
        target.parent.mkdir(parents=True)
        target.write_bytes(content + (8 + 8).to_bytes(4, "big") + b"free" + f"{index:08}".encode())
        os.utime(target, (1_600_000_000, 1_600_000_000))
        (target.parent / "poster.jpg").write_bytes(draw(title, int(year)))


def grid(owner: Api, library: int) -> list[tuple[int, str]]:
    """The titles of a grid, with the digests of their posters."""

    def ready() -> list[tuple[int, str]] | None:
        cards = owner.ask("GET", f"/api/v1/library/{library}/cards", params={"limit": POSTERS})["cards"]
        shown = [(card["id"], card["pictures"]) for card in cards]
        # with frames of all films the scan is over, and warm means warm
        found = [(item, one["poster"]["digest"]) for item, one in shown if {"poster", "backdrop"} <= one.keys()]
        return found if len(found) == POSTERS else None

    return until(ready, 120, "the posters")


def main() -> bool:
    """Measure, print, and return whether all limits hold."""
    with folder() as path:
        make_library(path / "Films")
        with running(path) as (server, owner), owner:
            return compare(server, owner, grid(owner, add_library(owner, path / "Films")))


def compare(server: RunningServer, owner: Api, titles: list[tuple[int, str]]) -> bool:
    """Measure the running server; return whether all limits hold."""
    token, good = owner.headers["Authorization"][7:], True
    for name, accept in FORMATS.items():
        for width in WIDTHS if name == "AVIF" else WIDTHS[:1]:
            paths = tuple(f"/api/v1/artwork/{item}/poster?width={width}&v={digest}" for item, digest in titles)
            first, sizes = [], []
            for path in paths:
                began = time.perf_counter()
                answer = owner.get(path, headers={"Accept": accept})
                first.append((time.perf_counter() - began) * 1000)
                assert answer.headers["content-type"] == f"image/{name.lower()}", answer.text[:200]
                sizes.append(len(answer.content))
            good &= show(f"the first copy, {name}, {width} pixels", first, "ms", 60 if width == WIDTHS[0] else 150)
            total = sum(sizes) / 1e6
            limit = 2 if width == WIDTHS[0] else 4
            is_bounded = total <= limit
            print(f"{f'a grid of {POSTERS}, {name}, {width} pixels':44} {total:8.2f} MB  (limit {limit}) {'ok' if is_bounded else 'TOO MUCH'}")  # fmt: skip
            good &= is_bounded
            times = measure(Load(server.port, token, paths, CONNECTIONS, SECONDS, f"Accept: {accept}\r\n"))
            is_quick = p99(times) <= 30
            print(
                f"{f'a warm grid, {CONNECTIONS} connections':44} {len(times) / SECONDS:8.0f} /s, "
                f"median {statistics.median(times):.2f} ms, p99 {p99(times):.2f} ms (limit 30) {'ok' if is_quick else 'TOO MUCH'}"
            )
            good &= is_quick
    return good


if __name__ == "__main__":
    sys.exit(not main())
