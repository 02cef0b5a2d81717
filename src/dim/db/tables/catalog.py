"""Libraries, items, titles and files."""

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

library = Table(
    "library",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),  # movie | show | steam …: dim.media.kinds.LIBRARY_KINDS
    Column("made_by", Integer),  # the id of a user, who may be gone; ids are not given twice
    Column("scanner", Text, nullable=False, server_default="builtin"),  # builtin | external
    Column("providers", JSON(none_as_null=True)),  # names in their order; null: the default
    Column("language", Text, nullable=False, server_default="en"),
    Column("country", Text, nullable=False, server_default="US"),
    Column("write_back", Boolean, nullable=False, server_default=false()),  # NFO files and artwork beside the videos
    Column("created_at", Float, nullable=False),
    sqlite_autoincrement=True,
)

library_folder = Table(
    "library_folder",
    metadata,
    Column("id", Integer, primary_key=True),
    ref("library_id", "library.id"),
    Column("path", Text, nullable=False),  # absolute
    Column("position", Integer, nullable=False),
    Column("removed_at", Float),  # its files count as deleted; known for when it comes back
    UniqueConstraint("library_id", "path"),
    sqlite_autoincrement=True,
)

item = Table(
    "item",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),  # movie | show | game | season | episode | person | collection
    Column(
        "manual", Boolean, nullable=False, server_default=false()
    ),  # written down by hand: shown also without a file
    Column("provenance", JSON(none_as_null=True)),  # {field: source}; fields that are left out came from the name
    Column(
        "facts", JSON(none_as_null=True)
    ),  # what its sources say that has no column of its own: metadata.model.Facts
    sqlite_autoincrement=True,
)

media = Table(
    "media",
    metadata,
    ref("id", "item.id", primary_key=True),
    ref("library_id", "library.id"),
    Column("kind", Text, nullable=False),  # movie | show | game
    Column("title", Text, nullable=False),
    Column("sort_title", Text, nullable=False),
    Column("identity", Text, nullable=False, server_default=""),  # unique in its library: see catalog.ingest.matching
    Column("match_key", Text, nullable=False),  # the folded title of the files
    Column("match_year", Integer),
    Column("search_text", Text, nullable=False),
    Column("year", Integer),
    Column("original_title", Text),
    Column("overview", Text),
    Column("tagline", Text),
    Column("certification", Text),
    Column("age", Integer),  # what the certification means, in years
    Column("rating", Float),
    Column("duration", Float),  # of its longest version; of shows none
    Column("episodes", Integer, nullable=False, server_default="0"),  # visible ones, specials not counted
    Column("visible", Boolean, nullable=False),  # has a file that is present or missing, not only deleted ones
    Column("added_at", Float, nullable=False),
    Index(None, "library_id", "match_key"),
    Index("uq_media_identity", "library_id", "kind", "identity", unique=True),
    Index(None, "library_id", "visible", "sort_title", "id"),
    Index(None, "library_id", "visible", "added_at", "id"),
    Index(None, "library_id", "visible", "year", "sort_title", "id"),
    Index(None, "visible", "added_at"),
    Index(None, "visible", "search_text"),
)

other_title = Table(  # what names call a movie or show beside its title: in other languages and scripts
    "other_title",
    metadata,
    ref("media_id", "media.id", primary_key=True),
    Column("match_key", Text, primary_key=True),  # the folded title
    Column("title", Text, nullable=False),
    Index(None, "match_key"),
)

media_card = Table(  # beside its media, whose rows stay small: lists are sorted by reading all of them
    "media_card",
    metadata,
    ref("media_id", "media.id", primary_key=True),
    Column("card", Text, nullable=False),  # JSON of what a grid shows that is the same for everyone
    Column("episodes", Integer),  # of a show: as in media, which need not be looked at then; of a movie null
)

