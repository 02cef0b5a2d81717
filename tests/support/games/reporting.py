"""Libraries of games whose scanner is the test."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from support.server import Api, RunningServer

Values = dict[str, Any]


class Reporter:
    """Reports games to libraries of a server. A library is made with its first report."""

    def __init__(self, server: RunningServer, owner: Api, base: Path) -> None:
        self._server, self._owner, self._base = server, owner, base
        self.libraries: dict[str, int] = {}
        """Their ids by name."""
        self._tokens: dict[str, str] = {}

    def folder(self, name: str) -> Path:
        """The folder of a library."""
        return self._base / name

    def __call__(
        self, name: str, *games: Values, kind: str = "steam", gone: Sequence[str] = (), accounts: Sequence[Values] | None = None
    ) -> dict[str, int]:  # fmt: skip
        """Report games to a library; gives all ids of the library by source id."""
        if name not in self.libraries:
            self._add(name, kind)
        source = games[0]["source"] if games else "steam"
        lost = [{"source": source, "source_id": one} for one in gone]
        with self._server.client() as client:
            client.headers["Authorization"] = f"Bearer {self._tokens[name]}"
            body = {"games": games, "gone": lost, "accounts": accounts}
            client.ask("POST", "/api/v1/scanner/games", 201, json=body)
        cards = f"/api/v1/library/{self.libraries[name]}/cards"
        found = {}
        for card in self._owner.ask("GET", cards, params={"limit": 200, "hidden": True})["cards"]:
            found[self._owner.ask("GET", f"/api/v1/media/{card['id']}")["source_id"]] = card["id"]
        return found

    def _add(self, name: str, kind: str) -> None:
        self.folder(name).mkdir(exist_ok=True)
        body = {"name": name, "path": str(self.folder(name)), "type": kind, "scanner": "external"}
        library = self._owner.ask("POST", "/api/v1/library", 201, json=body)["id"]
        address = f"/api/v1/library/{library}/scanner-token"
        self.libraries[name] = library
        self._tokens[name] = self._owner.ask("POST", address, 201, json={"name": "test"})["token"]


def game(source: str, source_id: str, title: str, **more: Any) -> Values:
    """A game as a scanner reports it."""
    return {"source": source, "source_id": source_id, "title": title, "platforms": ["windows"], **more}
