"""The tokens of a library's external scanners."""

from pydantic import BaseModel, Field

from dim.accounts import keys
from dim.api.context import Manager, RecentManager, ServerDep
from dim.api.errors import ApiError, not_found
from dim.api.requests.routing import Router
from dim.api.schemas import Body, Id
from dim.api.v1.libraries.libraries import Path, find_library

router = Router(prefix="/api/v1/library/{library_id}/scanner-token", tags=["libraries"])


class NewScannerToken(Body):
    """The token's name, and the folder of its scanner (by default the library's first)."""

    name: str = Field(min_length=1, max_length=100)
    path: Path | None = None


class ScannerToken(BaseModel):
    """Shown once; the server keeps only a hash."""

    token: str


class ScannerTokenEntry(BaseModel, from_attributes=True):
    """A token of an external scanner."""

    id: int
    name: str
    created_at: float


@router.get("")
async def list_scanner_tokens(library_id: Id, caller: Manager, server: ServerDep) -> list[ScannerTokenEntry]:
    """The tokens of the library's own scanners (owner and admins)."""
    find_library(server, caller.user, library_id)
    return [ScannerTokenEntry.model_validate(one) for one in server.database.read(keys.scanners_of, library_id)]


@router.post("", status_code=201)
async def add_scanner_token(
    library_id: Id, body: NewScannerToken, caller: RecentManager, server: ServerDep
) -> ScannerToken:
    """A token for a scanner of your own (owner and admins); see docs/scanners.md."""
    library = find_library(server, caller.user, library_id)
    folder = next((folder for folder in library.folders if body.path in (None, folder.path)), None)
    if folder is None:
        raise ApiError(422, "That is none of the library's folders.", "path")
    name = "external: " + body.name
    return ScannerToken(token=await server.database.write(keys.give_scanner, library_id, folder.id, name))


@router.delete("/{token_id}", status_code=201)
async def remove_scanner_token(library_id: Id, token_id: Id, caller: Manager, server: ServerDep) -> None:
    """End the token of a scanner of your own (owner and admins)."""
    find_library(server, caller.user, library_id)
    if not await server.database.write(keys.remove_scanner, library_id, token_id):
        raise not_found()
