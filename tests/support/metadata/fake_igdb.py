"""A fake IGDB, with Twitch's service of tokens beside it."""

import re
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request

from support.metadata.fake import Reply
from support.metadata.fake_games import FakeGames
from support.metadata.game_samples import SampleGame

CLIENT_ID, CLIENT_SECRET = "abcdefghijklmnopqrstuvwxyz0123", "zyxwvutsrqponmlkjihgfedcba9876"
KEY = f"{CLIENT_ID}:{CLIENT_SECRET}"
_SOURCES = {"steam": 1, "gog": 5, "epic": 26}
_SEARCH = re.compile(r'search "([^"]*)"')
_YEARS = re.compile(r"first_release_date >= (-?\d+) & first_release_date < (-?\d+)")
_EXTERNAL = re.compile(r'where uid = "([^"]*)" & external_game_source = (\d+)')
_ID = re.compile(r"where id = (\d+)")


class FakeIgdb(FakeGames):
    """IGDB at /v4 and tokens at /oauth2/token, for `CLIENT_ID` and `CLIENT_SECRET`. Pictures are at /igdb/image/upload."""

    name = "igdb"
    path = "/v4"
    expires_in = 5_000_000
    tokens = 0
    """How many tokens were given out; the last one holds."""

    @property
    def token_url(self) -> str:
        """What the setting `DIM_IGDB_TOKEN_URL` names."""
        return f"{self.origin}/oauth2/token"

    @property
    def settings(self) -> dict[str, str]:
        """Settings of a server that asks it."""
        return {
            "DIM_IGDB_URL": self.url, "DIM_IGDB_TOKEN_URL": self.token_url, "DIM_IGDB_CLIENT_ID": CLIENT_ID,
            "DIM_IGDB_CLIENT_SECRET": CLIENT_SECRET,
        }  # fmt: skip

    async def answer(self, request: Request) -> Reply:
        path = request.url.path.strip("/")
        if path == "oauth2/token":
            return self._token(request)
        token = f"Bearer token{self.tokens}"
        if request.headers.get("client-id") != CLIENT_ID or request.headers.get("authorization") != token:
            return Reply({"message": "Authorization Failure. Have you tried:"}, 401)
        question = (await request.body()).decode()
        assert request.method == "POST", request.method
        assert "external_games.category" not in question, "IGDB refuses fields that are gone"
        match path:
            case "v4/games":
                return Reply(self._games(question))
            case "v4/external_games":
                return Reply(self._external(question))
        return Reply([{"title": "Not found", "status": 404}], 404)

    def _token(self, request: Request) -> Reply:
        query = request.query_params
        if query.get("client_id") != CLIENT_ID:
            return Reply({"status": 400, "message": "invalid client"}, 400)
        if query.get("client_secret") != CLIENT_SECRET or query.get("grant_type") != "client_credentials":
            return Reply({"status": 403, "message": "invalid client secret"}, 403)
        self.tokens += 1
        return Reply({"access_token": f"token{self.tokens}", "expires_in": self.expires_in, "token_type": "bearer"})

    def _games(self, question: str) -> list[dict[str, Any]]:
        if found := _ID.search(re.sub(r'"[^"]*"', "", question)):
            game = self.known_by("igdb", found[1])
            return [self._game(game)] if game else []
        if found := _SEARCH.search(question):
            games = self.named(found[1])
            if years := _YEARS.search(question):
                games = [one for one in games if int(years[1]) <= _seconds(one) < int(years[2])]
            return [self._game(one) for one in games]
        return [self._game(one) for one in self.games[:1]]

    def _external(self, question: str) -> list[dict[str, Any]]:
        found = _EXTERNAL.search(question)
        assert found is not None, question
        name = next(name for name, number in _SOURCES.items() if number == int(found[2]))
        game = self.known_by(name, found[1])
        if game is None:
            return []
        return [{"id": 9, "game": int(game.ids["igdb"]), "uid": found[1], "external_game_source": int(found[2])}]

    def _game(self, game: SampleGame) -> dict[str, Any]:
        number = int(game.ids["igdb"])
        companies = [(name, "developer") for name in game.developers] + [
            (name, "publisher") for name in game.publishers
        ]
        return {
            "id": number, "name": game.title, "summary": f"IGDB says: {game.overview}", "first_release_date": _seconds(game),
            "alternative_names": [{"id": at, "name": name} for at, name in enumerate(game.other_titles)],
            "cover": {"id": 1, "image_id": f"co{number}", "width": 600, "height": 800},
            "artworks": [{"id": 2, "image_id": f"ar{number}", "width": 3840, "height": 2160}],
            "screenshots": [{"id": 3, "image_id": f"sc{number}", "width": 1280, "height": 720}],
            "platforms": [{"id": at, "slug": slug, "name": slug.title()} for at, slug in enumerate(game.platforms)],
            "total_rating": game.score, "total_rating_count": 1234, "genres": [{"id": 1, "name": name} for name in game.genres],
            "themes": [{"id": 1, "name": "Science fiction"}],
            "age_ratings": [
                {"id": at, "organization": {"id": at, "name": system}, "rating_category": {"id": at, "rating": value}}
                for at, (system, value) in enumerate({"CERO": "D", **game.ratings}.items())
            ],
            "involved_companies": [
                {"id": at, "company": {"id": at, "name": name}, "developer": role == "developer", "publisher": role == "publisher"}
                for at, (name, role) in enumerate(companies)
            ],
            "external_games": [
                {"id": at, "uid": uid, "external_game_source": _SOURCES[name]}
                for at, (name, uid) in enumerate(game.ids.items()) if name in _SOURCES
            ],
            "videos": [{"id": 1, "name": "Trailer", "video_id": "tax4e4hBBZc"}, {"id": 2, "name": "x", "video_id": "../.."}],
        }  # fmt: skip


def _seconds(game: SampleGame) -> int:
    return int(datetime.fromisoformat(game.released).replace(tzinfo=UTC).timestamp())
