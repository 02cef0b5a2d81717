"""What playback needs to know of an item: its versions and extras, its name, and where the user stopped."""

from sqlalchemy import Connection

from dim.accounts.rights import User
from dim.catalog import items
from dim.catalog.browse.card import Card
from dim.catalog.browse.versions import versions
from dim.playback.sessions import preferences, progress
from dim.playback.sessions.request import PlayableItem


def playable_item(connection: Connection, user: User, item: items.Item, card: Card) -> PlayableItem:
    """An item as playback takes it. `card` is the item's card for this user."""
    files = items.files(connection, item.id)
    return PlayableItem(
        id=item.id, title_id=item.title_id, library_id=item.library_id, age=item.age, name=card.name,
        versions=tuple(versions(items.mains(files))), extras=tuple(items.extras_of(files)),
        resume_at=progress.resume_position(connection, user.id, item.id),
        taste=preferences.taste(connection, user.id, item.title_id),
    )  # fmt: skip
