"""`dim remote`: shows what plays where, and steers it, on a server that is reached over HTTP (`DIM_URL`, `DIM_TOKEN`)."""

import os
import re
import shlex
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

DEFAULT_URL = "http://127.0.0.1:8008"
SECONDS = 10.0
TITLE_SECONDS = 3.0
"""How long to wait for the title of what is loading."""

app = typer.Typer(
    no_args_is_help=True,
    help="See what plays where, and steer it. DIM_URL is the server's address, DIM_TOKEN a personal access token of yours.",
)


class RemoteError(Exception):
    """It did not work; the text says why, and what to do."""


def _names(_context: Any, _parameter: Any, incomplete: str) -> list[str]:
    """Names of players, for the shell's completion, quoted for bash; none without a server."""
    begun = incomplete.replace("\\", "").strip("'\"").casefold()
    try:
        with _server(2.0) as server:
            names = dict.fromkeys(one["name"] for one in _ask(server, "GET", ""))
    except RemoteError:
        return []
    found = [name for name in names if name.casefold().startswith(begun)]
    # bash inserts words as they are; other shells quote them themselves
    return [shlex.quote(name) for name in found] if os.environ.get("_DIM_COMPLETE") == "complete_bash" else found


Player = Annotated[str, typer.Argument(help="The player's name or id.", shell_complete=_names)]


@contextmanager
def _failing() -> Iterator[None]:
    """End with one clear line."""
    try:
        yield
    except RemoteError as error:
        print(f"dim: {error}", file=sys.stderr)
        raise typer.Exit(1) from None


@contextmanager
def _server(seconds: float = SECONDS) -> Iterator[Any]:
    import httpx

    token, url = os.environ.get("DIM_TOKEN", ""), os.environ.get("DIM_URL", "") or DEFAULT_URL
    if not token:
        raise RemoteError(
            "Set DIM_TOKEN to a personal access token (Your account, Tokens), with the scopes read and play."
        )
    if not re.match(r"https?://", url):
        raise RemoteError(f"DIM_URL has to be an address such as {DEFAULT_URL}.")
    with httpx.Client(
        base_url=f"{url.rstrip('/')}/api/v1/player", headers={"Authorization": f"Bearer {token}"}, timeout=seconds, trust_env=False
    ) as client:  # fmt: skip
        yield client


def _ask(server: Any, method: str, path: str, **options: Any) -> Any:
    import httpx

    try:
        answer = server.request(method, path, **options)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise RemoteError(
            f"No server answers at {os.environ.get('DIM_URL') or DEFAULT_URL} ({error}). Set DIM_URL."
        ) from None
    try:
        body = answer.json()
    except ValueError:
        raise RemoteError(f"What answers at {answer.url.host} is not Dim. Check DIM_URL.") from None
    if answer.status_code >= 400:
        raise RemoteError(body.get("detail") or f"The server answered {answer.status_code}.")
    return body


def _find(server: Any, name: str) -> dict[str, Any]:
    """A player by its id, its name, or the beginning of its name. Raises RemoteError."""
    players: list[dict[str, Any]] = _ask(server, "GET", "")
    wanted = name.casefold()
    for found in (
        [one for one in players if str(one["id"]) == name],
        [one for one in players if one["name"].casefold() == wanted],
        [one for one in players if one["name"].casefold().startswith(wanted)],
    ):
        connected = [one for one in found if one["connected"]] or found
        if len(connected) == 1:
            return connected[0]
        if connected:
            listed = ", ".join(f"{one['id']} ({one['name']})" for one in connected)
            raise RemoteError(f"Several players are called like “{name}”: {listed}. Name one by its id.")
    known = ", ".join(f"“{one['name']}”" for one in players)
    raise RemoteError(f"There is no player “{name}”. Known: {known or 'none; open Dim on one'}.")


def _command(player: str, command: str, **parameters: Any) -> None:
    with _failing(), _server() as server:
        found = _find(server, player)
        state = _ask(server, "POST", f"/{found['id']}/command", json={"command": command, **parameters})
        print(f"{found['name']}: {_described(_titled(server, found['id'], state))}")


