"""Real shows (naming_shows.txt), twenty episodes of each in ten layouts, in the language of the show."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bench.naming_films import on_disk, release

LIST = Path(__file__).with_suffix(".txt")
EPISODES, SEASON, FIRST_ABSOLUTE = 20, 2, 93
TITLES = (
    "Pilot", "The Long Way Home", "Ashes", "24 Hours", "A Night at the Opera", "Part of the Plan", "Exit Wounds", "The Second Letter",
    "Mr. Nobody", "What's Left", "Out of Season", "One Hundred", "The French Visitor", "Proper Manners", "Low Tide", "Yes & No", "Room 9",
    "The Final Cut", "Who Knows?", "Home",
)  # fmt: skip
WORDS = {
    "en": ("Season {}", "Episode {:02}"), "de": ("Staffel {}", "Folge {:02}"), "fr": ("Saison {}", "Épisode {:02}"),
    "es": ("Temporada {}", "Capítulo {:02}"), "pt": ("{}ª Temporada", "Episódio {:02}"), "it": ("Stagione {}", "Episodio {:02}"),
    "nl": ("Seizoen {}", "Aflevering {:02}"), "da": ("Sæson {}", "Afsnit {:02}"), "sv": ("Säsong {}", "Avsnitt {:02}"),
    "no": ("Sesong {}", "Episode {:02}"), "fi": ("Kausi {}", "Jakso {:02}"), "pl": ("Sezon {}", "Odcinek {:02}"),
    "cs": ("{}. série", "{:02}. díl"), "hu": ("{}. évad", "{:02}. rész"), "ru": ("{} сезон", "{:02} серия"),
    "uk": ("Сезон {}", "Серія {:02}"), "tr": ("Sezon {}", "{:02}. Bölüm"), "el": ("Κύκλος {}", "Επεισόδιο {:02}"),
    "he": ("עונה {}", "פרק {:02}"), "ar": ("الموسم {}", "الحلقة {:02}"), "hi": ("Season {}", "Episode {:02}"),
    "ja": ("第{}期", "第{:02}話"), "ko": ("시즌 {}", "제{:02}화"), "zh": ("第{}季", "第{:02}集"), "th": ("Season {}", "ตอนที่ {:02}"),
    "vi": ("Phần {}", "Tập {:02}"), "id": ("Musim {}", "Episode {:02}"),
}  # fmt: skip
"""The words for a season's folder and for an episode, by language (ISO 639-1)."""


@dataclass(frozen=True, slots=True)
class Show:
    """A show of the list."""

    title: str
    year: int | None
    language: str

    @property
    def named(self) -> str:
        """The title as media managers write it, with the year if another show has the same title."""
        return f"{on_disk(self.title)} ({self.year})" if self.year else on_disk(self.title)

    @property
    def released(self) -> str:
        """The title as groups write it."""
        return f"{release(self.title)}.{self.year}" if self.year else release(self.title)


@dataclass(frozen=True, slots=True)
class Episode:
    """What a path must be read as."""

    path: str
    season: int | None = None
    """None: any."""
    number: int | None = None
    date: str | None = None


def shows() -> Iterator[Show]:
    """The shows of the list."""
    language = ""
    for line in LIST.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            language = line.strip("[]")
        elif line and not line.startswith("# "):
            title, _, year = line.partition(" | ")
            yield Show(title, int(year) if year else None, language)


def season_folders(show: Show, number: int) -> Episode:
    """As Plex and Sonarr name them."""
    name = f"{show.named} - S{SEASON:02}E{number:02} - {on_disk(TITLES[number - 1])}"
    return Episode(f"{show.named}/Season {SEASON:02}/{name}.mkv", SEASON, number)


def flat_scene(show: Show, number: int) -> Episode:
    """All in one folder."""
    name = f"{show.released}.S{SEASON:02}E{number:02}.{release(TITLES[number - 1])}.1080p.WEB.h264-GRP"
    return Episode(f"TV/{name}.mkv", SEASON, number)


def kodi(show: Show, number: int) -> Episode:
    """The short form of Kodi's wiki."""
    return Episode(f"{show.named}/S{SEASON:02}E{number:02}.mkv", SEASON, number)


def anime(show: Show, number: int) -> Episode:
    """Numbers over all seasons, from two digits to three."""
    absolute = FIRST_ABSOLUTE + number
    return Episode(
        f"Anime/{on_disk(show.title)}/[Group] {on_disk(show.title)} - {absolute:02} [1080p].mkv", None, absolute
    )


def crosses(show: Show, number: int) -> Episode:
    """The older way to write season and episode."""
    name = f"{on_disk(show.title)} - {SEASON}x{number:02} - {on_disk(TITLES[number - 1])}"
    return Episode(f"{show.named}/{name}.avi", SEASON, number)


def localised(show: Show, number: int) -> Episode:
    """Folders and files with words in the language of the show."""
    season, episode = WORDS[show.language]
    return Episode(f"{show.named}/{season.format(SEASON)}/{episode.format(number)}.mkv", SEASON, number)


def daily(show: Show, number: int) -> Episode:
    """By date, in a folder for the year."""
    day = (date(2019, 5, 6) + timedelta(days=number)).isoformat()
    return Episode(f"{show.named}/2019/{on_disk(show.title)} - {day} - {on_disk(TITLES[number - 1])}.mkv", date=day)


def parts(show: Show, number: int) -> Episode:
    """A series in one season: 3of20."""
    return Episode(
        f"Documentaries/{show.released}.{number}of{EPISODES}.{release(TITLES[number - 1])}.720p.HDTV.mkv",
        None,
        number,
    )


def numbers_only(show: Show, number: int) -> Episode:
    """Files without a title."""
    return Episode(f"{show.named}/Season {SEASON}/{number:02}.mkv", SEASON, number)


def obfuscated(show: Show, number: int) -> Episode:
    """A release folder around a file whose name is a hash."""
    folder = f"{show.released}.S{SEASON:02}E{number:02}.1080p.WEB.h264-GRP"
    return Episode(f"{folder}/{hashlib.md5(folder.encode(), usedforsecurity=False).hexdigest()}.mkv", SEASON, number)


LAYOUTS: dict[str, Callable[[Show, int], Episode]] = {
    "season folders": season_folders, "flat scene": flat_scene, "Kodi": kodi, "anime, absolute": anime, "1x02": crosses,
    "words of its language": localised, "daily": daily, "3of20": parts, "numbers in season folders": numbers_only,
    "scene folder, hash": obfuscated,
}  # fmt: skip


def folders() -> Iterator[tuple[str, Show, list[Episode]]]:
    """Each show in each layout: the layout, the show, its files."""
    every = list(shows())
    for layout, write in LAYOUTS.items():
        for show in every:
            yield layout, show, [write(show, number) for number in range(1, EPISODES + 1)]
