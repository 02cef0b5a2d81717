"""Players in a household: who sees and steers them, what each may know, and what commands mean in each situation."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from dim.accounts import users
from dim.accounts.rights import Caller, User
from dim.db import Database
from dim.events import Event, Hub
from dim.remote.commands import NAMES, read
from dim.remote.model import GoneError, InvalidError, NoPlayerError, NotPossibleError, PlayerState, RemoteError
from dim.remote.registry import LivePlayer
from dim.remote.service import Remote
from dim.remote.watchers import Watcher
from support.catalog import Catalog, movie

DEVICE = "device-0001"


class Screen:
    """The connection of a player that obeys at once, unless it is told otherwise."""

    live: LivePlayer
    remote: Remote

    def __init__(self) -> None:
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self.closed: str | None = None
        self.refuses: str | None = None
        self.is_silent = False
        self.state: dict[str, Any] = {"state": "idle"}

    def push(self, kind: str, data: dict[str, Any], *, replaces: str | None = None) -> None:
        self.heard.append((kind, data))
        if kind == "command" and not self.is_silent and self.refuses is None:
            self._obey(data)
        if kind == "command" and not self.is_silent:
            asyncio.get_running_loop().call_soon(self._acknowledge, data["id"])

    def _obey(self, told: dict[str, Any]) -> None:
        match told["command"]:
            case "play_item":
                playback = "paused" if told.get("paused") else "playing"
                self.state = {
                    "state": playback, "item_id": told["item_id"], "title": f"Item {told['item_id']}", "duration": 100.0,
                    "position": told.get("position") or 0.0, "audio": told.get("audio", 1), "subtitle": told.get("subtitle"),
                    "audio_tracks": [{"id": 1, "name": "English"}, {"id": 2, "name": "French"}], "stream_key": "key",
                }  # fmt: skip
            case "stop":
                self.state = {"state": "idle"}
            case "pause":
                self.state["state"] = "paused"
            case "play":
                self.state["state"] = "playing"
            case "seek":
                self.state["position"] = told["position"]
            case "volume":
                self.state["volume"] = told["level"]

    def _acknowledge(self, number: str) -> None:
        self.remote.registry.report(self.live, self.state)
        self.live.outgoing.acknowledge(number, self.refuses)

    def close(self, reason: str, *, replaced: bool = False) -> None:
        self.closed = "replaced" if replaced else reason

    @property
    def id(self) -> int:
        return self.live.id

    def commands(self) -> list[str]:
        return [data["command"] for kind, data in self.heard if kind == "command"]

    def last(self, kind: str) -> dict[str, Any]:
        return next(data for heard, data in reversed(self.heard) if heard == kind)


class Household:
    """A server with a film for all, one for adults, and one in a library of the owner's; and its users."""

    def __init__(self, database: Database) -> None:
        self.database, self.hub = database, Hub()
        self.catalog = Catalog(database, "movie")
        self.catalog.report(movie("Paddington.mkv", "Paddington", 2014), movie("Alien.mkv", "Alien", 1979))
        ids = self.catalog.titles()
        self.family, self.adult = ids["Paddington (2014)"], ids["Alien (1979)"]
        self.private = Catalog(database, "movie", "/private")
        self.private.report(movie("Home.mkv", "Home Video", 2001))
        self.home = next(iter(self.private.titles().values()))
        self.remote = Remote(database, self.hub)
        self.owner = User(1, "me", "owner", None)
        self.users = {"owner": self.owner}
        shared = frozenset((self.catalog.library,))
        for name, role, libraries in (
            ("admin", "admin", None),
            ("helper", "admin", shared),
            ("member", "member", shared),
            ("other", "member", shared),
            ("stranger", "member", frozenset[int]()),
        ):
            number = database.write_now(users.create, name, "password1", "hash", role=role)
            self.users[name] = User(number, name, role, libraries)

    async def screen(self, user: str, *, device: str = DEVICE, tab: str = "a") -> Screen:
        screen = Screen()
        screen.remote = self.remote
        screen.live = await self.remote.registry.announce(
            self.users[user], screen, device=device, tab=tab, name=f"{user}'s TV", kind="tv", capabilities=frozenset(NAMES)
        )  # fmt: skip
        return screen

    async def steer(self, user: str, screen: Screen, name: str, **values: Any) -> PlayerState:
        caller = Caller(self.users[user])
        return await self.remote.command(caller, screen.id, read(name, values))


@pytest.fixture
def household(database: Database) -> Household:
    return Household(database)