def _titled(server: Any, player_id: int, state: dict[str, Any] | None) -> dict[str, Any] | None:
    """A state with the title of what began just now: the player says it as soon as it knows it."""
    end = time.monotonic() + TITLE_SECONDS
    while state is not None and state["item_id"] is not None and state["title"] is None and time.monotonic() < end:
        time.sleep(0.2)
        state = _ask(server, "GET", f"/{player_id}")["state"]
    return state


def _described(state: dict[str, Any] | None) -> str:
    if state is None:
        return "not connected"
    if state["state"] == "idle":
        return f"nothing plays, volume {state['volume']}"
    title = state["title"] or ("something" if state["item_id"] is None else f"item {state['item_id']}")
    sound = "muted" if state["muted"] else f"volume {state['volume']}"
    return f"{state['state']} {title}, {_clock(state['position'])} of {_clock(state['duration'])}, {sound}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _seconds(text: str) -> float:
    """Seconds, or a time such as 1:02:03. Raises RemoteError."""
    if not re.fullmatch(r"\d{1,7}(\.\d+)?|(\d{1,3}:)?\d{1,3}:\d{1,2}(\.\d+)?", text):
        raise RemoteError(f"“{text}” is no time. Write seconds, or a time such as 1:02:03.")
    total = 0.0
    for part in text.split(":"):
        total = total * 60 + float(part)
    return total


@app.command("list")
def list_players() -> None:
    """List the players that you may steer, and what plays on them."""
    with _failing(), _server() as server:
        for one in _ask(server, "GET", ""):
            print(f"{one['id']}\t{one['name']}\t{one['kind']}\t{_described(one['state'])}")


@app.command()
def play(player: Player) -> None:
    """Go on after a pause."""
    _command(player, "play")


@app.command()
def pause(player: Player) -> None:
    """Pause."""
    _command(player, "pause")


@app.command()
def stop(player: Player) -> None:
    """Stop."""
    _command(player, "stop")


@app.command("next")
def play_next(player: Player) -> None:
    """Play what comes next."""
    _command(player, "next")


@app.command()
def previous(player: Player) -> None:
    """Play what came before."""
    _command(player, "previous")


@app.command()
def seek(player: Player, position: Annotated[str, typer.Argument(help="Seconds, or a time such as 1:02:03.")]) -> None:
    """Go to a position."""
    with _failing():
        seconds = _seconds(position)
    _command(player, "seek", position=seconds)


@app.command()
def volume(player: Player, level: Annotated[int, typer.Argument(min=0, max=100, help="0 to 100.")]) -> None:
    """Set the volume."""
    _command(player, "volume", level=level)


@app.command("play-item")
def play_item(
    player: Player, item: Annotated[int, typer.Argument(min=1, help="The id of a movie, a show or an episode.")],
    position: Annotated[str, typer.Option(help="Where to start; by default where you stopped.")] = "",
) -> None:  # fmt: skip
    """Play something."""
    with _failing():
        start = {"position": _seconds(position)} if position else {}
    _command(player, "play_item", item_id=item, **start)


@app.command("start-game")
def start_game(player: Player, game: Annotated[int, typer.Argument(min=1, help="The id of a game.")]) -> None:
    """Start a game with its launcher, on the device of the player."""
    with _failing(), _server() as server:
        found = _find(server, player)
        _ask(server, "POST", f"/{found['id']}/command", json={"command": "launch", "item_id": game})
        print(f"{found['name']}: starts game {game}")


@app.command()
def move(
    player: Player, to: Annotated[str, typer.Argument(help="The player on which it goes on.", shell_complete=_names)]
) -> None:
    """Go on playing on another player, at the same second."""
    with _failing(), _server() as server:
        source, target = _find(server, player), _find(server, to)
        state = _ask(server, "POST", f"/{source['id']}/command", json={"command": "move", "to": target["id"]})
        print(f"{target['name']}: {_described(_titled(server, target['id'], state))}")
