"""`dim scan`: has a running server scan a library, and shows the progress."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from dim.accounts import keys, users
from dim.catalog import libraries
from dim.config import Settings
from dim.db import Database

POLL_SECONDS = 0.25
TOKEN_SECONDS = 86_400.0


class ScanError(Exception):
    """The scan is impossible or failed; the text says why, and what to do."""


def scan(settings: Settings, database: Database, name: str) -> int:
    """Scan a library (by name or id) and wait; the number of files that cannot be used. Raises ScanError."""
    found = [row for row in database.read(libraries.everything) if name in (row.name, str(row.id))]
    if not found:
        known = ", ".join(f"“{row.name}”" for row in database.read(libraries.everything))
        raise ScanError(f"There is no library “{name}”. Known: {known or 'none yet'}.")
    with _server(settings, database) as server, _bar() as bar:
        path = f"/library/{found[0].id}/run"
        run = _ask(server, "POST", path, json={"flag": "scan"})["run_id"]
        task = bar.add_task(found[0].name, total=None, current="", rate="")
        while True:
            now = _ask(server, "GET", f"{path}/{run}")
            rate = f"{now['done'] / now['elapsed']:.0f} files/s" if now["done"] and now["elapsed"] else ""
            bar.update(
                task, total=now["found"] or None, completed=now["done"], current=(now["current"] or "")[-50:], rate=rate
            )
            if now["state"] not in ("waiting", "running"):
                break
            time.sleep(POLL_SECONDS)
    if now["state"] == "failed":
        raise ScanError(now["error"] or "The scan failed.")
    files = "1 new or changed file" if now["done"] == 1 else f"{now['done']} new or changed files"
    print(f"{files}, {now['failed']} of them cannot be used, in {now['elapsed']:.1f} s.")
    return int(now["failed"])


def _bar() -> Progress:
    """A progress bar in a terminal; nothing where the output goes elsewhere."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"),
               TimeRemainingColumn(), TextColumn("[dim]{task.fields[current]}"))  # fmt: skip
    console = Console(stderr=True)
    return Progress(*columns, console=console, disable=not console.is_terminal, transient=True)


@contextmanager
def _server(settings: Settings, database: Database) -> Iterator[httpx.Client]:
    """A client of this machine's server with a temporary token: anyone who can read the data folder may act as the owner."""
    owner = next((account.id for account in database.read(users.everyone) if account.role == "owner"), None)
    if owner is None:
        raise ScanError("There is no owner yet. Open Dim in a browser first.")
    number, token = database.write_now(
        keys.give_personal, owner, "dim scan", ["read", "manage"], time.time() + TOKEN_SECONDS
    )
    host = settings.host if settings.host not in ("0.0.0.0", "::", "") else "127.0.0.1"  # noqa: S104
    address = f"http://{f'[{host}]' if ':' in host else host}:{settings.port}{settings.prefix}/api/v1"
    try:
        with httpx.Client(
            base_url=address, headers={"Authorization": f"Bearer {token}"}, timeout=30, trust_env=False
        ) as client:
            yield client
    finally:
        database.write_now(keys.remove_personal, owner, number)


def _ask(server: httpx.Client, method: str, path: str, **options: Any) -> Any:
    try:
        answer = server.request(method, path, **options)
    except httpx.TransportError as error:
        raise ScanError(
            f"No server answers at {server.base_url} ({error}). Start it with `dim serve`, or set DIM_PORT."
        ) from None
    if answer.status_code >= 400:
        raise ScanError(f"The server answered {answer.status_code}: {answer.json().get('detail', '')}")
    return answer.json()
