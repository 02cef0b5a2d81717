"""The web UI: files that were built into the package, and its page for every address that is not the API's."""

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from dim.api.addresses import nothing_here
from dim.api.context import ServerDep

FOLDER = Path(__file__).parent.parent / "webui"
MISSING = "<!doctype html><title>Dim</title><p>The web UI is not built. Run <code>make build</code>, then load this page again.</p>"
PAGES = ("index.html", "docs.html")
router = APIRouter(include_in_schema=False)


def page_of(name: str, prefix: str) -> Response:
    """A page of the UI, told where on its server Dim is to be found; everything on it is relative to that."""
    try:
        text = (FOLDER / name).read_text()
    except OSError:
        return HTMLResponse(MISSING, 503)
    return HTMLResponse(
        text.replace('<base href="/"', f'<base href="{prefix}/"', 1), headers={"Cache-Control": "no-cache"}
    )


@router.api_route("/{path:path}", methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
async def page(path: str, request: Request, server: ServerDep) -> Response:
    """A file of the UI, or its page."""
    if path == "api" or path.startswith("api/") or request.method not in ("GET", "HEAD"):
        return nothing_here(request.app, f"/{path}")
    file = (FOLDER / path).resolve() if "\0" not in path else FOLDER
    if file.is_file() and file.is_relative_to(FOLDER.resolve()) and file.name not in PAGES:
        lasting = path.startswith("assets/")
        return FileResponse(
            file, headers={"Cache-Control": "public, max-age=31536000, immutable" if lasting else "no-cache"}
        )
    return page_of("index.html", server.settings.prefix)
