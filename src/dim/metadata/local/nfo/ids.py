"""The ids of a title or episode in an NFO file."""

import json

from dim.metadata.local.external_ids import clean_ids
from dim.metadata.local.nfo.model import NfoKind
from dim.metadata.local.nfo.tree import Element

_MOST = 30
_NO_PROVIDERS = frozenset(
    ("id", "streamid", "collectionid", "trackid", "artistid", "setid", "userid", "tmdbcolid", "guid")
)


def ids_of(root: Element, kind: NfoKind) -> dict[str, str]:
    """Ids by provider: those of `uniqueid`, of elements such as `tmdbid`, of `episodeguide`; else the old `id`."""
    unique = [one for one in root.all("uniqueid") if one.text][:_MOST]
    unique.sort(key=lambda one: one.attributes.get("default", "").casefold() != "true")
    pairs = [(one.attributes.get("type", ""), one.text) for one in unique]
    for child in root.children:
        if (
            child.name not in _NO_PROVIDERS
            and child.name.endswith(("id", "_id"))
            and not child.children
            and len(pairs) < 2 * _MOST
        ):
            name = child.name.removesuffix("id").removesuffix("_")
            if name and child.name != "uniqueid":
                pairs.append((name, child.text))
    if kind == "show":
        pairs += _guide(root)
    if not unique and (old := root.first("id")) is not None:
        # an attribute gives others in files of the year 2008: <id TMDB="603">tt0133093</id>
        pairs += [(name, value) for name, value in old.attributes.items() if name in ("tmdb", "imdb", "tvdb")]
        text = old.text
        if text.startswith("tt"):
            pairs.append(("imdb", text))
        elif kind == "show":
            pairs.append(("tvdb", text))
    return clean_ids(pairs)


def _guide(root: Element) -> list[tuple[str, str]]:
    """The ids in a show's `episodeguide`: {"tmdb": "1396", "imdb": "tt0903747"}."""
    text = root.value("episodeguide")
    if not text.startswith("{") or len(text) > 2_000:
        return []
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return (
        [(name, str(value)) for name, value in found.items() if isinstance(value, str | int)]
        if isinstance(found, dict)
        else []
    )
