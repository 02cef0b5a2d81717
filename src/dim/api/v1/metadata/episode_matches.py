"""Which of its show's provider's episodes an episode is, and correcting that (owner and admins)."""

from typing import Annotated

from pydantic import BaseModel, Field

from dim.api.context import Manager, ServerDep, visible_item
from dim.api.openapi import may_give
from dim.api.requests.routing import Router
from dim.api.schemas import Body, Id
from dim.api.v1.metadata.matches import answered
from dim.catalog.lookup.episodes import EpisodeNumber

router = Router(prefix="/api/v1/episode", tags=["metadata"])
Number = Annotated[int, Field(ge=0, le=1_000_000)]


class ProviderEpisode(BaseModel):
    """An episode of a provider."""

    season: int
    number: int
    title: str | None = None
    overview: str | None = None
    air_date: str | None = None


class ChosenEpisode(Body):
    """An episode of a provider, by its number in its season; season 0 holds the specials."""

    season: Number
    number: Number


class NumberedEpisode(BaseModel):
    """An episode of a provider, by its number in its season."""

    season: int
    number: int


class EpisodeMatch(BaseModel):
    """The episodes that the show's provider knows. `current`: the one that this episode is taken for; null: none.

    `is_chosen`: a person said so.
    """

    provider: str
    current: NumberedEpisode | None
    is_chosen: bool
    episodes: list[ProviderEpisode]


class FormerEpisode(BaseModel):
    """What a person had said before, so that it can be undone; null: nothing."""

    before: NumberedEpisode | None


@router.get("/{episode_id}/match", openapi_extra=may_give("provider-not-answering"))
async def list_provider_episodes(episode_id: Id, caller: Manager, server: ServerDep) -> EpisodeMatch:
    """The episodes that the show's provider knows, of which this may be one (owner and admins). 422: the show is at no provider."""
    server.database.read(visible_item, caller.user, episode_id, "episode")
    found = await answered(server.metadata.fix.episodes_for(episode_id))
    return EpisodeMatch(
        provider=found.provider, current=_number(found.current), is_chosen=found.is_chosen,
        episodes=[
            ProviderEpisode(
                season=one.season, number=one.number, title=one.facts.title, overview=one.facts.overview,
                air_date=one.facts.released,
            )
            for one in found.episodes
        ],
    )  # fmt: skip


@router.put("/{episode_id}/match", openapi_extra=may_give("provider-not-answering"))
async def choose_provider_episode(
    episode_id: Id, body: ChosenEpisode, caller: Manager, server: ServerDep
) -> FormerEpisode:
    """Say which of the provider's episodes it is; that stays until a person changes it, or the show's match (owner and admins)."""
    server.database.read(visible_item, caller.user, episode_id, "episode")
    chosen = EpisodeNumber(body.season, body.number)
    return await _choose(server, episode_id, chosen)


@router.delete("/{episode_id}/match", openapi_extra=may_give("provider-not-answering"))
async def forget_provider_episode(episode_id: Id, caller: Manager, server: ServerDep) -> FormerEpisode:
    """Have Dim find by itself which of the provider's episodes it is (owner and admins)."""
    server.database.read(visible_item, caller.user, episode_id, "episode")
    return await _choose(server, episode_id, None)


async def _choose(server: ServerDep, episode_id: int, chosen: EpisodeNumber | None) -> FormerEpisode:
    former = await answered(server.metadata.fix.choose_episode(episode_id, chosen))
    server.metadata.pictures.wake()
    return FormerEpisode(before=_number(former))


def _number(of: EpisodeNumber | None) -> NumberedEpisode | None:
    return NumberedEpisode(season=of.season, number=of.number) if of is not None else None