def run(doing: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(doing())


def test_who_may_steer_whose_player(household: Household) -> None:
    """Every user against the player of every user, unshared, shared with one, and shared with all."""

    async def main() -> None:
        for of in ("owner", "helper", "member"):
            screen = await household.screen(of, device=f"device-{of}")
            live = screen.live
            for sharing, more in (({}, set()), ({"shared_with": frozenset((household.users["other"].id,))}, {"other"}), ({"household": True}, set(household.users))):  # fmt: skip
                given: dict[str, Any] = {"name": None, "household": None, "shared_with": None, **sharing}
                await household.remote.configure(household.users[of], live.id, **given)
                allowed = {of, "owner", "admin", "helper"} | more
                for name, user in household.users.items():
                    seen = {one.stored.id for one in household.remote.players(user)}
                    assert (live.id in seen) is (name in allowed), (of, sharing, name)
                    if name in allowed:
                        await household.steer(name, screen, "message", text="Hello")
                    else:
                        with pytest.raises(NoPlayerError):
                            await household.steer(name, screen, "message", text="Hello")
                        with pytest.raises(NoPlayerError):
                            household.remote.queue(user, live.id)
                    if name not in {of, "owner", "admin", "helper"}:
                        with pytest.raises((NoPlayerError, NotPossibleError)):
                            await household.remote.configure(
                                user, live.id, name="Mine", household=None, shared_with=None
                            )
                        with pytest.raises((NoPlayerError, NotPossibleError)):
                            await household.remote.forget(user, live.id)

    run(main)


def test_what_others_may_know_of_what_plays(household: Household) -> None:
    async def main() -> None:
        screen = await household.screen("owner")
        live = screen.live
        await household.remote.configure(household.owner, live.id, name=None, household=True, shared_with=None)
        watching = {name: Screen() for name in household.users}
        for name, channel in watching.items():
            household.remote.watch(Watcher(channel, household.users[name]), None)
        await household.steer("owner", screen, "queue", items=[household.home, household.family], mode="now")
        for name, may in (("owner", True), ("admin", True), ("helper", False), ("member", False), ("stranger", False)):
            seen = household.remote.player(household.users[name], live.id)
            assert seen.state is not None
            assert (seen.state.title is not None, bool(seen.state.audio_tracks)) == (may, may)
            told = watching[name].last("player")["state"]
            assert (told["item_id"] is not None, told["title"] is not None, bool(told["audio_tracks"])) == (may,) * 3
            assert told["state"] == "playing"
            queue = household.remote.queue(household.users[name], live.id)
            sees_family = name != "stranger"
            assert queue.items == (household.home if may else 0, household.family if sees_family else 0)
        target = await household.screen("member", device="device-member")
        with pytest.raises(NotPossibleError, match="could be moved"):  # not taken to one\'s own screen
            await household.steer("member", screen, "move", to=target.id)

    run(main)


def test_nobody_plays_what_is_not_shared_with_both(household: Household) -> None:
    async def main() -> None:
        of_member, of_owner = await household.screen("member"), await household.screen("owner")
        await household.remote.configure(household.owner, of_owner.id, name=None, household=True, shared_with=None)
        for name, values in (("play_item", {"item_id": household.home}), ("queue", {"items": [household.home]})):
            with pytest.raises(NoPlayerError):  # the one who steers may not see it
                await household.steer("member", of_owner, name, **values)
            with pytest.raises(
                NotPossibleError, match="not shared with its user"
            ):  # the one who sits before it may not
                await household.steer("owner", of_member, name, **values)
        with pytest.raises(NoPlayerError):
            await household.steer("owner", of_member, "play_item", item_id=987_654)
        assert of_member.commands() == []
        await household.steer("owner", of_owner, "play_item", item_id=household.home)
        with pytest.raises(NotPossibleError, match="not shared with its user"):
            await household.steer("owner", of_owner, "move", to=of_member.id)
        assert of_owner.state["state"] == "playing"

    run(main)


@pytest.mark.parametrize(
    ("name", "values", "error"),
    [
        ("play", {}, NotPossibleError),
        ("pause", {}, NotPossibleError),
        ("seek", {"position": 3}, NotPossibleError),
        ("next", {}, NotPossibleError),
        ("previous", {}, NotPossibleError),
        ("move", {"to": 1}, NotPossibleError),
        ("move", {"to": 99}, NoPlayerError),
    ],
)
def test_what_cannot_be_while_nothing_plays(
    household: Household, name: str, values: dict[str, Any], error: type[RemoteError]
) -> None:
    async def main() -> None:
        screen = await household.screen("owner")
        with pytest.raises(error):
            await household.steer("owner", screen, name, **values)
        assert (await household.steer("owner", screen, "stop")).state == "idle"
        assert screen.commands() == []

    run(main)


def test_relative_commands_add_up_before_the_player_reports(household: Household) -> None:
    async def main() -> None:
        screen = await household.screen("owner")
        await household.steer("owner", screen, "play_item", item_id=household.family, position=50)
        await household.steer("owner", screen, "pause")
        await asyncio.gather(*(household.steer("owner", screen, "skip", seconds=10) for _ in range(3)))
        assert [round(data["position"]) for kind, data in screen.heard if data.get("command") == "seek"] == [60, 70, 80]
        state = await household.steer("owner", screen, "skip", seconds=500)
        assert state.position == 100  # not beyond the end
        for _ in range(3):
            await household.steer("owner", screen, "volume_down")
        assert (await household.steer("owner", screen, "volume_up")).volume == 90
        with pytest.raises(InvalidError, match=r"There are 1 \(English\), 2 \(French\)"):
            await household.steer("owner", screen, "audio", track=3)

    run(main)


def test_moving_goes_on_where_it_was_and_a_refusal_changes_nothing(household: Household) -> None:
    async def main() -> None:
        source, target = await household.screen("owner"), await household.screen("owner", device="device-0002")
        await household.steer("owner", source, "queue", items=[household.family, household.adult], mode="now")
        await household.steer("owner", source, "seek", position=42)
        target.refuses = "The browser wants a touch."
        with pytest.raises(NotPossibleError, match="wants a touch"):
            await household.steer("owner", source, "move", to=target.id)
        await asyncio.sleep(0)
        assert source.state["state"] == "playing"
        target.refuses = None
        state = await household.steer("owner", source, "move", to=target.id)
        assert (state.state, state.item_id, round(state.position)) == ("playing", household.family, 42)
        assert source.commands()[-1] == "stop"
        assert household.remote.queue(household.owner, target.id).items == (household.family, household.adult)

    run(main)


def test_a_player_that_is_silent_or_away_is_an_honest_error(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dim.remote.delivery.Outgoing.wait.__defaults__", (0.05,))

    async def main() -> None:
        screen = await household.screen("owner")
        screen.is_silent = True
        with pytest.raises(GoneError, match="does not answer"):
            await household.steer("owner", screen, "message", text="Hello")
        waiting = asyncio.create_task(household.steer("owner", screen, "message", text="Hello"))
        await asyncio.sleep(0)
        household.remote.registry.leave(screen.live)
        with pytest.raises(GoneError, match="went away"):
            await waiting
        with pytest.raises(GoneError, match="not connected"):
            await household.steer("owner", screen, "message", text="Hello")

    run(main)


def test_the_same_command_twice_is_obeyed_once(household: Household) -> None:
    async def main() -> None:
        screen = await household.screen("owner")
        caller, player = Caller(household.owner), screen.id
        for _ in range(3):
            await household.remote.command(caller, player, read("message", {"text": "Hello"}), "an-id")
        assert screen.commands() == ["message"]

    run(main)


def test_tabs_of_one_browser_are_players_of_their_own(household: Household) -> None:
    async def main() -> None:
        first, second = await household.screen("owner"), await household.screen("owner", tab="b")
        assert first.id != second.id
        again = await household.screen("owner")  # reloaded: the old connection is not closed yet
        assert (again.id, first.closed) == (first.id, "replaced")
        household.remote.registry.leave(first.live)  # it is closed late: the new one stays
        assert household.remote.registry.live(again.id) is again.live
        household.remote.registry.leave(again.live)
        later = await household.screen("owner", tab="c")  # a new window takes the free place
        assert later.id == again.id
        at_once = await asyncio.gather(*(household.screen("owner", tab=f"t{number}") for number in range(5)))
        assert len({one.id for one in at_once}) == 5
        of_other = await household.screen("member")  # the same browser, someone else
        assert of_other.id not in {one.id for one in at_once}

    run(main)


def test_names_sharing_and_queues_last(household: Household) -> None:
    async def main() -> None:
        screen = await household.screen("member")
        member, player = household.users["member"], screen.id
        await household.remote.configure(
            member, player, name="  Kitchen\n", household=True, shared_with=frozenset((1,))
        )
        await household.steer("member", screen, "queue", items=[household.family])
        again = Remote(household.database, Hub())
        seen = again.player(member, player)
        assert (seen.stored.name, seen.stored.household, set(seen.stored.shared_with)) == ("Kitchen", True, {1})
        assert seen.state is None
        assert again.queue(member, player).items == (household.family,)
        household.database.write_now(users.remove, member.id)
        household.hub.publish([Event("access", user_id=member.id)])
        assert household.remote.players(household.owner) == []

    run(main)


def test_reports_cannot_lie_about_the_queue_or_carry_nonsense(household: Household) -> None:
    async def main() -> None:
        screen = await household.screen("owner")
        live = screen.live
        report = household.remote.registry.report
        report(live, {
            "state": "playing", "item_id": "x", "title": "A\x00B\n" + "y" * 9_999, "position": 10**400, "duration": float("nan"),
            "volume": 9_000, "rate": "fast", "queue_version": 99, "audio_tracks": [{"id": {}}, 7, {"id": 1, "name": "\u202e"}] * 500,
            "subtitle": True, "at": 1,
        })  # fmt: skip
        state = live.state
        assert (state.item_id, state.position, state.duration, state.volume, state.rate) == (None, 0.0, 0.0, 100, 1.0)
        assert (state.queue_version, state.subtitle, len(state.title or "")) == (0, None, 300)
        assert len(state.audio_tracks) <= 100
        assert state.at > 1_000_000
        with pytest.raises(InvalidError):
            report(live, {"state": "dancing"})

    run(main)


def test_the_credential_of_a_stream_is_told_to_nobody(household: Household) -> None:
    async def main() -> None:
        screen = await household.screen("owner")
        await household.remote.configure(household.owner, screen.id, name=None, household=True, shared_with=None)
        await household.steer("owner", screen, "play_item", item_id=household.adult)
        watching = Screen()
        household.remote.watch(Watcher(watching, household.users["member"]), None)
        assert "stream_key" not in watching.last("player")["state"]
        assert (
            household.remote.stream_of(household.users["member"], screen.id) == "key"
        )  # for thumbnails, within the server
        with pytest.raises(NoPlayerError):
            household.remote.stream_of(household.users["stranger"], screen.id)

    run(main)


def test_refusals_tell_nothing_of_what_is_hidden(household: Household) -> None:
    async def main() -> None:
        screen = await household.screen("owner")
        await household.remote.configure(household.owner, screen.id, name=None, household=True, shared_with=None)
        await household.steer("owner", screen, "queue", items=[household.home, household.home], mode="now")
        with pytest.raises(InvalidError, match=r"There is none\.$"):
            await household.steer("member", screen, "audio", track=99)
        with pytest.raises(NotPossibleError, match=r"^What comes there is not shared with you\.$"):
            await household.steer("member", screen, "next")

    run(main)


def test_who_watched_is_told_when_a_player_is_shared_no_more(household: Household) -> None:
    async def main() -> None:
        screen = await household.screen("owner")
        watching = Screen()
        household.remote.watch(Watcher(watching, household.users["stranger"]), None)
        assert watching.heard == []  # of what one may not know, one hears not even that it is gone
        sharing: dict[str, Any] = {"name": None, "shared_with": None}
        await household.remote.configure(household.owner, screen.id, household=True, **sharing)
        assert watching.last("player")["connected"] is True
        await household.remote.configure(household.owner, screen.id, household=False, **sharing)
        assert watching.last("player") == {"id": screen.id, "removed": True}
        heard = len(watching.heard)
        await household.steer("owner", screen, "message", text="Hello")
        assert len(watching.heard) == heard

    run(main)


def test_a_step_that_the_player_refuses_is_taken_back(household: Household) -> None:
    async def main() -> None:
        screen = await household.screen("owner")
        await household.steer("owner", screen, "queue", items=[household.family, household.adult], mode="now")
        screen.refuses = "It wants a touch."
        with pytest.raises(NotPossibleError, match="touch"):
            await household.steer("owner", screen, "next")
        screen.refuses = None
        assert household.remote.queue(household.owner, screen.id).place == 0
        assert (await household.steer("owner", screen, "next")).item_id == household.adult
        again = Remote(household.database, Hub())
        assert again.queue(household.owner, screen.id) == household.remote.queue(household.owner, screen.id)

    run(main)


def test_a_command_that_timed_out_is_not_obeyed_again(household: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dim.remote.delivery.Outgoing.wait.__defaults__", (0.05,))

    async def main() -> None:
        screen = await household.screen("owner")
        screen.is_silent = True
        caller = Caller(household.owner)
        for _ in range(2):
            with pytest.raises(GoneError):
                await household.remote.command(caller, screen.id, read("volume_down", {}), "an-id")
        assert screen.commands() == ["volume"]
        household.remote.registry.leave(screen.live)
        for _ in range(2):  # nothing was sent: a retry tries again
            with pytest.raises(GoneError, match="not connected"):
                await household.remote.command(caller, screen.id, read("volume_down", {}), "another-id")

    run(main)


def test_a_disk_that_is_full_keeps_nobody_from_steering(household: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        screen = await household.screen("owner")

        async def fail(*_arguments: object) -> None:
            raise OperationalError("insert", {}, Exception("disk is full"))

        monkeypatch.setattr(household.database, "write", fail)
        state = await household.steer("owner", screen, "queue", items=[household.family], mode="now")
        assert state.item_id == household.family
        household.remote.registry.leave(screen.live)
        again = await household.screen("owner")  # known already
        assert again.id == screen.id

    run(main)
