"""The file tree of `bench.scan`: a fifth of the files are movies with a folder and a folder.jpg each, the rest episodes of shows."""

import os
from pathlib import Path

from PIL import Image

from bench.common import media

SEASONS, EPISODES = 4, 10


def tree(path: Path, files: int) -> tuple[int, int]:
    """Create the tree; return the number of movies and shows."""
    content = tiny().read_bytes()
    poster = path.parent / "poster.jpg"
    Image.effect_mandelbrot((1000, 1500), (-3, -2.5, 2, 2.5), 100).convert("RGB").save(poster, quality=90)
    jpeg = poster.read_bytes()
    number = 0

    def unique_poster(number: int) -> bytes:
        return jpeg[:2] + b"\xff\xfe\x00\x0a" + f"{number:08}".encode() + jpeg[2:]  # with a comment: JPEG's COM segment

    def add(target: Path) -> None:
        nonlocal number
        number += 1
        mark = f"{number:012}".encode()
        target.write_bytes(content + b"\xec" + bytes([0x80 | len(mark)]) + mark)  # a Void element at the end
        os.utime(target, (1_600_000_000, 1_600_000_000))

    movies = files // 5
    for index in range(movies):
        name = f"Film {index:05} ({1950 + index % 70})"
        place = path / "movies" / name
        place.mkdir(parents=True)
        add(place / f"{name}.mkv")
        (place / "folder.jpg").write_bytes(unique_poster(number))
    shows = 0
    while number < files:
        show = path / "shows" / f"Show {shows:04} ({1980 + shows % 40})"
        shows += 1
        for season in range(1, SEASONS + 1):
            place = show / f"Season {season}"
            place.mkdir(parents=True)
            for episode in range(1, EPISODES + 1):
                if number < files:
                    add(place / f"{show.name[:9]} S{season:02}E{episode:02} A Name.mkv")
        (show / "folder.jpg").write_bytes(unique_poster(number))
    return movies, shows


def tiny() -> Path:
    """Return a movie of two seconds with audio."""
    made = media.made("tiny.mp4", seconds=2)
    target = made.with_name("tiny.mkv")
    media.ffmpeg("-i", str(made), "-c", "copy", str(target))
    return target
