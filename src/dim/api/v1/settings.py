"""Settings of the server that can change while it runs (owner and admins)."""

from typing import Annotated

from pydantic import BaseModel, Field

from dim.accounts.rights import User
from dim.api.context import Manager, Server, ServerDep
from dim.api.errors import ApiError
from dim.api.openapi import may_give
from dim.api.requests.routing import Router
from dim.api.schemas import Body, Id
from dim.cast import packages
from dim.runtime_settings import FixedSettingError, SettingError
from dim.runtime_settings.model import DESCRIPTIONS

router = Router(prefix="/api/v1/settings", tags=["settings"])


class ServerSettings(BaseModel):
    """The settings that apply. `sources`: where each value comes from: "default", "stored" (changed here) or "configuration" (a
    flag, `DIM_…` or `dim.toml`; it cannot be changed here). `descriptions`: one line for each, for people. `casting_missing`: what
    has to be installed before `casting` does anything, and how; null: nothing.
    """

    server_name: str
    discovery: bool
    dlna: bool
    dlna_user: int | None
    dlna_libraries: list[int]
    casting: bool
    casting_missing: str | None
    sources: dict[str, str]
    descriptions: dict[str, str]


class SettingsChange(Body):
    """New values by name; omitted settings stay, null goes back to the default."""

    server_name: Annotated[str, Field(max_length=200)] | None = None
    discovery: bool | None = None
    dlna: bool | None = None
    dlna_user: Id | None = None
    dlna_libraries: Annotated[list[Id], Field(max_length=1000)] | None = None
    casting: bool | None = None


@router.get("")
async def get_settings(caller: Manager, server: ServerDep) -> ServerSettings:
    """The settings that can change while the server runs, each with its source (owner and admins)."""
    return _described(server, caller.user)


@router.patch("", openapi_extra=may_give("fixed-setting"))
async def change_settings(body: SettingsChange, caller: Manager, server: ServerDep) -> ServerSettings:
    """Change settings; they apply at once (owner, and admins who see all libraries). 409: the configuration sets one of them."""
    if caller.user.libraries is not None:
        raise ApiError(403, "Only those who see all libraries may change the server's settings.")
    try:
        await server.runtime_settings.change({name: getattr(body, name) for name in body.model_fields_set - {"jwt"}})
    except FixedSettingError as error:
        raise ApiError(409, str(error), error.name, "fixed-setting") from None
    except SettingError as error:
        raise ApiError(422, str(error), error.name) from None
    return _described(server, caller.user)


def _described(server: Server, user: User) -> ServerSettings:
    values = server.runtime_settings.current
    return ServerSettings(
        server_name=values.server_name, discovery=values.discovery, dlna=values.dlna, dlna_user=values.dlna_user,
        dlna_libraries=[library for library in values.dlna_libraries if user.sees(library)],
        casting=values.casting, casting_missing=packages.missing(),
        sources=dict(server.runtime_settings.sources), descriptions=DESCRIPTIONS,
    )  # fmt: skip
