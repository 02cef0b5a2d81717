"""The tables. Times are UTC seconds since 1970 (float), durations seconds, sizes bytes.

Every movie, show, season and episode has one row in `item`, so that an id names one thing wherever it is used, and artwork,
progress and external ids refer to any of them alike. An id that clients see is never given to another row (sqlite_autoincrement):
an invite for a library that was removed must not open the next one.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


_OPEN = "state IN ('pending', 'running')"


def _ref(name: str, target: str, *, primary_key: bool = False, nullable: bool = False) -> Column[int]:
    """A foreign key that goes with its target."""
    return Column(name, Integer, ForeignKey(target, ondelete="CASCADE"), primary_key=primary_key, nullable=nullable)


library = Table(
    "library",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),  # movie | show
    Column("scanner", Text, nullable=False, server_default="builtin"),  # builtin | external
    Column("created_at", Float, nullable=False),
    sqlite_autoincrement=True,
)

library_folder = Table(
    "library_folder",
    metadata,
    Column("id", Integer, primary_key=True),
    _ref("library_id", "library.id"),
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
    Column("kind", Text, nullable=False),  # movie | show | season | episode
    Column(
        "manual", Boolean, nullable=False, server_default=false()
    ),  # written down by hand: shown also without a file
    Column("provenance", JSON(none_as_null=True)),  # {field: source}; fields that are left out came from the name
    sqlite_autoincrement=True,
)

media = Table(
    "media",
    metadata,
    _ref("id", "item.id", primary_key=True),
    _ref("library_id", "library.id"),
    Column("kind", Text, nullable=False),  # movie | show
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
    _ref("media_id", "media.id", primary_key=True),
    Column("match_key", Text, primary_key=True),  # the folded title
    Column("title", Text, nullable=False),
    Index(None, "match_key"),
)

media_card = Table(  # beside its media, whose rows stay small: lists are sorted by reading all of them
    "media_card",
    metadata,
    _ref("media_id", "media.id", primary_key=True),
    Column("card", Text, nullable=False),  # JSON of what a grid shows that is the same for everyone
    Column("episodes", Integer),  # of a show: as in media, which need not be looked at then; of a movie null
)

season = Table(
    "season",
    metadata,
    _ref("id", "item.id", primary_key=True),
    _ref("media_id", "media.id"),
    Column("number", Integer, nullable=False),  # 0: specials
    Column("title", Text),
    Column("overview", Text),
    UniqueConstraint("media_id", "number"),
)

episode = Table(
    "episode",
    metadata,
    _ref("id", "item.id", primary_key=True),
    _ref("season_id", "season.id"),
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
    _ref("library_id", "library.id"),
    _ref("folder_id", "library_folder.id"),
    Column("path", Text, nullable=False),  # relative to its folder, with "/"
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column(
        "inode", BigInteger
    ),  # where the disk keeps it; a file of the same size and time with another one was replaced
    Column("fingerprint", Text),
    Column("status", Text, nullable=False),  # present | missing | deleted
    Column("role", Text, nullable=False),  # main | extra | sample | ignored (by a person)
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
    _ref("item_id", "item.id", primary_key=True),
    _ref("file_id", "media_file.id", primary_key=True),
    Index(None, "file_id"),
)

fix = Table(
    "fix",
    metadata,
    Column("id", Integer, primary_key=True),
    _ref("library_id", "library.id"),
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
    _ref("word_id", "search_word.id", primary_key=True),
    _ref("media_id", "media.id", primary_key=True),
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

genre = Table(
    "genre",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, unique=True),
    sqlite_autoincrement=True,
)
media_genre = Table(
    "media_genre",
    metadata,
    _ref("media_id", "media.id", primary_key=True),
    _ref("genre_id", "genre.id", primary_key=True),
)
person = Table(
    "person",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    sqlite_autoincrement=True,
)
credit = Table(
    "credit",
    metadata,
    Column("id", Integer, primary_key=True),
    _ref("item_id", "item.id"),
    _ref("person_id", "person.id"),
    Column("job", Text, nullable=False),  # actor | director | writer ...
    Column("character", Text),
    Column("position", Integer, nullable=False),
    Index(None, "item_id"),
)

artwork = Table(
    "artwork",
    metadata,
    Column("id", Integer, primary_key=True),
    _ref("item_id", "item.id"),
    Column("kind", Text, nullable=False),  # poster | backdrop | still | logo
    Column("source", Text, nullable=False),  # beside | embedded | frame | none (looked for, not found)
    Column("digest", Text),
    Column("width", Integer),
    Column("height", Integer),
    Column("placeholder", Text),  # a data: URL of a few pixels
    UniqueConstraint("item_id", "kind"),
)

artwork_wanted = Table(  # items that lack artwork
    "picture_wanted",
    metadata,
    _ref("item_id", "item.id", primary_key=True),
    _ref("library_id", "library.id"),
    Column("again", Boolean, nullable=False),  # also those it has; else only the kinds that were not looked for yet
    Index(None, "library_id", "item_id"),
)

external_id = Table(
    "external_id",
    metadata,
    _ref("item_id", "item.id", primary_key=True),
    Column("provider", Text, primary_key=True),  # tmdb | imdb | tvdb
    Column("value", Text, nullable=False),
)

user = Table(
    "user",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("username", Text, nullable=False),
    Column("username_key", Text, nullable=False, unique=True),
    Column("password_hash", Text, nullable=False),
    Column("email", Text),
    Column("role", Text, nullable=False),  # owner | admin | member | child
    Column("all_libraries", Boolean, nullable=False),
    Column("age_limit", Integer),  # of a child: sees what is certified for this age
    Column("max_bit_rate", Integer),  # bits a second that a stream of theirs may take
    Column("name", Text),
    Column("gender", Text),
    Column("avatar", Text),  # digest of a stored image
    Column("created_at", Float, nullable=False),
    sqlite_autoincrement=True,
)

library_access = Table(
    "library_access",
    metadata,
    _ref("user_id", "user.id", primary_key=True),
    _ref("library_id", "library.id", primary_key=True),
)

invite = Table(
    "invite",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("role", Text, nullable=False, server_default="member"),
    Column("libraries", JSON(none_as_null=True)),  # ids; null: all
    Column("age_limit", Integer),
    Column("uses_left", Integer, nullable=False),
    Column("created_at", Float, nullable=False, server_default="0"),
    Column("expires_at", Float, nullable=False),
    sqlite_autoincrement=True,
)

refresh_token = Table(
    "refresh_token",
    metadata,
    Column("id", Text, primary_key=True),  # of the sign-in: stays when its token is changed for a new one
    Column("token_id", Text, nullable=False, server_default=""),  # the jti of the one token that is good now
    _ref("user_id", "user.id"),
    Column("device", Text),
    Column("address", Text),
    Column("created_at", Float, nullable=False),  # when the password was last given
    Column("used_at", Float, nullable=False, server_default="0"),
    Column("expires_at", Float, nullable=False),
    Column("previous_token_id", Text),  # the jti that was renewed last, at renewed_at
    Column("renewed_at", Float),
    Index(None, "user_id"),
)

access_token = Table(
    "access_token",
    metadata,
    Column("id", Integer, primary_key=True),
    _ref("user_id", "user.id"),
    Column("name", Text, nullable=False),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("scopes", JSON, nullable=False),  # of read, play, manage
    Column("created_at", Float, nullable=False),
    Column("used_at", Float),
    Column("expires_at", Float),
    Index(None, "user_id"),
    sqlite_autoincrement=True,
)

scanner_token = Table(
    "scanner_token",
    metadata,
    Column("id", Integer, primary_key=True),
    _ref("library_id", "library.id"),
    _ref("folder_id", "library_folder.id"),
    Column("name", Text, nullable=False),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("created_at", Float, nullable=False),
    sqlite_autoincrement=True,
)

progress = Table(
    "progress",
    metadata,
    _ref("user_id", "user.id", primary_key=True),
    _ref("item_id", "item.id", primary_key=True),
    _ref("media_id", "media.id", nullable=True),  # the movie or show of the item
    Column("seconds", Float, nullable=False),
    Column("watched", Boolean, nullable=False),
    Column("updated_at", Float, nullable=False),
    Index(None, "user_id", "updated_at"),
    Index(None, "user_id", "media_id"),
)

playback_preference = Table(
    "playback_preference",
    metadata,
    _ref("user_id", "user.id", primary_key=True),
    Column("preferences", JSON, nullable=False),  # playback.policy.tracks.Preferences
)

playback_choice = Table(
    "playback_choice",
    metadata,
    _ref("user_id", "user.id", primary_key=True),
    _ref("media_id", "media.id", primary_key=True),  # a movie or show
    Column("choice", JSON, nullable=False),  # playback.policy.tracks.Remembered
    Column("updated_at", Float, nullable=False),
    Index(None, "user_id", "updated_at"),
)


class ReadableJSON(TypeDecorator[Any]):
    """JSON that reads as None where it is damaged, so that one damaged row does not keep others from being read."""

    impl = JSON
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """Reads a value."""
        read = super().result_processor(dialect, coltype)

        def process(value: Any) -> Any:
            try:
                return value if read is None else read(value)
            except (ValueError, TypeError):
                return None

        return process


job = Table(
    "job",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),  # scan | duplicatescan | fetch_metadata, and what handlers are registered for
    Column("payload", ReadableJSON, nullable=False),
    _ref("library_id", "library.id", nullable=True),
    _ref("item_id", "item.id", nullable=True),
    Column("unique_key", Text),  # at most one job of a key is open
    Column("state", Text, nullable=False),  # pending | running | done | failed | cancelled
    Column("priority", Integer, nullable=False),  # higher first
    Column("attempts", Integer, nullable=False),
    Column("max_attempts", Integer, nullable=False),
    Column("run_at", Float, nullable=False),  # not before
    Column("lease_owner", Text),
    Column("lease_until", Float),  # null while running: its worker is a scanner, which holds no lease
    Column("total", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("current", Text),
    Column("error", Text),
    Column("created_at", Float, nullable=False),
    Column("started_at", Float),
    Column("finished_at", Float),
    Index(None, "library_id", "kind", "id"),
    Index(None, "state", "kind", "run_at"),
    Index(None, "item_id"),
    Index(None, "finished_at"),
    Index("uq_job_open", "unique_key", unique=True, sqlite_where=text(_OPEN), postgresql_where=text(_OPEN)),
    sqlite_autoincrement=True,
)

setting = Table("setting", metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))
