"""Every line of the specification about shows, seasons and episodes, over real HTTP: path, data, status, body, good and bad."""

from support.contract import proves
from support.contract_world import NOBODY, World


@proves(
    "GET /api/v1/tv/{media_id}",
    "GET /api/v1/tv/{media_id}/season",
    "GET /api/v1/season/{season_id}",
    "GET /api/v1/episode/{episode_id}",
)
def test_shows(world: World) -> None:
    tv, other = world.owner.get(f"/api/v1/tv/{world.show}"), world.owner.get(f"/api/v1/media/{world.show}")
    assert (tv.status_code, tv.content) == (200, other.content)
    seasons = world.owner.ask("GET", f"/api/v1/tv/{world.show}/season")
    season = world.owner.ask("GET", f"/api/v1/season/{seasons[0]}")
    assert (season["number"], season["tv_id"], [card["episode"] for card in season["episodes"]]) == (
        1,
        world.show,
        [1, 2],
    )
    episode = world.owner.ask("GET", f"/api/v1/episode/{season['episodes'][0]['id']}")
    assert (episode["season"], episode["episode"], len(episode["files"])) == (1, 1, 1)
    for path in (f"tv/{world.show}", f"tv/{world.show}/season", f"season/{seasons[0]}", f"episode/{episode['id']}"):
        world.member.ask("GET", f"/api/v1/{path}", 404)
    for path in (f"tv/{world.film}", f"tv/{NOBODY}/season", f"season/{world.show}", f"episode/{seasons[0]}"):
        world.owner.ask("GET", f"/api/v1/{path}", 404)


@proves(
    "POST /api/v1/tv/{media_id}/season", "PATCH /api/v1/season/{season_id}", "DELETE /api/v1/season/{season_id}",
    "POST /api/v1/season/{season_id}/episode", "PATCH /api/v1/episode/{episode_id}", "DELETE /api/v1/episode/{episode_id}",
)  # fmt: skip
def test_writing_seasons_and_episodes(world: World) -> None:
    owner, member = world.owner, world.member
    season = owner.ask("POST", f"/api/v1/tv/{world.show}/season", 200, json={"number": 7, "title": "The Last"})["id"]
    assert owner.ask("POST", f"/api/v1/tv/{world.show}/season", 200, json={"number": 7})["id"] == season
    episode = owner.ask("POST", f"/api/v1/season/{season}/episode", 200, json={"number": 3, "title": "Three"})["id"]
    owner.ask("PATCH", f"/api/v1/season/{season}", 201, json={"overview": "Its end."})
    owner.ask("PATCH", f"/api/v1/episode/{episode}", 201, json={"title": "Drei", "air_date": "2020-02-29"})
    shown = owner.ask("GET", f"/api/v1/season/{season}")
    assert (shown["title"], shown["overview"], [card["episode_title"] for card in shown["episodes"]]) == (
        "The Last",
        "Its end.",
        ["Drei"],
    )
    assert owner.ask("GET", f"/api/v1/episode/{episode}")["air_date"] == "2020-02-29"
    owner.ask("PATCH", f"/api/v1/episode/{episode}", 422, json={"air_date": "yesterday"})
    for method, path, body in (
        ("POST", f"tv/{world.show}/season", {"number": 8}), ("PATCH", f"season/{season}", {}), ("DELETE", f"season/{season}", None),
        ("POST", f"season/{season}/episode", {"number": 8}), ("PATCH", f"episode/{episode}", {}), ("DELETE", f"episode/{episode}", None),
    ):  # fmt: skip
        member.ask(method, f"/api/v1/{path}", 403, json=body)
    for method, path, body in (
        ("POST", f"tv/{world.film}/season", {"number": 8}), ("PATCH", f"season/{NOBODY}", {}), ("DELETE", f"season/{NOBODY}", None),
        ("POST", f"season/{NOBODY}/episode", {"number": 8}), ("PATCH", f"episode/{NOBODY}", {}), ("DELETE", f"episode/{NOBODY}", None),
    ):  # fmt: skip
        owner.ask(method, f"/api/v1/{path}", 404, json=body)
    owner.ask("DELETE", f"/api/v1/episode/{episode}", 201)
    owner.ask("GET", f"/api/v1/episode/{episode}", 404)
    again = owner.ask("POST", f"/api/v1/season/{season}/episode", 200, json={"number": 4})["id"]
    owner.ask("DELETE", f"/api/v1/season/{season}", 201)
    owner.ask("GET", f"/api/v1/season/{season}", 404)
    owner.ask("GET", f"/api/v1/episode/{again}", 404)
