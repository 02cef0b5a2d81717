"""Names of files as people and groups give them, with the title that each means: the same ones each time.

`names(TUNED)` may be looked at while matching is improved, `names(HELD_OUT)` says whether that helps with others.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from dim.naming import fold
from support.metadata.known import KnownTitle
from support.metadata.spelling import dotted, on_disk, slip
from support.metadata.world import movies, shows

TUNED, HELD_OUT = 1, 2
NUMBER = 1_000
SHARE_OF_SHOWS, SHARE_UNKNOWN = 0.2, 0.05
_UNNAMED = re.compile(r"(?:Episode|Chapter|Part) \d+$")
FAR_BETTER_KNOWN = 8
"""How many times as popular as its namesakes a title has to be for its name alone to mean it."""


@dataclass(frozen=True, slots=True)
class ReleaseName:
    """A movie's file, or some files of a show's folder."""

    style: str
    paths: tuple[str, ...]
    meant: KnownTitle | None
    """None: no title that is known."""
    is_clear: bool = True
    """Whether the name says which title it is; if not, nothing but `meant` may be certain."""
    runtime: float | None = None
    """Of the file, if it was probed."""

    @property
    def kind(self) -> str:
        return "show" if self.style.startswith("show") else "movie"


def names(seed: int, number: int = NUMBER) -> list[ReleaseName]:
    """Names of all styles, mixed."""
    generator = random.Random(seed)
    found: list[ReleaseName] = []
    while len(found) < number:
        draw = generator.random()
        if draw < SHARE_UNKNOWN:
            found.append(_unknown(generator))
        elif draw < SHARE_UNKNOWN + SHARE_OF_SHOWS:
            found += _show(generator, generator.choice(_named_shows()))
        else:
            found += _movie(generator, generator.choice(_named_movies()))
    return found[:number]


@cache
def _named_movies() -> list[KnownTitle]:
    """Decoys are in the way; nobody has them."""
    return [
        one
        for one in movies()
        if one.id("imdb") and (one.details.facts.runtime or 0) > 2_700 and one.id("wikidata") and not _is_decoy(one)
    ]


@cache
def _named_shows() -> list[KnownTitle]:
    return [one for one in shows() if one.id("imdb")]


def _is_decoy(one: KnownTitle) -> bool:
    return one.title.startswith("The Making of ") or (one.id("imdb") or "").startswith("tt7000")


@cache
def _called() -> dict[tuple[str, str], list[KnownTitle]]:
    """Titles by kind and each folded name that they have."""
    found: dict[tuple[str, str], list[KnownTitle]] = {}
    for one in (*movies(), *shows()):
        facts = one.details.facts
        for name in {
            fold(title) for title in (one.title, facts.original_title or one.title, *facts.other_titles) if title
        }:
            found.setdefault((one.kind, _without_article(name)), []).append(one)
    return found


def namesakes(name: str, one: KnownTitle) -> list[KnownTitle]:
    """Other titles that have a name too."""
    return [other for other in _called().get((one.kind, _without_article(fold(name))), []) if other is not one]


def _without_article(folded: str) -> str:
    return re.sub(r"^(?:the|a|an|der|die|das|le|la|les|el|il) (?=.)", "", folded)


def _is_clear(name: str, one: KnownTitle) -> bool:
    """Whether a name without a year means this title."""
    return all(other.popularity * FAR_BETTER_KNOWN < one.popularity for other in namesakes(name, one))


def _movie(generator: random.Random, one: KnownTitle) -> list[ReleaseName]:
    """One name; none if the style does not fit."""
    style = generator.choice(tuple(MOVIE_STYLES))
    written = MOVIE_STYLES[style](generator, one)
    if written is None:
        return []
    path, is_clear = written
    facts = one.details.facts
    probed = generator.random() < 0.6
    runtime = (facts.runtime or 0) * generator.uniform(0.99, 1.01) if probed else None
    return [ReleaseName(style, (path,), one, is_clear, runtime)]


Written = tuple[str, bool] | None
"""A path, and whether it is clear; None: the style does not fit."""


def _year(one: KnownTitle) -> int:
    return one.details.facts.year or 0


def _scene(generator: random.Random, one: KnownTitle) -> Written:
    tags = generator.choice(
        ("1080p.BluRay.x264-SPARKS", "720p.WEB-DL.H264-EVO", "2160p.UHD.BluRay.x265-TERMiNAL", "DVDRip.XviD-DiAMOND")
    )
    name = f"{dotted(one.title)}.{_year(one)}.{tags}"
    return f"{name}/{name}.mkv", True


def _p2p(generator: random.Random, one: KnownTitle) -> Written:
    folder = f"{on_disk(one.title)} ({_year(one)}) [1080p] [BluRay] [5.1] [YTS.MX]"
    return (
        f"{folder}/{dotted(one.title)}.{_year(one)}.{generator.choice(('1080p', '720p'))}.BluRay.x264.AAC5.1-[YTS.MX].mp4",
        True,
    )


def _plex(generator: random.Random, one: KnownTitle) -> Written:
    edition = generator.choice(("", "", "", " {edition-Director's Cut}"))
    return f"{on_disk(one.title)} ({_year(one)})/{on_disk(one.title)} ({_year(one)}){edition}.mkv", True


def _kodi(generator: random.Random, one: KnownTitle) -> Written:
    return f"Movies/{on_disk(one.title)} ({_year(one)}) {generator.choice(('1080p', 'BluRay', '4K HDR'))}.mkv", True


def _lower(generator: random.Random, one: KnownTitle) -> Written:
    joint = generator.choice(("_", " ", "."))
    return f"{dotted(one.title).replace('.', joint).lower()}{joint}{_year(one)}{joint}dvdrip.avi", True


def _foreign(generator: random.Random, one: KnownTitle) -> Written:
    words = {
        "de": "German.DL",
        "fr": "FRENCH",
        "es": "SPANISH",
        "ru": "RUS",
        "it": "iTALiAN",
        "ja": "JAPANESE",
        "zh": "CHINESE",
        "pl": "POLISH",
    }
    others = [
        each
        for each in one.details.facts.translations
        if each.language in words and each.title and each.title != one.title
    ]
    if not others:
        return None
    chosen = generator.choice(others)
    assert chosen.title is not None
    if generator.random() < 0.5:
        return f"{dotted(chosen.title)}.{_year(one)}.{words[chosen.language]}.1080p.BluRay.x264-ENCOUNTERS.mkv", True
    return f"{on_disk(chosen.title)} ({_year(one)})/{on_disk(chosen.title)} ({_year(one)}).mkv", True


def _original(generator: random.Random, one: KnownTitle) -> Written:
    original = one.details.facts.original_title
    if not original or original == one.title:
        return None
    return f"{on_disk(original)} ({_year(one)}){generator.choice(('', ' 1080p', ' BDRip x265'))}.mkv", True


def _other_title(generator: random.Random, one: KnownTitle) -> Written:
    facts = one.details.facts
    latin = [title for title in facts.other_titles if title.isascii()]
    if not latin:
        return None
    other = generator.choice(latin)
    if generator.random() < 0.5:
        return f"{dotted(other)}.AKA.{dotted(one.title)}.{_year(one)}.1080p.BluRay.x264-CiNEFiLE.mkv", True
    return f"{on_disk(other)} ({_year(one)}) [1080p].mkv", True


def _slipped(generator: random.Random, one: KnownTitle) -> Written:
    wrong = slip(generator, one.title)
    if wrong == one.title or namesakes(wrong, one):
        return None
    return (
        f"{on_disk(wrong)} ({_year(one)}) 1080p.mkv"
        if generator.random() < 0.5
        else f"{dotted(wrong)}.{_year(one)}.720p.HDTV.x264.mkv",
        True,
    )


def _no_year(generator: random.Random, one: KnownTitle) -> Written:
    ending = generator.choice((".1080p.BluRay.x264-SPARKS.mkv", ".mkv", ".DVDRip.avi"))
    return f"{dotted(one.title)}{ending}", _is_clear(one.title, one)


def _year_off(generator: random.Random, one: KnownTitle) -> Written:
    year = _year(one) + generator.choice((-1, 1))
    if any(abs(_year(other) - year) <= 2 for other in namesakes(one.title, one)):
        return None
    return f"{on_disk(one.title)} ({year})/{on_disk(one.title)} ({year}) 1080p.mkv", True


def _article(generator: random.Random, one: KnownTitle) -> Written:
    found = re.match(r"(The|A|An) (.+)", one.title)
    if found is None:
        return None
    title = generator.choice((found[2], f"{found[2]}, {found[1]}"))
    return f"{on_disk(title)} ({_year(one)}) 720p.mkv", True


def _with_id(generator: random.Random, one: KnownTitle) -> Written:
    provider = generator.choice(("imdb", "tmdb"))
    form = generator.choice(("{{{0}-{1}}}", "[{0}id-{1}]")).format(provider, one.id(provider))
    title = generator.choice((one.title, one.details.facts.original_title or one.title))
    year = f" ({_year(one)})" if generator.random() < 0.8 or provider == "tmdb" else ""
    return f"{on_disk(title)}{year} {form}/{on_disk(title)}{year}.mkv", True


MOVIE_STYLES: dict[str, Callable[[random.Random, KnownTitle], Written]] = {
    "scene": _scene, "P2P": _p2p, "Plex folder": _plex, "Kodi": _kodi, "lower case": _lower, "foreign title": _foreign,
    "original title": _original, "other title": _other_title, "typing slip": _slipped, "no year": _no_year, "year off by one": _year_off,
    "no article": _article, "id in name": _with_id,
}  # fmt: skip


def _show(generator: random.Random, one: KnownTitle) -> list[ReleaseName]:
    """Some episodes of one season; none if the style does not fit."""
    style = generator.choice(("Plex", "Plex, no year", "scene", "foreign", "id", "absolute", "specials", "titles"))
    seasons = sorted({each.season for each in one.details.episodes if (each.season == 0) == (style == "specials")})
    if not seasons:
        return []
    season = generator.choice(seasons)
    episodes = [each for each in one.details.episodes if each.season == season][: generator.randint(2, 12)]
    is_daily = season > 1900
    is_clear = True
    title, year = on_disk(one.title), f" ({_year(one)})"
    if style in ("Plex, no year", "scene", "titles"):
        year, is_clear = "", _is_clear(one.title, one)
    if style == "titles":
        is_clear = is_clear or all(not _UNNAMED.match(each.facts.title or "") for each in episodes)
    if style == "foreign":
        others = [title for title in one.details.facts.other_titles if title != one.title]
        if not others:
            return []
        title = on_disk(generator.choice(others))
    if style == "id":
        year += f" {{imdb-{one.id('imdb')}}}" if generator.random() < 0.5 else f" [tmdbid-{one.id('tmdb')}]"
    if style == "absolute":
        if is_daily or not all(each.absolute for each in episodes) or (season > 1 and _year(one) != _year(one)):
            return []
        name = re.sub(r"[:.]", "", one.details.facts.other_titles[0] if one.details.facts.other_titles else one.title)
        paths = [f"{name}/[SubsPlease] {name} - {each.absolute:02} (1080p).mkv" for each in episodes]
        return [ReleaseName("show, absolute", tuple(paths), one, _is_clear(name, one))]
    paths = []
    for each in episodes:
        assert each.facts.title is not None
        number = f"S{season:02}E{each.number:02}" if not is_daily else each.facts.released or ""
        if style == "scene":
            tail = number.replace("-", ".") if is_daily else number
            paths.append(
                f"{dotted(one.title)}.S{season:02}.1080p.WEB.h264-GGEZ/{dotted(one.title)}.{tail}.1080p.WEB.h264-GGEZ.mkv"
            )
        else:
            folder = "Specials" if season == 0 else f"Season {season:02}"
            named = f" - {on_disk(each.facts.title)}" if style not in ("Plex, no year", "foreign") else ""
            paths.append(f"{title}{year}/{folder}/{title} - {number}{named}.mkv")
    return [ReleaseName(f"show, {style}", tuple(paths), one, is_clear)]


_HOME = (
    "Holiday in Rome 2014.mp4", "IMG_2034.MOV", "Lena's first birthday.mp4", "VID_20190412_173305.mp4", "Wedding Anna and Tom (2016).mkv",
    "GoPro/GOPR0421.MP4", "Drone over the lake 4K.mp4", "Christmas 1998 VHS.avi", "untitled.mkv", "capture-1.mkv", "school play 2011.mpg",
)  # fmt: skip


def _unknown(generator: random.Random) -> ReleaseName:
    """What no provider knows, or what two titles claim alike."""
    draw = generator.random()
    if draw < 0.3:
        return ReleaseName("unknown, at home", (generator.choice(_HOME),), None, is_clear=False)
    if draw < 0.7:
        first, last = generator.choice(_INVENTED_FIRST), generator.choice(_INVENTED_LAST)
        return ReleaseName(
            "unknown, invented",
            (f"The {first} {last} ({generator.randint(1950, 2024)})/The {first} {last}.mkv",),
            None,
            is_clear=False,
        )
    shared = [one for one in _named_movies() if namesakes(one.title, one) and not _is_clear(one.title, one)]
    return ReleaseName(
        "unknown, shared title",
        (f"{dotted(generator.choice(shared).title)}.1080p.BluRay.x264.mkv",),
        None,
        is_clear=False,
    )


_INVENTED_FIRST = ("Copper", "Velvet", "Thirteenth", "Cartographer's", "Unsent", "Hollow", "Paper", "Salt")
_INVENTED_LAST = (
    "Lighthouse", "Orchard", "Violin", "Apprentice", "Timetable", "Ferryman", "Almanac", "Observatory",
)  # fmt: skip
