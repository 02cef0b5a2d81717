"""Games: what launchers know of them, and of the accounts that play them."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from dim.db.tables.base import metadata, ref

game = Table(  # what a title of the kind game has beside its row in media
    "game",
    metadata,
    ref("id", "media.id", primary_key=True),
    ref("folder_id", "library_folder.id"),
    Column("source", Text, nullable=False),  # steam, epic, gog …: dim.games.model.Game.source
    Column("source_id", Text, nullable=False),
    Column("digest", Text, nullable=False),  # of what the scanner reported
    Column("type", Text, nullable=False),
    Column("installed", Boolean, nullable=False),
    Column("updating", Boolean, nullable=False),
    Column("missing", Boolean, nullable=False),  # the drive where it is installed is away
    Column("hidden", Boolean, nullable=False, server_default=false()),  # by an account that is someone's here
    Column("gone_at", Float),  # the launcher does not know it any more; its row stays, for when it comes back
    Column("size", BigInteger, nullable=False),
    Column("install_path", Text),
    Column("launch", Text),
    Column("store_page", Text),
    Column("platforms", JSON, nullable=False),  # names, as reported
    Column("developers", JSON, nullable=False),
    Column("publishers", JSON, nullable=False),
    Column("release_date", Text),
    Column("controller", Text),
    Column("parent", Text),  # the source id of the game that it belongs to
    Column("label", Text),
    Column("images", JSON, nullable=False),  # what the scanner has as artwork: {kind: when it changed}
    Column("screenshots", JSON, nullable=False),  # [{path, account}]
    Column("files", JSON, nullable=False),  # of a ROM: paths relative to the folder
    Column("work", Integer, nullable=False),  # what all copies of a game have: the id that one of them has or had
    Column("copy_of", Integer),  # what a person said: the id of the game that it is a copy of; its own: of none
    UniqueConstraint("folder_id", "source", "source_id"),
    Index(None, "work"),
)

game_platform = Table(
    "game_platform",
    metadata,
    ref("game_id", "game.id", primary_key=True),
    Column("platform", Text, primary_key=True),
    Index(None, "platform"),
)

game_play = Table(  # what a launcher knows of a game and an account
    "game_play",
    metadata,
    ref("game_id", "game.id", primary_key=True),
    Column("account", Text, primary_key=True),  # its id there; "": the launcher knows no accounts
    Column("play_time", BigInteger, nullable=False),  # seconds
    Column("last_played", BigInteger),  # Unix time, seconds
    Column("favorite", Boolean, nullable=False),
    Column("hidden", Boolean, nullable=False),
)

game_account = Table(  # accounts of launchers, and whose they are here
    "game_account",
    metadata,
    Column("id", Integer, primary_key=True),
    ref("library_id", "library.id"),
    Column("account", Text, nullable=False),
    Column("name", Text),
    Column("most_recent", Boolean, nullable=False),
    Column("user_id", Integer, ForeignKey("user.id", ondelete="SET NULL")),
    Column("assigned", Boolean, nullable=False),  # a person said whose it is
    Column("shared", Boolean, nullable=False),  # everyone who sees the library sees its play time
    UniqueConstraint("library_id", "account"),
    Index(None, "user_id"),
    sqlite_autoincrement=True,
)
