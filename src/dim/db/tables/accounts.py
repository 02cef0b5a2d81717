"""Users, their tokens and invites, and what they watched."""

from sqlalchemy import JSON, Boolean, Column, Float, Index, Integer, Table, Text, UniqueConstraint

from dim.db.tables.base import metadata, ref

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
    ref("user_id", "user.id", primary_key=True),
    ref("library_id", "library.id", primary_key=True),
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
    ref("user_id", "user.id"),
    Column("device", Text),
    Column("address", Text),
    Column("created_at", Float, nullable=False),  # when the user last signed in
    Column("password_at", Float),  # when the password was last given; null: never, the device was paired
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
    ref("user_id", "user.id"),
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
    ref("library_id", "library.id"),
    ref("folder_id", "library_folder.id"),
    Column("name", Text, nullable=False),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("created_at", Float, nullable=False),
    sqlite_autoincrement=True,
)

progress = Table(
    "progress",
    metadata,
    ref("user_id", "user.id", primary_key=True),
    ref("item_id", "item.id", primary_key=True),
    ref("media_id", "media.id", nullable=True),  # the movie or show of the item
    Column("seconds", Float, nullable=False),
    Column("watched", Boolean, nullable=False),
    Column("updated_at", Float, nullable=False),
    Index(None, "user_id", "updated_at"),
    Index(None, "user_id", "media_id"),
)

playback_preference = Table(
    "playback_preference",
    metadata,
    ref("user_id", "user.id", primary_key=True),
    Column("preferences", JSON, nullable=False),  # playback.policy.tracks.Preferences
)

playback_choice = Table(
    "playback_choice",
    metadata,
    ref("user_id", "user.id", primary_key=True),
    ref("media_id", "media.id", primary_key=True),  # a movie or show
    Column("choice", JSON, nullable=False),  # playback.policy.tracks.Remembered
    Column("updated_at", Float, nullable=False),
    Index(None, "user_id", "updated_at"),
)

player = Table(
    "player",
    metadata,
    Column("id", Integer, primary_key=True),
    ref("user_id", "user.id", nullable=True),  # null: a device that the server casts to
    Column("device", Text, nullable=False),  # an id that the client made up
    Column("place", Integer, nullable=False),  # 1, or 2, 3 … for further tabs of a browser
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),  # phone | tablet | desktop | tv | speaker
    Column("household", Boolean, nullable=False),  # everyone may steer it
    Column("shared_with", JSON, nullable=False),  # ids of users who may
    Column("configured", Boolean, nullable=False),  # someone chose its name, or who may steer it
    Column("queue", JSON, nullable=False),  # ids of items
    Column("queue_place", Integer, nullable=False),
    Column("queue_version", Integer, nullable=False),
    Column("seen_at", Float, nullable=False),
    UniqueConstraint("user_id", "device", "place"),
    sqlite_autoincrement=True,
)

watch_group = Table(
    "watch_group",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    ref("host_id", "user.id"),
    ref("item_id", "item.id"),
    Column("host_only", Boolean, nullable=False),  # only the host plays, pauses and seeks
    Column("position", Float, nullable=False),  # seconds, at the moment `at`
    Column("at", Float, nullable=False),
    Column("playing", Boolean, nullable=False),
    Column("waiting", Boolean, nullable=False),  # it goes on as soon as its members are ready
    Column("rate", Float, nullable=False),
    Column("version", Integer, nullable=False),
    Column("updated_at", Float, nullable=False),
    sqlite_autoincrement=True,
)
