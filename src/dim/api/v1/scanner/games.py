"""Reports of scanners of games."""

import re
from typing import Annotated, Any, Literal

from pydantic import Field

from dim.api.context import ScannerDep, ServerDep
from dim.api.errors import ApiError
from dim.api.requests.routing import Router
from dim.api.schemas import ReportFields
from dim.catalog.games import reports
from dim.catalog.games.reports import GameReport, NoGamesError
from dim.games.files import FailedFile
from dim.games.model import LAUNCH_SCHEMES, Game, GameAccount, GameImage, GameScreenshot, GameType, Play
from dim.games.model import KnownGame as WithFiles

router = Router(prefix="/api/v1/scanner", tags=["scanner"])
Name = Annotated[str, Field(max_length=500)]
Names = Annotated[list[Name], Field(max_length=100)]
Path = Annotated[str, Field(max_length=8192)]
Text = Annotated[str, Field(max_length=20_000)]
_SCHEMES = "|".join(re.escape(scheme) for scheme in LAUNCH_SCHEMES)
Link = Annotated[str, Field(max_length=2000, pattern=rf"^({_SCHEMES}):\S+$")]
Page = Annotated[str, Field(max_length=2000, pattern=r"^https://\S+$")]
Seconds = Annotated[int, Field(ge=0, le=2**40)]
Date = Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
Source = Annotated[str, Field(pattern=r"^[a-z]{2,20}$")]
SourceId = Annotated[str, Field(min_length=1, max_length=500)]


class ReportedPlay(ReportFields):
    """What a launcher knows of a game and an account: seconds, and Unix time in seconds."""

    play_time: Seconds = 0
    last_played: Seconds | None = None
    favorite: bool = False
    hidden: bool = False


class ReportedImage(ReportFields):
    """An image file of a game; `modified_ns` tells whether it changed."""

    path: Path
    by_user: bool = False
    modified_ns: Annotated[int, Field(ge=-(2**63), lt=2**63)] = 0


class ReportedScreenshot(ReportFields):
    """A screenshot, and the id of the account that took it."""

    path: Path
    account: Name = ""


class ReportedGame(ReportFields):
    """A game, or something else that a launcher has under an id (`source` and `source_id`).

    `digest` is the scanner's own: of what it reports, so that it knows what the catalog has. `plays` are by account id.
    """

    source: Source
    source_id: SourceId
    title: Annotated[str, Field(min_length=1, max_length=500)]
    digest: Annotated[str, Field(max_length=100)] = ""
    type: GameType = "game"
    installed: bool = False
    updating: bool = False
    missing: bool = False
    size: Annotated[int, Field(ge=0, le=2**60)] = 0
    install_path: Path | None = None
    launch: Link | None = None
    store_page: Page | None = None
    platforms: Annotated[list[Annotated[str, Field(max_length=50)]], Field(max_length=20)] = Field(default_factory=list)
    developers: Names = Field(default_factory=list)
    publishers: Names = Field(default_factory=list)
    genres: Names = Field(default_factory=list)
    release_date: Date | None = None
    overview: Text | None = None
    rating: Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)] | None = None
    controller: Literal["full", "partial"] | None = None
    parent: Name | None = None
    ids: dict[Source, Annotated[str, Field(max_length=100)]] = Field(default_factory=dict, max_length=20)
    label: Name | None = None
    plays: dict[Annotated[str, Field(max_length=200)], ReportedPlay] = Field(default_factory=dict, max_length=200)
    artwork: dict[Literal["poster", "wide", "backdrop", "logo", "icon"], ReportedImage] = Field(default_factory=dict)
    screenshots: list[ReportedScreenshot] = Field(default_factory=list, max_length=5000)
    files: Annotated[list[Path], Field(max_length=1000)] = Field(default_factory=list)

    def value(self) -> Game:
        """The game."""
        lists = ("platforms", "developers", "publishers", "genres", "files")
        values: dict[str, Any] = {name: tuple(getattr(self, name)) for name in lists}
        values |= {name: getattr(self, name) for name in _SAME}
        return Game(
            **values,
            plays={account: Play(one.play_time, one.last_played, one.favorite, one.hidden) for account, one in self.plays.items()},
            artwork={kind: GameImage(one.path, one.by_user, one.modified_ns) for kind, one in self.artwork.items()},
            screenshots=tuple(GameScreenshot(one.path, one.account) for one in self.screenshots),
        )  # fmt: skip


_SAME = (
    "source", "source_id", "title", "type", "installed", "updating", "missing", "size", "install_path", "launch", "store_page",
    "release_date", "overview", "rating", "controller", "parent", "ids", "label",
)  # fmt: skip


class GameKey(ReportFields):
    """A game's source and its id there."""

    source: Source
    source_id: SourceId


class KnownGame(GameKey):
    """A game that the catalog has, with the digest that its scanner gave."""

    digest: str
    files: list[str] | None = None
    """Paths; only if they are asked for."""
    size: int | None = None
    """Bytes; with the files."""


class ReportedAccount(ReportFields):
    """An account of the launcher."""

    id: Annotated[str, Field(max_length=200)]
    name: Name | None = None
    most_recent: bool = False


class ReportedFailure(ReportFields):
    """A file of the launcher that cannot be used as it is."""

    path: Path
    reason: Annotated[str, Field(max_length=2000)]


class GameBatch(ReportFields):
    """What changed. Sending a batch twice is the same as once. `gone`: the launcher does not know them any more.

    `accounts`, `failed` and `missing_folders` are all that there are now; null: as they were.
    """

    games: list[ReportedGame] = Field(default_factory=list, max_length=500)
    gone: list[GameKey] = Field(default_factory=list, max_length=5000)
    accounts: Annotated[list[ReportedAccount], Field(max_length=200)] | None = None
    failed: Annotated[list[ReportedFailure], Field(max_length=5000)] | None = None
    missing_folders: Annotated[list[Path], Field(max_length=200)] | None = None


@router.get("/games")
async def list_known_games(folder: ScannerDep, server: ServerDep, *, files: bool = False) -> list[KnownGame]:
    """The games of the folder that the catalog has. `files`: with the files of those that have some, for scanners that tell by
    them which game moved.
    """
    found = await server.database.read_slow(reports.known, folder.id)
    with_files = await server.database.read_slow(reports.known_files, folder.id) if files else {}
    return [_known_game(key, digest, with_files.get(key)) for key, digest in found.items()]


def _known_game(key: reports.Key, digest: str, one: WithFiles | None) -> KnownGame:
    files, size = (list(one.files), one.size) if one is not None else (None, None)
    return KnownGame(source=key[0], source_id=key[1], digest=digest, files=files, size=size)


@router.post("/games", status_code=201)
async def report_games(body: GameBatch, folder: ScannerDep, server: ServerDep) -> None:
    """Report what changed in a folder of games. 422: the library holds none."""
    report = GameReport(
        games=[reports.ReportedGame(one.value(), one.digest) for one in body.games],
        gone=[(one.source, one.source_id) for one in body.gone],
        accounts=None if body.accounts is None else [GameAccount(one.id, one.name, one.most_recent) for one in body.accounts],
        failed=None if body.failed is None else [FailedFile(one.path, one.reason) for one in body.failed],
        missing_folders=body.missing_folders,
    )  # fmt: skip
    try:
        await server.database.write(reports.receive, folder.id, report)
    except NoGamesError:
        raise ApiError(422, "This library holds no games; report its files.", "games") from None
