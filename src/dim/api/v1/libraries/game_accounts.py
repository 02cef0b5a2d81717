"""Accounts of launchers, and whose they are here."""

from dataclasses import asdict

from pydantic import BaseModel

from dim.api.context import Manager, ServerDep
from dim.api.errors import ApiError, not_found
from dim.api.requests.routing import Router
from dim.api.schemas import Body, Id
from dim.api.v1.libraries.libraries import find_library
from dim.catalog.games import accounts

router = Router(prefix="/api/v1/library/{library_id}/game-account", tags=["games"])


class GameAccount(BaseModel):
    """An account of a launcher that signed in on its machine. `user_id`: whose it is here; `shared`: whoever sees the library sees
    its play time and favourites. `account` is its id in the launcher.
    """

    id: int
    account: str
    name: str | None
    most_recent: bool
    user_id: int | None
    shared: bool


class GameAccountChange(Body):
    """A change; omitted fields stay, and so does `shared` if it is null."""

    user_id: Id | None = None
    shared: bool | None = None


@router.get("")
async def list_game_accounts(library_id: Id, caller: Manager, server: ServerDep) -> list[GameAccount]:
    """The accounts of a library of games, the one that signed in last first (owner and admins)."""
    find_library(server, caller.user, library_id)
    return [GameAccount(**asdict(one)) for one in server.database.read(accounts.of_library, library_id)]


@router.patch("/{account_id}", status_code=201)
async def change_game_account(
    library_id: Id, account_id: Id, body: GameAccountChange, caller: Manager, server: ServerDep
) -> None:
    """Say whose an account is (null: nobody's), and whether its play time is shared (owner and admins)."""
    find_library(server, caller.user, library_id)
    try:
        found = await server.database.write(accounts.assign, library_id, account_id, _changes(body))
    except accounts.NoSuchUserError:
        raise ApiError(422, "There is no user of that id.", "user_id") from None
    if not found:
        raise not_found()


def _changes(body: GameAccountChange) -> dict[str, object]:
    """What was sent of an account."""
    found: dict[str, object] = {"user_id": body.user_id} if "user_id" in body.model_fields_set else {}
    return found if body.shared is None else found | {"shared": body.shared}
