"""Collections: those that providers know, and those that owner and admins make."""

from typing import Annotated

from pydantic import BaseModel, Field
from sqlalchemy import Connection

from dim.api.context import FreshViewer, Manager, ServerDep, check_titles
from dim.api.errors import ApiError, not_found
from dim.api.requests.routing import Router
from dim.api.schemas import Body, Card, Created, Id, Pictures, card, pictures
from dim.catalog.discover import collections
from dim.db import Transaction

router = Router(prefix="/api/v1/collection", tags=["metadata"])
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]
Members = Annotated[list[Id], Field(max_length=collections.MOST_MEMBERS)]


class CollectionEntry(BaseModel):
    """A collection. `titles`: how many of its titles the user may see; `is_manual`: a person made it."""

    id: int
    name: str
    overview: str | None = None
    titles: int
    is_manual: bool
    pictures: Pictures


class Collection(CollectionEntry):
    """A collection with its titles in their order."""

    cards: list[Card]


class NewCollection(Body):
    """A new collection. `titles`: the ids of its movies and shows, in their order."""

    name: Name
    overview: Annotated[str, Field(max_length=20_000)] | None = None
    titles: Members = Field(default_factory=list)


class CollectionChange(Body):
    """A change; omitted fields stay."""

    name: Name | None = None
    overview: Annotated[str, Field(max_length=20_000)] | None = None
    titles: Members | None = None


def _entry(of: collections.Collection) -> dict[str, object]:
    return {
        "id": of.id, "name": of.name, "overview": of.overview, "titles": of.titles, "is_manual": of.is_manual,
        "pictures": pictures(of.artwork),
    }  # fmt: skip


@router.get("")
async def list_collections(caller: FreshViewer, server: ServerDep) -> list[CollectionEntry]:
    """The collections with a title that the user may see, by name."""
    found = await server.database.read_slow(collections.everything, caller.user)
    return [CollectionEntry.model_validate(_entry(one)) for one in found]


@router.get("/{collection_id}")
async def get_collection(collection_id: Id, caller: FreshViewer, server: ServerDep) -> Collection:
    """A collection with its titles."""
    found = await server.database.read_slow(collections.of_id, caller.user, collection_id)
    if found is None:
        raise not_found()
    return Collection.model_validate({**_entry(found.collection), "cards": [card(one) for one in found.cards]})


@router.post("", status_code=201)
async def add_collection(body: NewCollection, caller: Manager, server: ServerDep) -> Created:
    """Make a collection by hand (owner and admins)."""
    server.database.read(check_titles, caller.user, body.titles, "titles")
    number = await server.database.write(collections.create, body.name.strip(), body.overview, body.titles)
    return Created(id=number)


@router.patch("/{collection_id}", status_code=201)
async def change_collection(collection_id: Id, body: CollectionChange, caller: Manager, server: ServerDep) -> None:
    """Change a collection (owner and admins)."""

    def check(connection: Connection) -> None:
        found = collections.of_id(connection, caller.user, collection_id)
        if found is None:
            raise not_found()
        if body.titles is not None and not found.collection.is_manual:
            raise ApiError(
                409, "A provider decides on the titles of this collection; make one of your own.", "titles", "conflict"
            )
        check_titles(connection, caller.user, body.titles or (), "titles")

    server.database.read(check)
    name = body.name.strip() if body.name is not None else None

    def change(transaction: Transaction) -> None:
        titles = body.titles
        if titles is not None:  # those that the caller may not see stay, at the end
            titles = [*titles, *collections.hidden_members(transaction.connection, caller.user, collection_id)]
        collections.change(transaction, collection_id, name, body.overview, titles)

    await server.database.write(change)


@router.delete("/{collection_id}", status_code=201)
async def remove_collection(collection_id: Id, caller: Manager, server: ServerDep) -> None:
    """Remove a collection; its titles stay (owner and admins). 403: it has titles that are not shared with the caller."""
    if server.database.read(collections.of_id, caller.user, collection_id) is None:
        raise not_found()
    if server.database.read(collections.hidden_members, caller.user, collection_id):
        raise ApiError(403, "It has titles that are not shared with you. The owner of the server can remove it.")
    await server.database.write(collections.remove, collection_id)
