"""Whether the server is well; public."""

from fastapi import APIRouter, Request
from pydantic import BaseModel

import dim
from dim.accounts import users
from dim.api.context import ServerDep, is_local

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """`state`: "setup" until the owner's account is made, then "ready". `setup_code_needed`: for making it from where you are."""

    name: str
    version: str
    state: str
    setup_code_needed: bool


@router.get("/health")
async def health(request: Request, server: ServerDep) -> Health:
    """Version and state."""
    ready = server.database.read(users.exists)
    return Health(
        name="Dim",
        version=dim.__version__,
        state="ready" if ready else "setup",
        setup_code_needed=not ready and not is_local(request),
    )
