"""The commands, as a person types them. What they need is imported when they run."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from dim.config import Settings
    from dim.db import Database
    from dim.transfer.watched import WatchedItem

DataDir = Annotated[Path | None, typer.Option("--data-dir", help="Where Dim keeps its data. [DIM_DATA_DIR]")]
UserName = Annotated[str, typer.Option("--user", help="Whose progress it becomes: a user name of this Dim.")]
OtherUser = Annotated[str, typer.Option("--their-user", help="The user's name there; by default the same.")]
Secret = Annotated[
    str, typer.Option(envvar="DIM_IMPORT_KEY", help="Better in the environment than on the command line.")
]


def add_to(
    app: typer.Typer, open_database: "Callable[[Path | None], tuple[Settings, Database]]", fail: Callable[[str], NoReturn]
) -> None:  # fmt: skip
    """Add the commands to an app. `open_database` opens that of a data folder; `fail` ends the program with a line."""
    watched = typer.Typer(
        no_args_is_help=True,
        help="Take over what a user watched with another program. The server must be stopped. What they watched here later stays.",
    )
    app.add_typer(watched, name="import-watched")

    def note(user: str, data_dir: Path | None, found: "Callable[[], Iterable[WatchedItem]]") -> None:
        from dim.cli.transfer.run import TransferError, import_watched

        try:
            for line in import_watched(*open_database(data_dir), user, found):
                print(line)
        except TransferError as error:
            fail(str(error))

    @app.command("export")
    def export_everything(
        file: Annotated[Path, typer.Argument(help="The file to write.")], data_dir: DataDir = None
    ) -> None:
        """Write everything that users did to one JSON file, also while the server runs."""
        from dim.cli.transfer.run import TransferError, export

        try:
            print(export(*open_database(data_dir), file))
        except TransferError as error:
            fail(str(error))

    @app.command("import")
    def import_everything(
        file: Annotated[Path, typer.Argument(help="A file made by `dim export`.")], data_dir: DataDir = None
    ) -> None:
        """Take over what users did from an export, as far as it fits this catalog. The server must be stopped."""
        from dim.cli.transfer.run import TransferError, take_export

        try:
            for line in take_export(*open_database(data_dir), file):
                print(line)
        except TransferError as error:
            fail(str(error))

    @watched.command()
    def kodi(
        file: Annotated[Path, typer.Argument(help="MyVideos131.db, or that of another version.")], user: UserName,
        data_dir: DataDir = None,
    ) -> None:  # fmt: skip
        """From Kodi's database, a file in userdata/Database."""
        from dim.transfer.sources.kodi import read_kodi

        note(user, data_dir, lambda: read_kodi(file))

    @watched.command()
    def trakt(
        files: Annotated[list[Path], typer.Argument(help="The .json files of the export, or their folder.")],
        user: UserName, data_dir: DataDir = None,
    ) -> None:  # fmt: skip
        """From the files of a Trakt export."""
        from dim.transfer.sources.trakt import read_trakt

        note(user, data_dir, lambda: read_trakt(files))

    @watched.command()
    def jellyfin(
        url: Annotated[str, typer.Argument(help="The server's address, such as http://192.168.1.5:8096.")], user: UserName,
        key: Secret, their_user: OtherUser = "", data_dir: DataDir = None,
    ) -> None:  # fmt: skip
        """From a Jellyfin server, with an API key of its dashboard."""
        from dim.transfer.sources.jellyfin import read_jellyfin

        note(user, data_dir, lambda: read_jellyfin(url, key, their_user or user))

    @watched.command()
    def plex(
        url: Annotated[str, typer.Argument(help="The server's address, such as http://192.168.1.5:32400.")], user: UserName,
        key: Secret, data_dir: DataDir = None,
    ) -> None:  # fmt: skip
        """From a Plex server, what the user of an X-Plex-Token watched."""
        from dim.transfer.sources.plex import read_plex

        note(user, data_dir, lambda: read_plex(url, key))
