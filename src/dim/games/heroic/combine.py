"""Makes games of what the files of Heroic and Legendary say. Pure, but for asking where installations are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from dim.games.heroic.installed import folder_name
from dim.games.heroic.model import SOURCES, Entry, Installation, Marks, Metadata, Runner
from dim.games.launcher.installed_paths import Installed
from dim.games.model import NO_ACCOUNT, ArtworkKind, Game, GameImage, GameType, Play

_NOTHING = Installation()


@dataclass(frozen=True, slots=True)
class RunnerData:
    """What is known of a runner's games, by app id."""

    runner: Runner
    entries: Mapping[str, Entry]
    installed: Mapping[str, Installation] | None
    """None: only the list says what is installed."""
    metadata: Mapping[str, Metadata]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known for all runners."""

    plays: Mapping[str, Play]
    marks: Marks
    images: Callable[[Mapping[ArtworkKind, str]], dict[ArtworkKind, GameImage]]
    find: Callable[[str | None], Installed]
    """Where an installation is."""
    has_heroic: bool
    """Whether there is a Heroic, which can start games."""


def games(data: RunnerData, around: Surroundings) -> tuple[list[Game], list[Installed]]:
    """The games of a runner, in the order of their files, and where the installed ones are."""
    parents = _parents(data)
    found, places = [], []
    for app in dict.fromkeys((*data.entries, *(data.installed or ()), *data.metadata)):
        made = _game(data, app, parents.get(app), around)
        if made is not None:
            found.append(made[0])
            places.append(made[1])
    return found, places


def _parents(data: RunnerData) -> dict[str, str]:
    """The game that DLC belongs to: as the lists of games say, or by the ids in Epic's catalog."""
    found = {extra: entry.app for entry in data.entries.values() for extra in entry.extras}
    by_catalog = {one.catalog_id: one.app for one in data.metadata.values() if one.catalog_id}
    for one in data.metadata.values():
        if one.main_game in by_catalog:
            found[one.app] = by_catalog[one.main_game]
    return found


def _game(data: RunnerData, app: str, parent: str | None, around: Surroundings) -> tuple[Game, Installed] | None:
    entry, facts = data.entries.get(app), data.metadata.get(app)
    installation = (data.installed or {}).get(app)
    is_installed = bool(entry and entry.installed) if data.installed is None else installation is not None
    if installation is None:
        installation = entry.installation if entry is not None and is_installed else _NOTHING
    title = (entry.title if entry else "") or (facts.title if facts else "")
    title = title or installation.title or folder_name(installation)
    if not title:
        return None
    kind = _type(entry, facts, installation)
    place = around.find(installation.path) if is_installed else Installed(None)
    source = SOURCES[data.runner]
    can_start = around.has_heroic and kind != "dlc"
    game = Game(
        source=source,
        source_id=app,
        title=title,
        type=kind,
        installed=is_installed,
        missing=place.missing,
        size=installation.size if is_installed else 0,
        install_path=place.path,
        launch=f"heroic://launch/{data.runner}/{quote(app, safe='')}" if can_start else None,
        store_page=entry.store_page if entry else None,
        platforms=installation.platforms or (entry.platforms if entry else ()) or (facts.platforms if facts else ()),
        developers=(entry.developers if entry else ()) or (facts.developers if facts else ()),
        genres=entry.genres if entry else (),
        release_date=(entry.release_date if entry else None) or (facts.release_date if facts else None),
        overview=(entry.overview if entry else None) or (facts.overview if facts else None),
        parent=parent if kind == "dlc" else None,
        ids={} if source == "sideload" else {source: app},
        plays=_plays(app, around),
        artwork=around.images(entry.art) if entry else {},
    )
    return game, place


def _type(entry: Entry | None, facts: Metadata | None, installation: Installation) -> GameType:
    if (entry is not None and entry.is_dlc) or installation.is_dlc:
        return "dlc"
    return facts.type if facts is not None else "game"


def _plays(app: str, around: Surroundings) -> dict[str, Play]:
    played = around.plays.get(app, Play())
    found = Play(played.play_time, played.last_played, app in around.marks.favorite, app in around.marks.hidden)
    return {NO_ACCOUNT: found} if found != Play() else {}
