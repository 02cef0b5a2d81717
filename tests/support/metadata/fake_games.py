"""What fake providers of games share. See `/work/shared/research/games.md`, sections 1.13 and 5.2."""

from collections.abc import Sequence

from support.metadata.fake import FakeProvider
from support.metadata.game_samples import SampleGame
from support.metadata.known import words


class FakeGames(FakeProvider):
    """A provider of games on loopback."""

    has_etags = False

    def __init__(self, games: Sequence[SampleGame] = (), *, port: int = 0) -> None:
        super().__init__((), port=port)
        self.games = [one for one in games if self.name in one.ids]

    def named(self, term: str) -> list[SampleGame]:
        """The games that have all words of a term in one of their titles."""
        wanted = words(term)
        return [
            one
            for one in self.games
            if wanted and any(wanted <= words(name) for name in (one.title, *one.other_titles))
        ]

    def known_by(self, service: str, number: str) -> SampleGame | None:
        """The game of an id."""
        return next((one for one in self.games if one.ids.get(service) == number), None)
