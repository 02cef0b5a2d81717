"""The web UI: files that were built into the package, and its page for every address that is not the API's."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse, Response

from dim.api.errors import problem

FOLDER = Path(__file__).parent.parent / "webui"
MISSING = "<!doctype html><title>Dim</title><p>The web UI is not built. Run <code>make build</code>, then load this page again.</p>"
router = APIRouter(include_in_schema=False)


@router.api_route("/{path:path}", methods=["GET", "HEAD"])
async def page(path: str) -> Response:
    """A file of the UI, or its page."""
    if path == "api" or path.startswith("api/"):
        return problem(404, f"There is no /{path}.")
    file = (FOLDER / path).resolve() if "\0" not in path else FOLDER
    if file.is_file() and file.is_relative_to(FOLDER.resolve()) and file.name != "index.html":
        lasting = path.startswith("assets/")
        return FileResponse(
            file, headers={"Cache-Control": "public, max-age=31536000, immutable" if lasting else "no-cache"}
        )
    if not (FOLDER / "index.html").is_file():
        return HTMLResponse(MISSING, 503)
    return FileResponse(FOLDER / "index.html", headers={"Cache-Control": "no-cache"})