season = Table(
    "season",
    metadata,
    ref("id", "item.id", primary_key=True),
    ref("media_id", "media.id"),
    Column("number", Integer, nullable=False),  # 0: specials
    Column("title", Text),
    Column("overview", Text),
    UniqueConstraint("media_id", "number"),
)

episode = Table(
    "episode",
    metadata,
    ref("id", "item.id", primary_key=True),
    ref("season_id", "season.id"),
    Column("number", Integer, nullable=False),
    Column("title", Text),
    Column("overview", Text),
    Column("air_date", Text),
    Column("visible", Boolean, nullable=False),
    Column("added_at", Float, nullable=False),
    UniqueConstraint("season_id", "number"),
)

media_file = Table(
    "media_file",
    metadata,
    Column("id", Integer, primary_key=True),
    ref("library_id", "library.id"),
    ref("folder_id", "library_folder.id"),
    Column("path", Text, nullable=False),  # relative to its folder, with "/"
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column(
        "inode", BigInteger
    ),  # where the disk keeps it; a file of the same size and time with another one was replaced
    Column("fingerprint", Text),
    Column("status", Text, nullable=False),  # present | missing | deleted
    Column(
        "role", Text, nullable=False
    ),  # main | extra | sample | ignored (by a person) | launcher (a file or folder of a launcher that cannot be used)
    Column("doubt", Text),  # why its identity may be wrong, or is not known; a person reads it
    Column("label", Text),  # what tells this version from another: "Director's Cut", "1080p"
    Column("part", Integer),  # of a movie or an episode in several files: which of them it is
    Column("error", Text),  # why it cannot be used; a person reads it
    Column("note", Text),  # what of it is left out; a person reads it
    Column("pinned", Boolean, nullable=False, server_default=false()),  # a person said what it plays
    Column("content", Text),  # hash of all of it, where it was made (duplicates)
    Column("duration", Float),
    Column("container", Text),
    Column("bit_rate", BigInteger),
    Column("streams", JSON),
    Column("chapters", JSON),
    Column("subtitles", JSON),  # text files beside it: [{path, language, title, forced}]
    Column("sidecars", JSON(none_as_null=True)),  # metadata files beside it that were read: {path: mtime_ns}
    Column("added_at", Float, nullable=False),
    Column("gone_at", Float),
    UniqueConstraint("folder_id", "path"),
    Index(None, "library_id", "path"),
    Index(None, "fingerprint"),
    Index(None, "library_id", "status"),
    Index(None, "library_id", "role"),
    sqlite_autoincrement=True,
)

item_file = Table(
    "item_file",
    metadata,
    ref("item_id", "item.id", primary_key=True),
    ref("file_id", "media_file.id", primary_key=True),
    Index(None, "file_id"),
)

fix = Table(
    "fix",
    metadata,
    Column("id", Integer, primary_key=True),
    ref("library_id", "library.id"),
    Column("user_id", Integer, ForeignKey("user.id", ondelete="SET NULL")),
    Column("action", Text, nullable=False),  # identify | split | merge | accept | ignore | release | forget
    Column("title", Text, nullable=False),  # what the files were said to be
    Column("before", JSON, nullable=False),  # what they were: [{file_id, role, pinned, doubt, status, plays}]
    Column("created_at", Float, nullable=False),
    Column("undone_at", Float),
    Index(None, "library_id"),
    sqlite_autoincrement=True,
)

search_word = Table(
    "search_word", metadata, Column("id", Integer, primary_key=True), Column("word", Text, nullable=False, unique=True)
)

search_entry = Table(
    "search_entry",
    metadata,
    ref("word_id", "search_word.id", primary_key=True),
    ref("media_id", "media.id", primary_key=True),
    Index(None, "media_id"),
)

duplicate_kept = Table(
    "duplicate_kept",
    metadata,
    Column(
        "files", Text, primary_key=True
    ),  # the ids of the files that a person wants to keep beside each other: "3,17"
    Column("created_at", Float, nullable=False),
)
