"""The settings as values: their types, defaults and descriptions. Pure but for the machine's host name."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum

from dim.config import LONGEST_SERVER_NAME, checked_server_name

MOST_LIBRARIES = 1000
LARGEST_ID = 2**31 - 1


class SettingError(Exception):
    """A value cannot be used. `name` is the setting; the text says what is wrong with the value."""

    def __init__(self, name: str, detail: str) -> None:
        super().__init__(detail)
        self.name = name


class FixedSettingError(SettingError):
    """The configuration sets it, which wins over what is stored; the text says where."""


class Source(StrEnum):
    """Where a value comes from."""

    DEFAULT = "default"
    STORED = "stored"
    CONFIGURATION = "configuration"


def default_server_name() -> str:
    """The name of a server that was given none."""
    try:
        return checked_server_name(f"Dim on {socket.gethostname().partition('.')[0]}"[:LONGEST_SERVER_NAME])
    except (OSError, ValueError):
        return "Dim"


@dataclass(frozen=True, slots=True)
class RuntimeValues:
    """A value for each setting that can change at run time."""

    server_name: str = field(default_factory=default_server_name)
    discovery: bool = True
    dlna: bool = False
    dlna_user: int | None = None
    dlna_libraries: tuple[int, ...] = ()
    """Ids, ascending."""
    casting: bool = False


NAMES = tuple(one.name for one in fields(RuntimeValues))
DESCRIPTIONS = {
    "server_name": "The name of this server, as other devices show it.",
    "discovery": "Announce this server on the local network, so that browsers and apps find it.",
    "dlna": "Offer libraries to televisions and other DLNA players on the local network, which do not sign in.",
    "dlna_user": "The id of the account whose libraries and age limit DLNA players get; null: only the libraries marked for DLNA.",
    "dlna_libraries": "The ids of the libraries marked for DLNA.",
    "casting": "Look for Chromecasts and DLNA renderers on the local network, and play on them what users choose.",
}  # fmt: skip
"""One line for each setting, for people."""


def checked(name: str, value: object) -> object:
    """The value of a setting, in the type that `RuntimeValues` has for it; `value` is what a client or the database says.

    Raises SettingError: there is no such setting, or it cannot have this value.
    """
    match name:
        case "server_name":
            return _server_name(value)
        case "discovery" | "dlna" | "casting":
            if not isinstance(value, bool):
                raise SettingError(name, f"{name} is true or false.")
            return value
        case "dlna_user":
            if value is not None and not _is_id(value):
                raise SettingError(name, "dlna_user is the id of an account, or null.")
            return value
        case "dlna_libraries":
            if not isinstance(value, list | tuple) or not all(map(_is_id, value)) or len(value) > MOST_LIBRARIES:
                raise SettingError(name, f"dlna_libraries is a list of at most {MOST_LIBRARIES} ids of libraries.")
            return tuple(sorted(set(value)))
    raise SettingError(name, f"There is no setting {name}.")


def merged(stored: Mapping[str, object], configured: Mapping[str, object]) -> tuple[RuntimeValues, dict[str, Source]]:
    """The values that apply, and the source of each: configuration over what is stored over defaults.

    Both have checked values only.
    """
    values = RuntimeValues(**{**stored, **configured})  # type: ignore[arg-type]
    sources = {
        name: Source.CONFIGURATION if name in configured else Source.STORED if name in stored else Source.DEFAULT
        for name in NAMES
    }
    return values, sources


def _server_name(value: object) -> str:
    if not isinstance(value, str):
        raise SettingError("server_name", "server_name is a text.")
    try:
        return checked_server_name(value)
    except ValueError as error:
        raise SettingError("server_name", f"The server's name cannot be used: {error}.") from None


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LARGEST_ID
