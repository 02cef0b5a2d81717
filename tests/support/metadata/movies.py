"""The movies of the world: `data/movies.txt` as facts.

A line is title|year|minutes|genres|certification|directors|cast|more. More is, in any order: "tt0133093 603" (IMDb and TMDB ids; "-": it has
none there), "c:" a collection, "o:" the original title, "@GB en" country and language, "p:" popularity, "de:Matrix; …" titles in a language.
Ids that nobody knows by heart are invented.
"""

import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from dim.metadata.model import CollectionLink, Credit, Facts, Picture, Rating, TitleFacts, Trailer, Translation
from support.metadata.known import KnownTitle

DATA = Path(__file__).with_name("data")
GENRES = {
    "A": "Action", "V": "Adventure", "N": "Animation", "C": "Comedy", "K": "Crime", "O": "Documentary", "D": "Drama",
    "F": "Family", "Y": "Fantasy", "I": "History", "H": "Horror", "B": "Music", "M": "Mystery", "R": "Romance",
    "S": "Science Fiction", "T": "Thriller", "W": "War", "X": "Western",
}  # fmt: skip
CERTIFICATIONS = {
    "G": {"US": "G", "DE": "0", "GB": "U"}, "PG": {"US": "PG", "DE": "6", "GB": "PG"},
    "PG-13": {"US": "PG-13", "DE": "12", "GB": "12A"}, "R": {"US": "R", "DE": "16", "GB": "15"},
    "NC-17": {"US": "NC-17", "DE": "18", "GB": "18"},
}  # fmt: skip
_STUDIOS = ("Northlight Pictures", "Harbor Lane Films", "Silver Birch", "Atlas & Sons", "Moonrise Studios")
_KEYWORDS = (
    "friendship",
    "revenge",
    "based on novel or book",
    "time travel",
    "small town",
    "betrayal",
    "road trip",
    "coming of age",
)


def number_of(text: str, most: int = 900_000) -> int:
    """An invented number that is always the same for a text."""
    return 1 + zlib.crc32(text.encode()) % most


def lines(name: str) -> Iterator[str]:
    """The lines of a data file that say something."""
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("# ") and line != "#":
            yield line


class More:
    """What stands behind the fixed fields of a line."""

    def __init__(self, fields: list[str], title: str) -> None:
        self.numbers: list[str] = []
        self.original, self.collection = title, ""
        self.country, self.language = "US", "en"
        self.popularity = 10.0
        self.flags: set[str] = set()
        self.titles: list[tuple[str, str]] = []
        """By language."""
        for field in fields:
            name, colon, value = field.partition(":")
            if field.startswith("@"):
                self.country, self.language = field[1:].split()
            elif field.startswith(("tt", "- ")):
                self.numbers = field.split()
            elif colon and name == "o":
                self.original = value
            elif colon and name == "c":
                self.collection = value
            elif colon and name == "p":
                self.popularity = float(value)
            elif colon and len(name) == 2:
                self.titles += [(name, one.strip()) for one in value.split(";")]
            else:
                self.flags.add(field)

    def ids(self, *providers: str) -> dict[str, str]:
        """The ids at some providers, as they stand in the line."""
        return {name: value for name, value in zip(providers, self.numbers, strict=False) if value != "-"}

    def other_titles(self, title: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one for _, one in self.titles if one != title))

    def translations(self, title: str, overview: str) -> tuple[Translation, ...]:
        """One for each language but the original one; texts are in English there too."""
        stated: dict[str, str] = {}
        for language, other in self.titles:
            stated.setdefault(language, other)
        stated["en"] = title
        return tuple(
            Translation(language, other, overview if language == "en" else None)
            for language, other in sorted(stated.items())
        )


def people(names: str, job: str) -> tuple[Credit, ...]:
    """Credits of names with commas between."""
    found = []
    for name in filter(None, (one.strip() for one in names.split(","))):
        person = number_of(name)
        role = f"Role of {name.split()[0]}" if job == "actor" else None
        found.append(Credit(name, job, role, f"/profile-{person}.jpg", {"tmdb": str(person)}))
    return tuple(found)


def pictures(key: str) -> tuple[Picture, ...]:
    return (
        Picture("poster", f"/poster-{key}.jpg", 1000, 1500, "en", 5.6), Picture("poster", f"/poster-{key}-2.jpg", 1000, 1500, None, 5.1),
        Picture("backdrop", f"/backdrop-{key}.jpg", 1920, 1080, None, 5.4), Picture("logo", f"/logo-{key}.png", 800, 310, "en", 5.2),
    )  # fmt: skip


