"""The accounts that signed in: `config/loginusers.vdf`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dim.games.known_files import BrokenFileError
from dim.games.steam.manifests import moment
from dim.games.steam.model import Account
from dim.games.vdf import integer, node, nodes, parse_text, text
from dim.games.vdf.values import as_integer

FIRST_STEAM_ID = 76561197960265728
"""The id (64 bits) of account 0."""
LARGEST = 4 << 20
"""Bytes."""
MOST_ACCOUNTS = 64


@dataclass(frozen=True, slots=True)
class LoginUser:
    """An account as the file has it."""

    account: int
    name: str
    signed_in: int | None
    most_recent: bool


def parse_login_users(data: bytes) -> tuple[LoginUser, ...]:
    """The accounts in the file. Raises BrokenFileError."""
    parsed = parse_text(data)
    found = []
    for key, user in nodes(node(parsed.root, "users")):
        account = account_id(as_integer(key))
        if account is not None:
            recent = bool(integer(user, "mostrecent"))
            found.append(LoginUser(account, text(user, "personaname"), moment(integer(user, "timestamp")), recent))
    if parsed.error is not None or not isinstance(parsed.root.get("users"), dict):
        raise BrokenFileError(parsed.error or "It names no accounts.", tuple(found) or None)
    return tuple(found)


def account_id(steam_id: int | None) -> int | None:
    """The account id (32 bits) in an id of 64 bits; None: it is no account of a person."""
    account = (steam_id or 0) - FIRST_STEAM_ID
    return account if 0 < account < 1 << 32 else None


def accounts(users: Iterable[LoginUser], folders: Iterable[int]) -> tuple[Account, ...]:
    """The accounts, the most recent one first: those that signed in, and those that have a folder in `userdata`."""
    known: Mapping[int, LoginUser] = {user.account: user for user in users}
    others = sorted(set(folders) - known.keys())
    ordered = sorted(known.values(), key=lambda user: (user.most_recent, user.signed_in or 0), reverse=True)
    found = [Account(user.account, user.name or None, user.signed_in, False) for user in ordered]
    found += [Account(account, None, None, False) for account in others]
    if found:
        first = found[0]
        found[0] = Account(first.id, first.name, first.signed_in, True)
    return tuple(found[:MOST_ACCOUNTS])
