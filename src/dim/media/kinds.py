"""The kinds of items and of libraries, and what each can do. A new kind of media is new rows here.

>>> kind("episode").is_playable, kind("show").child, library_kind("show").scanner
(True, 'season', 'tv')
"""

from dataclasses import dataclass

VIDEO_EXTENSIONS = frozenset((
    "3g2", "3gp", "asf", "avi", "divx", "f4v", "flv", "m2ts", "m2v", "m4v", "mk3d", "mkv", "mov", "mp4", "mpe", "mpeg", "mpg",
    "mts", "mxf", "ogm", "ogv", "rm", "rmvb", "ts", "vob", "webm", "wmv", "wtv",
))  # fmt: skip
SUBTITLE_EXTENSIONS = frozenset(("srt", "vtt", "ass", "ssa"))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of item."""

    name: str
    is_title: bool = False
    """It is listed in its library by itself, with a card; other kinds belong to a title."""
    is_playable: bool = False
    """It has files that are played, and progress."""
    child: str | None = None
    """The kind of the items below it."""
    artwork: tuple[str, ...] = ()
    """The kinds of artwork it has."""
    main_artwork: tuple[str, ...] = ()
    """Those that are asked for until it is known whether there is any; others are taken where they are found."""
    fields: tuple[str, ...] = ()
    """The descriptive fields that people and providers can set."""


_TITLE_FIELDS = (
    "title", "original_title", "year", "overview", "tagline", "certification", "rating", "genres", "ids",
)  # fmt: skip
_TITLE_ARTWORK = ("poster", "backdrop", "logo", "banner", "landscape", "clearart")
KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "movie", is_title=True, is_playable=True, artwork=_TITLE_ARTWORK, main_artwork=("poster", "backdrop"),
            fields=_TITLE_FIELDS,
        ),
        Kind(
            "show", is_title=True, child="season", artwork=_TITLE_ARTWORK, main_artwork=("poster", "backdrop"), fields=_TITLE_FIELDS
        ),
        Kind(
            "game", is_title=True, artwork=("poster", "backdrop", "logo", "landscape"), main_artwork=("poster", "backdrop"),
            fields=_TITLE_FIELDS,
        ),
        Kind(
            "season", child="episode", artwork=("poster", "backdrop", "banner"), main_artwork=("poster",),
            fields=("title", "overview"),
        ),
        Kind(
            "episode", is_playable=True, artwork=("still",), main_artwork=("still",), fields=("title", "overview", "air_date")
        ),
    )
}  # fmt: skip
FRAME_ARTWORK = frozenset(("poster", "backdrop", "still"))
"""The kinds of artwork that a frame of the video can be, where there is nothing better."""


def kind(name: str) -> Kind:
    """The kind of a name. Raises KeyError."""
    return KINDS[name]


@dataclass(frozen=True, slots=True)
class LibraryKind:
    """A kind of library."""

    name: str
    scanner: str
    """The scanner that finds what is in it: `dim scanner <name>`."""
    title: str
    """The kind of its titles."""
    played: str | None
    """The kind of item that one of its files plays; None: nothing in it is played by Dim."""
    extensions: frozenset[str]
    """The file types that are its media, lower case, without the dot."""


TITLE_KINDS = tuple(kind.name for kind in KINDS.values() if kind.is_title)


LIBRARY_KINDS = {
    kind.name: kind
    for kind in (
        LibraryKind("movie", scanner="movie", title="movie", played="movie", extensions=VIDEO_EXTENSIONS),
        LibraryKind("show", scanner="tv", title="show", played="episode", extensions=VIDEO_EXTENSIONS),
        *(
            LibraryKind(name, scanner=name, title="game", played=None, extensions=frozenset())
            for name in ("steam", "heroic", "lutris", "gog", "itch", "rom")
        ),
    )
}


def library_kind(name: str) -> LibraryKind:
    """The library kind of a name. Raises KeyError."""
    return LIBRARY_KINDS[name]


def holds_games(library: str) -> bool:
    """Whether a kind of library holds games, which a launcher's files tell of, and not media files."""
    return LIBRARY_KINDS[library].title == "game"