def genres(letters: str) -> tuple[str, ...]:
    return tuple(GENRES[letter] for letter in letters)


def ratings(title: str, year: int, popularity: float) -> tuple[Rating, ...]:
    """Invented ones, always the same."""
    seed = number_of(f"{title} {year}")
    value = round(4.5 + seed % 47 / 10, 1)
    return (
        Rating("tmdb", value, int(popularity * 200) + seed % 90),
        Rating("imdb", round(min(value + 0.2, 9.6), 1), int(popularity * 900) + seed % 500),
    )


def movie(line: str) -> KnownTitle:
    """The movie of a line."""
    title, year_text, minutes, letters, certification, directors, cast, *rest = line.split("|")
    more, year = More(rest, title), int(year_text)
    ids = more.ids("imdb", "tmdb")
    key = number_of(f"{title} {year}")
    ids.setdefault("tmdb", str(9_000_000 + key))
    if not more.numbers or more.numbers[0] != "-":
        ids.setdefault("imdb", f"tt{80_000_000 + key}")
    ids["wikidata"] = f"Q{100_000_000 + key}"
    return make(title, year, float(minutes), letters, certification, directors, cast, more, ids)


def make(
    title: str,
    year: int,
    minutes: float,
    letters: str,
    certification: str,
    directors: str,
    cast: str,
    more: More,
    ids: Mapping[str, str],
) -> KnownTitle:
    """A movie with everything that follows from the rest."""
    seed = number_of(f"{title} {year}")
    named = ", ".join(genres(letters)).lower()
    overview = f"A {named} film by {directors} from {year}" + (f", with {cast}." if cast else ".")
    value = ratings(title, year, more.popularity)
    collection = None
    if more.collection:
        collection = CollectionLink(
            more.collection, {"tmdb": str(number_of(more.collection))}, f"The films of the {more.collection}.",
            f"/poster-c{number_of(more.collection)}.jpg", f"/backdrop-c{number_of(more.collection)}.jpg",
        )  # fmt: skip
    facts = Facts(
        title=title, original_title=more.original, other_titles=more.other_titles(title), overview=overview,
        tagline=f"{title}. Nothing will be the same." if seed % 3 else None, year=year,
        released=f"{year}-{1 + seed % 12:02}-{1 + seed % 28:02}", runtime=minutes * 60, rating=value[0].value, ratings=value,
        certification=CERTIFICATIONS[certification]["US"], certifications=CERTIFICATIONS[certification], genres=genres(letters),
        studios=(_STUDIOS[seed % 5],), countries=(more.country,), languages=(more.language,),
        keywords=(_KEYWORDS[seed % 8], _KEYWORDS[(seed // 8) % 8]) if seed % 8 != seed // 8 % 8 else (_KEYWORDS[seed % 8],),
        trailers=(Trailer(f"https://www.youtube.com/watch?v=dim{seed:08}", "Official Trailer", "en"),),
        people=(*people(cast, "actor"), *people(directors, "director")), collection=collection,
        translations=more.translations(title, overview), ids=ids, pictures=pictures(ids["tmdb"]),
    )  # fmt: skip
    return KnownTitle("movie", TitleFacts(facts), more.popularity)


def decoys(of: list[KnownTitle]) -> Iterator[KnownTitle]:
    """Making-ofs, which are more popular than their films, and short films of the same name; of the most popular films."""
    popular = sorted(of, key=lambda one: -one.popularity)[:80]
    for place, film in enumerate(popular):
        facts = film.details.facts
        assert facts.year is not None
        if place % 2 == 0:
            title, year, minutes, letters = f"The Making of '{film.title}'", facts.year, 52.0, "O"
        else:
            title, year, minutes, letters = film.title, facts.year - 2 - place % 5, 9.0 + place % 20, "D"
        more = More([f"p:{film.popularity + 5}" if place % 2 == 0 else "p:4"], title)
        key = number_of(f"decoy {title} {year}")
        ids = {"tmdb": str(7_000_000 + key), "imdb": f"tt{70_000_000 + key}"}
        yield make(title, year, minutes, letters, "PG", "Lena Hartwig", "", more, ids)


def all_movies() -> list[KnownTitle]:
    """All movies, decoys last."""
    real = [movie(line) for line in lines("movies.txt")]
    return [*real, *decoys(real)]
