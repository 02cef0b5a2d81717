"""A card: what a grid shows of a movie, a show or an episode; and the JSON text in which cards stand ready."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

import orjson

from dim.artwork.store import StoredImage
from dim.catalog.browse.artwork import Artwork


@dataclass(frozen=True, slots=True)
class GameFields:
    """What a grid shows of a game beside the fields of every title. `play_time`, `last_played` (Unix time) and `favorite` are the
    user's own.
    """

    source: str
    platforms: tuple[str, ...] = ()
    installed: bool = False
    updating: bool = False
    hidden: bool = False
    size: int = 0
    label: str | None = None
    play_time: int = 0
    last_played: int | None = None
    favorite: bool = False

    def to_json(self) -> dict[str, object]:
        """As version 1 of the API has them, the user's own last."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a grid shows of an item, for one user. Durations and `seconds` are seconds."""

    id: int
    kind: str
    library_id: int
    title_id: int
    """The movie or show: the item itself, or an episode's show."""
    title: str
    """The title of the movie or show."""
    year: int | None = None
    artwork: Artwork = field(default_factory=dict)
    duration: float | None = None
    missing: bool = False
    """No file of it is there."""
    episodes: int | None = None
    """Of a show: how many it has, specials not counted."""
    episode_title: str | None = None
    season: int | None = None
    episode: int | None = None
    """Of an episode: its title and numbers."""
    watched: bool = False
    unwatched: int = 0
    """Of a show: how many episodes the user has not watched."""
    seconds: float = 0.0
    """Where the user stopped."""
    game: GameFields | None = None
    """Of a game."""

    @property
    def name(self) -> str:
        """The name in a list of what is played: an episode's has its show and numbers."""
        if self.kind != "episode":
            return self.title
        episode_title = f" · {self.episode_title}" if self.episode_title else ""
        return f"{self.title} · S{self.season or 0:02}E{self.episode or 0:02}{episode_title}"

    def to_json(self) -> dict[str, object]:
        """The card as version 1 of the API has it, with the user's own fields last."""
        common: dict[str, object] = {
            "id": self.id, "kind": self.kind, "library_id": self.library_id, "media_id": self.title_id, "title": self.title,
            "year": self.year, "pictures": artwork_json(self.artwork), "duration": self.duration, "missing": self.missing,
            "episodes": self.episodes,
        }  # fmt: skip
        if self.kind == "episode":
            common |= {"episode_title": self.episode_title, "season": self.season, "episode": self.episode}
        if self.game is not None:
            common |= self.game.to_json()
        return common | {"watched": self.watched, "unwatched": self.unwatched, "seconds": self.seconds}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """A card from what `to_json` gives."""
        of_game = {name: values[name] for name in GameFields.__slots__} if values["kind"] == "game" else {}
        own = {name: value for name, value in values.items() if name not in ("media_id", "pictures", *of_game)}
        if of_game:
            own["game"] = GameFields(**{**of_game, "platforms": tuple(of_game["platforms"])})
        images = {kind: StoredImage(**image) for kind, image in values["pictures"].items()}
        return cls(title_id=values["media_id"], artwork=images, **own)


def artwork_json(images: Artwork) -> dict[str, dict[str, str | int]]:
    """Artwork as version 1 of the API has it."""
    return {
        kind: {
            "digest": image.digest, "width": image.width, "height": image.height, "placeholder": image.placeholder
        }
        for kind, image in images.items()
    }  # fmt: skip


_OWN_PLAY = '"play_time":0,"last_played":null,"favorite":false'
_OWN = orjson.dumps({"watched": False, "unwatched": 0, "seconds": 0.0}).decode()[1:]


def shared_text(card: Card) -> str:
    """A card's JSON up to the user's own fields: the same for everyone, it is stored."""
    text = orjson.dumps(replace(card, watched=False, unwatched=0, seconds=0.0).to_json()).decode()
    text = text.removesuffix("," + _OWN)
    return text.removesuffix("," + _OWN_PLAY) if card.game is not None else text


def with_progress(text: str, watched: bool, unwatched: int, seconds: float) -> str:
    """A card's JSON from `shared_text` and the user's own fields."""
    return f'{text},"watched":{"true" if watched else "false"},"unwatched":{unwatched},"seconds":{seconds}}}'


def with_play(text: str, play_time: int, last_played: int | None, favorite: bool) -> str:
    """A game's card: its shared text with the user's own fields, to which `with_progress` adds what all titles have."""
    last = "null" if last_played is None else last_played
    return f'{text},"play_time":{play_time},"last_played":{last},"favorite":{"true" if favorite else "false"}'
