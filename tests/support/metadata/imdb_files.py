"""Writes titles as IMDb's dataset files, with as many invented titles around them as a test wants."""

import gzip
import io
import random
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from support.metadata.known import KnownTitle

HEADS = {
    "title.basics": "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres",
    "title.akas": "titleId\tordering\ttitle\tregion\tlanguage\ttypes\tattributes\tisOriginalTitle",
    "title.episode": "tconst\tparentTconst\tseasonNumber\tepisodeNumber",
    "title.ratings": "tconst\taverageRating\tnumVotes",
}
REGIONS = {
    "de": "DE", "fr": "FR", "es": "ES", "it": "IT", "ru": "RU", "ja": "JP", "zh": "CN", "pl": "PL", "da": "DK", "ko": "KR",
}  # fmt: skip
_FIRST = (
    "Dark", "Last", "Silent", "Broken", "Red", "Golden", "Wild", "Lost", "Hidden", "Cold", "Bright", "Burning", "Empty", "Secret",
    "Distant", "Final", "Black", "Blue", "Sweet", "Iron",
)  # fmt: skip
_SECOND = (
    "River", "Night", "House", "Road", "Heart", "Winter", "Garden", "City", "Star", "Shadow", "Ocean", "Bridge", "Letter", "Summer",
    "Stranger", "Island", "Storm", "Mirror", "Forest", "Crown",
)  # fmt: skip
_THIRD = (
    "of Fire", "of the North", "in Paris", "Returns", "of Tomorrow", "by the Sea", "and Bone", "from Berlin", "of Maria", "without End",
    "at Dawn", "for Two", "of Ash",
)  # fmt: skip
_TYPES = ("movie", "movie", "movie", "short", "short", "tvMovie", "video", "tvSeries", "tvMiniSeries", "tvSpecial")
_FIRST_INVENTED = 30_000_000


def write(
    folder: Path,
    titles: Iterable[KnownTitle],
    invented: int = 0,
    seed: int = 1,
    *,
    packed: bool = True,
    same_names: bool = True,
    apart: int = 4,
) -> list[Path]:
    """The four files; `invented`: how many titles to make up. `same_names`: a tenth of them have the name of a known one,
    from the same year or one that is `apart` years away or more. Nearer ones make a year that is off by one name the wrong title.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ending = ".tsv.gz" if packed else ".tsv"
    paths = [folder / f"{name}{ending}" for name in HEADS]
    known = [one for one in titles if one.id("imdb")]
    with ExitStack() as stack:
        files: dict[str, IO[str]] = {}
        for name, path in zip(HEADS, paths, strict=True):
            files[name] = stack.enter_context(_opened(path))
            files[name].write(HEADS[name] + "\n")
        for place, one in enumerate(known):
            _write_known(files, one, 20_000_000 + place * 2_000)
        names = [(one.title, one.details.facts.year or 0) for one in known] if same_names else []
        for number, line in enumerate(_invented(random.Random(seed), invented, names, apart)):
            _write_invented(files, _FIRST_INVENTED + number, *line)
    return paths


def _opened(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return io.TextIOWrapper(gzip.GzipFile(path, "wb", 1), "utf-8", newline="\n")
    return path.open("w", encoding="utf-8", newline="\n")


def line(*fields: object) -> str:
    r"""A line of a dataset; None is \N."""
    return "\t".join("\\N" if one is None else str(one) for one in fields) + "\n"


def _write_known(files: dict[str, IO[str]], one: KnownTitle, first_episode: int) -> None:
    facts, imdb = one.details.facts, one.id("imdb")
    minutes = round((facts.runtime or 0) / 60)
    kind = "movie" if minutes >= 45 else "short"
    if one.kind == "show":
        kind = (
            "tvMiniSeries"
            if facts.ended and facts.ended[:4] == str(facts.year) and len(one.details.seasons) == 1
            else "tvSeries"
        )
    genres = ",".join({"Science Fiction": "Sci-Fi"}.get(genre, genre) for genre in facts.genres[:3])
    ended = facts.ended[:4] if facts.ended else None
    files["title.basics"].write(
        line(imdb, kind, facts.title, facts.original_title, 0, facts.year, ended, minutes, genres)
    )
    for rating in facts.ratings:
        if rating.source == "imdb":
            files["title.ratings"].write(line(imdb, rating.value, rating.votes))
    akas: list[tuple[str | None, str | None, str | None, str, int]] = [
        (facts.original_title, None, None, "original", 1)
    ]
    akas += [
        (
            each.title,
            REGIONS.get(each.language),
            each.language if each.language not in REGIONS else None,
            "imdbDisplay",
            0,
        )
        for each in facts.translations
    ]
    akas += [
        (title, "XWW", "en", "alternative", 0) for title in facts.other_titles if title not in {aka[0] for aka in akas}
    ]
    for number, (title, region, language, types, original) in enumerate(akas, 1):
        files["title.akas"].write(line(imdb, number, title, region, language, types, None, original))
    for place, episode in enumerate(one.details.episodes):
        its_id = f"tt{first_episode + place}"
        title, released = episode.facts.title, episode.facts.released or ""
        files["title.basics"].write(
            line(its_id, "tvEpisode", title, title, 0, released[:4] or None, None, minutes, genres)
        )
        files["title.episode"].write(line(its_id, imdb, episode.season, episode.number))


def _invented(
    generator: random.Random, count: int, known: list[tuple[str, int]], apart: int
) -> Iterator[tuple[str, str, int, int, int]]:
    """Type, title, year, minutes, votes."""
    for _ in range(count):
        kind, year = generator.choice(_TYPES), generator.randint(1900, 2025)
        votes = int(generator.paretovariate(0.7))
        if known and generator.random() < 0.1:
            title, year = generator.choice(known)
            year += generator.choice((0, *range(-40, 1 - apart), *range(apart, 40)))
            votes = min(votes, 500)
            if kind in ("movie", "tvSeries"):
                kind = "short"  # an obscure namesake
        else:
            parts = [generator.choice(_FIRST), generator.choice(_SECOND)]
            if generator.random() < 0.6:
                parts.append(generator.choice(_THIRD))
            if generator.random() < 0.7:
                parts.insert(0, _name(generator))
            title = " ".join(parts)
        minutes = generator.randint(2, 40) if kind == "short" else generator.randint(60, 180)
        yield kind, title, year, minutes, votes


def _name(generator: random.Random) -> str:
    """An invented name, of which there are many thousands."""
    return "".join(
        generator.choice(("ka", "lo", "mi", "ra", "ste", "vin", "bor", "na", "el", "tho", "si", "ger"))
        for _ in range(3)
    ).capitalize()


def _write_invented(
    files: dict[str, IO[str]], number: int, kind: str, title: str, year: int, minutes: int, votes: int
) -> None:
    imdb = f"tt{number}"
    files["title.basics"].write(line(imdb, kind, title, title, 0, year, None, minutes, "Drama"))
    if votes >= 5:
        files["title.ratings"].write(line(imdb, 5.0 + number % 40 / 10, min(votes, 30_000)))
    files["title.akas"].write(line(imdb, 1, title, None, None, "original", None, 1))
    if number % 3 == 0:
        files["title.akas"].write(line(imdb, 2, f"{title} – Der Film", "DE", None, "imdbDisplay", None, 0))
