"""What is known of items: facts by source, matches, people, collections, artwork."""

from sqlalchemy import JSON, Boolean, Column, Float, Index, Integer, Table, Text, UniqueConstraint, false

from dim.db.tables.base import metadata, ref

item_facts = Table(  # what each source says of an item, from which its fields are merged
    "item_facts",
    metadata,
    ref("item_id", "item.id", primary_key=True),
    Column("source", Text, primary_key=True),  # nfo | tags | name | the name of a provider
    Column("facts", JSON, nullable=False),  # metadata.model.Facts
    Column("stored_at", Float, nullable=False),
)

title_match = Table(  # which title of a provider a movie or show is; without a row it was not looked for yet
    "title_match",
    metadata,
    ref("media_id", "media.id", primary_key=True),
    Column("state", Text, nullable=False),  # certain | doubtful | none
    Column("provider", Text),
    Column("value", Text),  # its id there
    Column("score", Float, nullable=False, server_default="0"),
    Column("reasons", JSON, nullable=False),  # for people
    Column("runner_up", JSON(none_as_null=True)),  # {provider, id, title, year, score}
    Column("locked", Boolean, nullable=False, server_default=false()),  # a person chose it
    Column("order", Text),  # of its episodes, where a person chose another than the aired one: dvd | absolute
    Column("tried_at", Float, nullable=False),
    Column("due_at", Float),  # when it is looked for or refreshed again; null: never by itself
    Column("failures", Integer, nullable=False, server_default="0"),  # in a row
    Column("error", Text),  # why a provider did not answer the last time, for people
    Index(None, "due_at"),
    Index(None, "provider", "value"),
)

chosen_episode = Table(  # which of its provider's episodes an episode is, where a person said so
    "chosen_episode",
    metadata,
    ref("episode_id", "episode.id", primary_key=True),
    Column("season", Integer, nullable=False),
    Column("number", Integer, nullable=False),
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
    ref("media_id", "media.id", primary_key=True),
    ref("genre_id", "genre.id", primary_key=True),
)

studio = Table(
    "studio",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, unique=True),
    sqlite_autoincrement=True,
)

media_studio = Table(  # and the networks of shows
    "media_studio",
    metadata,
    ref("media_id", "media.id", primary_key=True),
    ref("studio_id", "studio.id", primary_key=True),
    Index(None, "studio_id"),
)

person = Table(
    "person",
    metadata,
    ref("id", "item.id", primary_key=True),
    Column("name", Text, nullable=False),
    Column("search_text", Text, nullable=False),  # folded
    Column("identity", Text, nullable=False, unique=True),  # "tmdb:6384", or "name:keanu reeves"
    Index(None, "search_text"),
)

credit = Table(
    "credit",
    metadata,
    Column("id", Integer, primary_key=True),
    ref("item_id", "item.id"),
    ref("person_id", "person.id"),
    Column("job", Text, nullable=False),  # actor | director | writer ...
    Column("character", Text),
    Column("position", Integer, nullable=False),
    Index(None, "item_id"),
    Index(None, "person_id"),
)

collection = Table(
    "collection",
    metadata,
    ref("id", "item.id", primary_key=True),
    Column("name", Text, nullable=False),
    Column("search_text", Text, nullable=False),  # folded
    Column("overview", Text),
    Column("identity", Text, unique=True),  # "tmdb:2344", "name:the matrix collection"; null: a person made it
)

collection_member = Table(
    "collection_member",
    metadata,
    ref("collection_id", "collection.id", primary_key=True),
    ref("media_id", "media.id", primary_key=True),
    Column("position", Integer, nullable=False, server_default="0"),
    Column("source", Text, nullable=False),  # person | the name of a source
    Index(None, "media_id"),
)

external_id = Table(
    "external_id",
    metadata,
    ref("item_id", "item.id", primary_key=True),
    Column("provider", Text, primary_key=True),  # tmdb | imdb | tvdb | tvmaze | anilist | wikidata ...
    Column("value", Text, nullable=False),
    Index(None, "provider", "value"),
)

artwork = Table(
    "artwork",
    metadata,
    Column("id", Integer, primary_key=True),
    ref("item_id", "item.id"),
    Column("kind", Text, nullable=False),  # poster | backdrop | still | logo ... (metadata.model.PictureKind)
    Column(
        "source", Text, nullable=False
    ),  # person | beside | embedded | generated | frame | none (looked for, not found) | a provider
    Column("digest", Text),
    Column("width", Integer),
    Column("height", Integer),
    Column("placeholder", Text),  # "thumbhash:…"; in rows of older versions a data: URL of a few pixels
    UniqueConstraint("item_id", "kind"),
)

artwork_option = Table(  # all images that an item could show, of which `artwork` has the chosen one of each kind
    "artwork_option",
    metadata,
    Column("id", Integer, primary_key=True),
    ref("item_id", "item.id"),
    Column("kind", Text, nullable=False),
    Column("source", Text, nullable=False),  # as in artwork
    Column(
        "url", Text, nullable=False, server_default=""
    ),  # where a provider has it; of what it was generated; else empty
    Column("position", Integer, nullable=False, server_default="0"),  # in the source's order
    Column("language", Text),
    Column("digest", Text),  # null: not fetched yet
    Column("width", Integer),
    Column("height", Integer),
    Column("placeholder", Text),
    Column("wanted", Integer, nullable=False, server_default="0"),  # > 0: to be fetched, higher ones first
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("retry_at", Float),
    UniqueConstraint("item_id", "kind", "source", "url"),
    Index(None, "wanted", "id"),
    sqlite_autoincrement=True,
)

artwork_wanted = Table(  # items that lack artwork
    "picture_wanted",
    metadata,
    ref("item_id", "item.id", primary_key=True),
    ref("library_id", "library.id"),
    Column("again", Boolean, nullable=False),  # also those it has; else only the kinds that were not looked for yet
    Index(None, "library_id", "item_id"),
)
