"""A fake SteamGridDB."""

from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request

from support.metadata.fake import Reply
from support.metadata.fake_games import FakeGames

KEY = "0123456789abcdef0123456789abcdef"
NOT_FOUND = Reply({"success": False, "status": 404, "errors": ["Game not found"]}, 404)
_SIZES = {"grids": (600, 900), "heroes": (1920, 620), "logos": (800, 300)}
_ENDINGS = {"grids": "jpg", "heroes": "jpg", "logos": "png"}


class FakeSteamGridDb(FakeGames):
    """SteamGridDB at /api/v2 with the key `KEY`. It sends adult and humorous images whatever is asked for."""

    name = "steamgriddb"
    path = "/api/v2"

    @property
    def settings(self) -> dict[str, str]:
        """Settings of a server that asks it."""
        return {"DIM_STEAMGRIDDB_URL": self.url, "DIM_STEAMGRIDDB_KEY": KEY}

    async def answer(self, request: Request) -> Reply:
        if request.headers.get("authorization") != f"Bearer {KEY}":
            return Reply({"success": False, "errors": ["You must be logged in to access this resource"]}, 401)
        match request.url.path.removeprefix("/api/v2").strip("/").split("/"):
            case ["search", "autocomplete", term]:
                return Reply({"success": True, "data": [
                    {"id": int(one.ids["steamgriddb"]), "name": one.title, "types": ["steam"], "verified": True,
                     "release_date": int(datetime.fromisoformat(one.released).replace(tzinfo=UTC).timestamp())}
                    for one in self.named(term)
                ]})  # fmt: skip
            case [("grids" | "heroes" | "logos") as group, ("steam" | "game") as by, number]:
                game = self.known_by("steamgriddb" if by == "game" else "steam", number)
                if game is None:
                    return NOT_FOUND
                assert request.query_params.get("nsfw") == "false"
                return Reply(
                    {"success": True, "page": 0, "total": 4, "data": self._images(group, game.ids["steamgriddb"])}
                )
        return NOT_FOUND

    def _images(self, group: str, number: str) -> list[dict[str, Any]]:
        width, height = _SIZES[group]
        flags: list[dict[str, Any]] = [{"nsfw": True}, {"humor": True}, {"language": "de"}, {"language": "en"}]
        return [
            {"id": at, "score": 9 - at, "style": "alternate", "width": width, "height": height, "nsfw": False, "humor": False,
             "mime": "image/png", "language": "en", "url": f"{self.origin}/{group}/{number}_{at}.{_ENDINGS[group]}",
             "thumb": f"{self.origin}/thumb/{number}_{at}.jpg", "author": {"name": "somebody"}, **one}
            for at, one in enumerate(flags)
        ]  # fmt: skip
