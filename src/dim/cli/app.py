"""Dim's commands. Each imports what it needs when it runs: a scanner never loads the server."""

import gc
import getpass
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer

import dim
from dim.cli import remote
from dim.cli.transfer import commands

if TYPE_CHECKING:
    from dim.config import Settings
    from dim.db import Database

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help="Dim, a self-hosted media manager.")
users_app = typer.Typer(
    no_args_is_help=True, help="Manage accounts on the server's own machine, such as after a lost password."
)
metadata_app = typer.Typer(no_args_is_help=True, help="Data about titles that is kept on this machine.")
app.add_typer(users_app, name="user")
app.add_typer(metadata_app, name="metadata")
app.add_typer(remote.app, name="remote")

DataDir = Annotated[Path | None, typer.Option("--data-dir", help="Where Dim keeps its data. [DIM_DATA_DIR]")]


def main() -> None:
    """The `dim` program."""
    app()


def _fail(message: str) -> NoReturn:
    """End with one clear line."""
    print(f"dim: {message}", file=sys.stderr)
    raise typer.Exit(1)


def _settings(**flags: object) -> "Settings":
    from dim.config import ConfigurationError, load

    try:
        return load(**flags)
    except ConfigurationError as error:
        _fail(str(error))


def _database(data_dir: Path | None) -> "tuple[Settings, Database]":
    """The database of an existing installation."""
    from dim.db import Database

    settings = _settings(data_dir=data_dir)
    if not settings.database_url and not (settings.data_dir / "dim.sqlite3").exists():
        _fail(
            f"There is no database in {settings.data_dir}. Start the server once, or name its data folder with --data-dir."
        )
    return settings, Database(settings.url)


@app.callback(invoke_without_command=True)
def version(show: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """Dim, a self-hosted media manager."""
    if show:
        print(dim.__version__)
        raise typer.Exit


@app.command()
def serve(
    data_dir: DataDir = None,
    host: Annotated[str | None, typer.Option(help="The address to listen on. [DIM_HOST]")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen on. [DIM_PORT]")] = None,
) -> None:
    """Start the server, with a scanner for each library."""
    gc.disable()  # what is imported stays; looking for garbage in it takes a sixth of the time of a start
    from dim.server.serve import StartError, run

    gc.freeze()
    gc.enable()
    try:
        run(_settings(data_dir=data_dir, host=host, port=port))
    except StartError as error:
        _fail(str(error))


@app.command()
def scanner(
    kind: Annotated[
        Literal["movie", "tv", "steam", "heroic", "lutris", "gog", "itch", "rom"],
        typer.Argument(help="What the library holds."),
    ],
    endpoint: Annotated[str, typer.Option(help="The server's address, such as http://127.0.0.1:8008.")],
    path: Annotated[Path, typer.Option(help="The library's folder.")],
    auth_token: Annotated[str, typer.Option(envvar="DIM_AUTH_TOKEN", help="The library's scanner token.")],
) -> None:
    """Keep one library in sync with its folder. `dim serve` starts scanners by itself."""
    from dim.scanner.main import run

    logging.basicConfig(
        level=os.environ.get("DIM_LOG_LEVEL", "warning").upper(),
        format=f"%(levelname)s scanner {path.name}: %(message)s",
    )
    logging.getLogger("httpx").setLevel(logging.WARNING)
    settle = float(os.environ.get("DIM_SETTLE_SECONDS", "2"))
    raise typer.Exit(run(endpoint, auth_token, str(path), "show" if kind == "tv" else kind, settle))


@app.command()
def scan(library: Annotated[str, typer.Argument(help="The library's name or id.")], data_dir: DataDir = None) -> None:
    """Have the running server scan a library, and show the progress."""
    from dim.cli.scan import ScanError
    from dim.cli.scan import scan as run

    try:
        run(*_database(data_dir), library)
    except ScanError as error:
        _fail(str(error))


@app.command()
def doctor(data_dir: DataDir = None) -> None:
    """Check this installation for problems."""
    from dim.doctor import examine

    raise typer.Exit(0 if examine(_settings(data_dir=data_dir)) else 1)


@app.command()
def backup(
    target: Annotated[
        Path | None, typer.Argument(help="The copy's path; by default in the data folder's backups.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Copy the database, also while the server runs."""
    from dim.cli.backups import BackupError
    from dim.cli.backups import backup as run

    try:
        print(run(_database(data_dir)[0], target))
    except BackupError as error:
        _fail(str(error))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A copy made by `dim backup`, or one of the data folder's backups.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Replace the database by a copy. The server must be stopped; the former database is kept."""
    from dim.cli.backups import BackupError
    from dim.cli.backups import restore as run

    settings = _settings(data_dir=data_dir)
    if not yes and not typer.confirm(f"Replace the database of {settings.data_dir} by {file}?"):
        _fail("Nothing was changed.")
    try:
        print(run(settings, file))
    except BackupError as error:
        _fail(str(error))


@app.command()
def openapi() -> None:
    """Print the API's OpenAPI document."""
    import json

    from dim.server.app import application

    print(json.dumps(application().openapi(), indent=2, sort_keys=True))


@app.command()
def asyncapi() -> None:
    """Print the AsyncAPI document of the socket."""
    import json

    from dim.api.asyncapi import document

    print(json.dumps(document(), indent=2, sort_keys=True))


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("New password: ")
    if first != getpass.getpass("Again: "):
        _fail("The two passwords differ.")
    return first


PasswordFromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]


@users_app.command("list")
def user_list(data_dir: DataDir = None) -> None:
    """List the accounts."""
    from dim.accounts import users

    for user in _database(data_dir)[1].read(users.everyone):
        print(f"{user.username}\t{user.role}")


@users_app.command("reset")
def user_reset(username: str, password_stdin: PasswordFromStdin = False, data_dir: DataDir = None) -> None:
    """Set a user's password, and sign them out everywhere."""
    from dim.accounts import passwords, users

    _, database = _database(data_dir)
    found = database.read(users.credentials, username)
    if found is None:
        _fail(f"There is no user {username}. `dim user list` shows all.")
    password = _password(password_stdin)
    try:
        database.write_now(users.set_password, found[0], password, passwords.hash_password(password))
    except users.UserError as error:
        _fail(str(error))
    print(f"{username} has a new password.")


@users_app.command("add")
def user_add(username: str, password_stdin: PasswordFromStdin = False, data_dir: DataDir = None) -> None:
    """Create an account that sees all libraries; the first one is the owner's."""
    from dim.accounts import passwords, users

    _, database = _database(data_dir)
    password = _password(password_stdin)
    try:
        database.write_now(users.create, username, password, passwords.hash_password(password))
    except users.UserError as error:
        _fail(str(error))
    print(f"{username} has an account.")


@metadata_app.command("import-imdb")
def metadata_import_imdb(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="title.basics, title.akas, title.episode and title.ratings, as .tsv or .tsv.gz, in any order."
        ),
    ],
    adult: Annotated[bool, typer.Option("--adult", help="Keep adult titles.")] = False,
    skip_broken: Annotated[bool, typer.Option("--skip-broken", help="Leave broken lines out.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Build the local index of IMDb's datasets, which you downloaded; a running server uses it at once."""
    from dim.cli.metadata import ImportFailedError, import_imdb

    try:
        for line in import_imdb(_settings(data_dir=data_dir), files, adult=adult, skip_broken=skip_broken):
            print(line)
    except ImportFailedError as error:
        _fail(str(error))


commands.add_to(app, _database, _fail)
