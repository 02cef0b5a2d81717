"""A fake Steam store."""

from datetime import date
from typing import Any

from starlette.requests import Request

from support.metadata.fake import Reply
from support.metadata.fake_games import FakeGames
from support.metadata.game_samples import SampleGame

_LIBRARY_ART = ("library_600x900_2x.jpg", "library_600x900.jpg", "library_hero.jpg", "logo.png", "header.jpg")
_GERMAN_MONTHS = ("Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sep.", "Okt.", "Nov.", "Dez.")
_RATINGS = {"ESRB": "esrb", "PEGI": "pegi", "USK": "usk"}
TOO_FAST = Reply(None, 429)


class FakeSteam(FakeGames):
    """Answers in the language that is asked for, with localised dates. Pictures are where Steam's CDN has them."""

    name = "steam"

    async def answer(self, request: Request) -> Reply:
        query = request.query_params
        match request.url.path.strip("/").split("/"):
            case ["api", "appdetails"]:
                return self._details(query.get("appids", ""), query.get("l", ""), query.get("cc", ""))
            case ["api", "storesearch"]:
                found = self.named(query.get("term", ""))
                items = [self._item(one) for one in found]
                return Reply({"total": len(items), "items": items})
        return Reply({}, 404)

    def picture(self, path: str) -> Reply:
        name = path.rpartition("/")[2]
        is_known = name in _LIBRARY_ART or name.startswith("ss_")
        return super().picture(path) if is_known else Reply("nothing", 404)

    def _details(self, app: str, language: str, country: str) -> Reply:
        game = self.known_by("steam", app)
        if game is None or (game.sold_in and country not in game.sold_in):
            return Reply({app: {"success": False}})
        return Reply({app: {"success": True, "data": self._data(game, language)}})

    def _data(self, game: SampleGame, language: str) -> dict[str, Any]:
        app, day = game.ids["steam"], date.fromisoformat(game.released)
        german = language == "german"
        return {
            "type": "game", "name": game.title, "steam_appid": int(app), "required_age": "18" if "M" in game.ratings.values() else 0,
            "is_free": False, "short_description": f"Auf Deutsch: {game.overview}" if german else game.overview,
            "supported_languages": "English<strong>*</strong>", "pc_requirements": [], "developers": list(game.developers),
            "publishers": list(game.publishers), "platforms": {"windows": True, "mac": "mac" in game.platforms, "linux": "linux" in game.platforms},
            "header_image": f"{self.origin}/store_item_assets/steam/apps/{app}/header.jpg?t=1",
            "genres": [{"id": str(at), "description": name} for at, name in enumerate(game.genres)],
            "screenshots": [{"id": at, "path_full": f"{self.origin}/store_item_assets/steam/apps/{app}/ss_{at}.jpg"} for at in range(3)],
            "release_date": {
                "coming_soon": False,
                "date": f"{day.day}. {_GERMAN_MONTHS[day.month - 1]} {day.year}" if german else f"{day.day} {day:%b}, {day.year}",
            },
            "ratings": {
                _RATINGS[system]: {"rating": value.lower(), "descriptors": "Violence"} for system, value in game.ratings.items()
            } or None,
            **({"metacritic": {"score": game.score, "url": "https://www.metacritic.com/"}} if game.score else {}),
        }  # fmt: skip

    def _item(self, game: SampleGame) -> dict[str, Any]:
        return {
            "type": "app", "name": game.title, "id": int(game.ids["steam"]), "tiny_image": f"{self.origin}/tiny.jpg",
            "metascore": str(game.score or ""), "platforms": {"windows": True, "mac": "mac" in game.platforms, "linux": "linux" in game.platforms},
        }  # fmt: skip
