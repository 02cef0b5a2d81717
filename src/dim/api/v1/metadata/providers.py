"""Metadata providers: what each sends and gives, and the keys that some need (owner and admins)."""

from typing import Annotated

from fastapi import Query
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from dim.api.context import Manager, ServerDep
from dim.api.errors import ApiError, not_found
from dim.api.openapi import may_give
from dim.api.requests.routing import Router
from dim.api.schemas import Body
from dim.metadata.provider import ProviderError
from dim.workers import WorkerError

router = Router(prefix="/api/v1/metadata/provider", tags=["metadata"])


class ProviderEntry(BaseModel):
    """A provider. `kinds`: "movie", "show", "game". `is_network`: it sends something over the network.

    `key`: "none" is needed, "missing", "stored" (entered here), "set" (by a setting). The key itself is never shown.
    `key_parts`: what the parts of a key that has several are called; they are joined by colons. `key_url`: where one gets a key.
    """

    name: str
    label: str
    kinds: list[str]
    is_network: bool
    is_ready: bool
    needs_key: bool
    key: str
    key_parts: list[str] = []
    key_url: str = ""
    sends: str
    gives: str
    attribution: str
    url: str
    error: str | None = None
    """Why an installed provider of a third party cannot be used."""


class ProviderKey(Body):
    """A provider's key; empty removes it."""

    key: Annotated[str, Field(max_length=1000, pattern=r"^[\x21-\x7e]*$")]


@router.get("")
async def list_providers(caller: Manager, server: ServerDep) -> list[ProviderEntry]:  # noqa: ARG001
    """All providers that can be asked; a library names those that it uses (owner and admins)."""
    known = [
        ProviderEntry(
            name=one.info.name, label=one.info.label, kinds=sorted(one.info.kinds), is_network=one.info.is_network,
            is_ready=one.is_ready, needs_key=one.info.needs_key, key=one.key, key_parts=list(one.info.key_parts),
            key_url=one.info.key_url or one.info.url, sends=one.info.sends, gives=one.info.gives,
            attribution=one.info.attribution, url=one.info.url,
        )
        for one in server.metadata.providers.states()
    ]  # fmt: skip
    broken = [
        ProviderEntry(
            name=one.name, label=one.name, kinds=[], is_network=True, is_ready=False, needs_key=False, key="none", sends="",
            gives="", attribution="", url="", error=one.reason,
        )
        for one in server.metadata.providers.broken
    ]  # fmt: skip
    return known + broken


@router.put("/{name}/key", status_code=204)
async def set_key(name: str, body: ProviderKey, caller: Manager, server: ServerDep) -> None:  # noqa: ARG001
    """Store a provider's key, after one request that tests it (owner and admins). 422: the provider does not accept it."""
    providers = server.metadata.providers
    state = next((one for one in providers.states() if one.info.name == name), None)
    if state is None:
        raise not_found("There is no provider of that name.")
    if not state.info.needs_key:
        raise ApiError(422, f"{state.info.label} needs no key.", "key")
    if body.key and len(state.info.key_parts) > 1 and not _has_parts(body.key, len(state.info.key_parts)):
        wanted = ":".join(state.info.key_parts)
        raise ApiError(422, f"The key of {state.info.label} has {len(state.info.key_parts)} parts: {wanted}.", "key")
    if state.key == "set":
        raise ApiError(
            409, f"The key of {state.info.label} is set by a setting of the server; change it there.", "key", "conflict"
        )
    try:
        if body.key:
            await providers.check_key(name, body.key)
        await providers.set_key(name, body.key)
    except ProviderError as error:
        raise ApiError(422, str(error), "key") from None
    except OSError:
        raise ApiError(507, "The disk of Dim's data folder is full; the key was not stored.") from None
    server.metadata.refresh.wake()


def _has_parts(key: str, number: int) -> bool:
    parts = key.split(":")
    return len(parts) == number and all(parts)


@router.post("/{name}/test", status_code=204, openapi_extra=may_give("provider-not-answering"))
async def test_provider(name: str, caller: Manager, server: ServerDep) -> None:  # noqa: ARG001
    """Ask a provider once (owner and admins). 409: it does not answer, or does not accept its key; the text says which."""
    if server.metadata.providers.get(name) is None:
        raise not_found("There is no provider of that name.")
    try:
        await server.metadata.providers.check(name)
    except ProviderError as error:
        raise ApiError(409, str(error), kind="provider-not-answering") from None


@router.get("/{name}/picture", response_class=FileResponse)
async def get_picture(
    name: str, caller: Manager, server: ServerDep, url: Annotated[str, Query(min_length=1, max_length=2000)],  # noqa: ARG001
    width: Annotated[int, Query(ge=16, le=1920)] = 160,
) -> FileResponse:  # fmt: skip
    """A picture at a provider, such as a candidate's poster: browsers ask no other host for it (owner and admins)."""
    if server.metadata.providers.get(name) is None:
        raise not_found("There is no provider of that name.")
    try:
        image = await server.artwork.add(await server.metadata.providers.fetch_picture(name, url), "poster")
        path = await server.artwork.sized(image.digest, width)
    except (ProviderError, WorkerError, OSError):
        raise not_found("The image cannot be fetched from where it is.") from None
    return FileResponse(path, headers={"Cache-Control": "private, max-age=86400"})
