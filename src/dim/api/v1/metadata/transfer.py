"""Export and import of everything that users did (owner)."""

from fastapi import Request, Response
from pydantic import BaseModel

from dim.api.context import Owner, ServerDep
from dim.api.errors import ApiError
from dim.api.openapi import may_give
from dim.api.requests.routing import Router
from dim.transfer.export import to_bytes
from dim.transfer.reading import NotAnExportError
from dim.transfer.take import take

router = Router(prefix="/api/v1/metadata", tags=["metadata"])


class NotTaken(BaseModel):
    """Something of an export that was not taken over. `section`: users, progress, edits, matches, artwork or collections."""

    section: str
    what: str
    reason: str


class ImportOutcome(BaseModel):
    """What an import did. `taken` and `not_taken`: how many, by section. `missed`: the first thousand that were not taken."""

    taken: dict[str, int]
    not_taken: dict[str, int]
    missed: list[NotTaken]


@router.get("/export", response_class=Response)
async def export_everything(caller: Owner, server: ServerDep) -> Response:  # noqa: ARG001
    """Everything that users did, as one JSON file; no passwords and no tokens (owner)."""
    content = await server.database.read_slow(to_bytes, server.artwork)
    headers = {"Content-Disposition": 'attachment; filename="dim-export.json"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/json", headers=headers)


@router.post("/import", openapi_extra=may_give("not-usable", "too-large", "bad-request", "request-timeout"))
async def import_everything(request: Request, caller: Owner, server: ServerDep) -> ImportOutcome:  # noqa: ARG001
    """Take over an export, which is the body: all that fits this catalog. Twice is the same as once (owner).

    422: it is no export, or a newer Dim made it.
    """
    try:
        outcome = await take(server.database, server.artwork, await request.json())
    except NotAnExportError as error:
        raise ApiError(422, str(error), "body") from None
    except ValueError:
        raise ApiError(422, "That is no JSON. Send the file that the export gave.", "body") from None
    server.metadata.refresh.wake()
    missed = [NotTaken(section=one.section, what=one.what, reason=one.reason) for one in outcome.missed]
    return ImportOutcome(taken=dict(outcome.taken), not_taken=dict(outcome.not_taken), missed=missed)
