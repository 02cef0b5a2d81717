"""What playback needs to know of an item: its versions and extras, its name, and where the user stopped."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from dim.accounts.rights import User
from dim.catalog import items
from dim.catalog.browse.versions import versions
from dim.playback.sessions import progress
from dim.playback.sessions.request import PlayableItem


def playable_item(connection: Connection, user: User, item: items.Item, card: Mapping[str, Any]) -> PlayableItem:
    """An item as playback takes it. `card` is the item's card for this user."""
    files = items.files(connection, item.id)
    return PlayableItem(
        id=item.id, title_id=item.title_id, library_id=item.library_id, age=item.age, name=_name(card),
        versions=tuple(versions(items.mains(files))), extras=tuple(items.extras_of(files)),
        resume_at=progress.resume_position(connection, user.id, item.id),
    )  # fmt: skip


def _name(card: Mapping[str, Any]) -> str:
    """The name in "playing now": an episode with its show and numbers."""
    if card["kind"] != "episode":
        return str(card["title"])
    episode = f" · {card['episode_title']}" if card["episode_title"] else ""
    return f"{card['title']} · S{card['season']:02}E{card['episode']:02}{episode}"
