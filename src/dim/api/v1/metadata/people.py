"""People, and what they did in the titles that the user may see."""

from pydantic import BaseModel
from sqlalchemy import Connection

from dim.api.context import FreshViewer, ServerDep
from dim.api.errors import not_found
from dim.api.requests.routing import Router
from dim.api.schemas import Card, Id, card
from dim.api.v1.metadata.known import profile_path
from dim.catalog.discover import people

router = Router(prefix="/api/v1/person", tags=["metadata"])


class PersonRole(BaseModel):
    """What a person did in a movie or show. `episodes`: in how many of its episodes, where it is that."""

    title: Card
    job: str
    character: str | None = None
    episodes: int = 0


class Person(BaseModel):
    """A person. `picture`: the path of their picture."""

    id: int
    name: str
    external_ids: dict[str, str]
    picture: str | None = None
    roles: list[PersonRole]


@router.get("/{person_id}")
async def get_person(person_id: Id, caller: FreshViewer, server: ServerDep) -> Person:
    """A person with their roles in this library, the newest title first."""

    def read(connection: Connection) -> people.PersonDetails | None:
        return people.of_id(connection, caller.user, person_id)

    found = await server.database.read_slow(read)
    if found is None:
        raise not_found()
    roles = [
        PersonRole(title=card(one.card), job=one.job, character=one.character, episodes=one.episodes)
        for one in found.roles
    ]
    picture = profile_path(found.id, found.artwork, found.has_picture)
    return Person(id=found.id, name=found.name, external_ids=found.ids, picture=picture, roles=roles)
