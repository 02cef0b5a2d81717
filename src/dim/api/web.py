"""The web UI: its built files, and its page for the paths of the UI's own pages."""

import mimetypes
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles

from dim.api.addresses import nothing_here
from dim.api.compression import accepted_encodings
from dim.api.context import ServerDep

FOLDER = Path(__file__).parent.parent / "webui"
MISSING = "<!doctype html><title>Dim</title><p>The web UI is not built. Run <code>make build</code>, then load this page again.</p>"
PAGES = ("index.html", "docs.html")
ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""What the build compresses static files with, the smallest first, and how the file is called then."""
TYPES = {".webmanifest": "application/manifest+json"}
"""Media types that the system may not know."""
STATIC = StaticFiles(directory=FOLDER, check_dir=False)
router = APIRouter(include_in_schema=False)


def page_of(name: str, prefix: str) -> Response:
    """A page of the UI with the base path of Dim; everything on it is relative to that."""
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
    is_public = file.name not in PAGES and not file.name.startswith(".") and ".vite" not in file.parts
    if is_public and file.is_file() and file.is_relative_to(FOLDER.resolve()):
        return _file(file, path, request)
    if _names_a_file(path):  # also one that an older page asks for, and that this server no longer has
        return nothing_here(request.app, f"/{path}")
    return page_of("index.html", server.settings.prefix)


def _names_a_file(path: str) -> bool:
    """Whether a path names a file rather than a page of the UI, none of which has a dot or a hidden segment in its path."""
    return path != "index.html" and (path.startswith("assets/") or "." in path or "\0" in path)


def _file(file: Path, path: str, request: Request) -> Response:
    """A static file, in the smallest form that the build made of it and the client accepts; 304 if the client has that one."""
    headers = {"Cache-Control": "public, max-age=31536000, immutable" if path.startswith("assets/") else "no-cache"}
    forms = {name: form for name, suffix in ENCODINGS.items() if (form := Path(f"{file}{suffix}")).is_file()}
    if forms:
        headers["Vary"] = "Accept-Encoding"
    accepted = accepted_encodings(request.headers.get("accept-encoding", ""))
    encoding = next((name for name in forms if name in accepted), None)
    if encoding is not None:
        headers["Content-Encoding"] = encoding
    sent = forms[encoding] if encoding is not None else file
    kind = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0]
    response = FileResponse(sent, headers=headers, media_type=kind, stat_result=sent.stat())
    if STATIC.is_not_modified(response.headers, request.headers):
        return NotModifiedResponse(response.headers)
    return response
