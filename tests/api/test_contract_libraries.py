"""Every line of the specification about libraries, runs and movies, over real HTTP: path, data, status, body, good and bad."""

from typing import Any

from support import media
from support.contract import proves
from support.contract_world import NOBODY, World
from support.server import scanned, titles, until


@proves("GET /api/v1/library")
def test_list_libraries(world: World) -> None:
    found = {library["name"]: library for library in world.owner.ask("GET", "/api/v1/library")}
    assert {"id", "name", "path"} <= set(found["Films"])
    assert found["Films"]["path"] == str(world.disk / "films")
    assert [library["name"] for library in world.member.ask("GET", "/api/v1/library")] == ["Films"]
    with world.anyone() as client:
        client.ask("GET", "/api/v1/library", 401)
        body = {"jwt": world.session("Bo")}
        assert len(client.ask("GET", "/api/v1/library", json=body)) == 1


@proves(
    "POST /api/v1/library",
    "GET /api/v1/library/{library_id}",
    "PATCH /api/v1/library/{library_id}",
    "DELETE /api/v1/library/{library_id}",
)
def test_libraries(world: World) -> None:
    one, two = world.disk / "one", world.disk / "two"
    media.place(media.made("short.mp4", seconds=10), one / "Only (1999).mp4")
    two.mkdir()
    body = {"name": "One", "path": str(one), "type": "movie"}
    world.member.ask("POST", "/api/v1/library", 403, json=body)
    world.owner.ask("POST", "/api/v1/library", 422, json={**body, "path": "/no/such/folder"})
    world.owner.ask("POST", "/api/v1/library", 422, json={**body, "type": "sculpture"})
    number = world.owner.ask("POST", "/api/v1/library", 201, json=body)["id"]
    assert scanned(world.owner, number)["titles"] == 1
    shown = world.owner.ask("GET", f"/api/v1/library/{number}")
    assert (shown["id"], shown["name"], shown["type"]) == (number, "One", "movie")
    world.member.ask("GET", f"/api/v1/library/{number}", 404)
    world.owner.ask("GET", f"/api/v1/library/{NOBODY}", 404)
    world.member.ask("PATCH", f"/api/v1/library/{number}", 403, json={"name": "Mine"})
    world.owner.ask("PATCH", f"/api/v1/library/{NOBODY}", 404, json={"name": "Mine"})
    world.owner.ask("PATCH", f"/api/v1/library/{number}", 422, json={"path": str(world.disk / "films")})
    (one / "Only (1999).mp4").rename(two / "Only (1999).mp4")
    film = titles(world.owner, number)["Only (1999)"]["id"]
    world.owner.ask("PATCH", f"/api/v1/library/{number}", 201, json={"name": "Two", "path": str(two)})
    assert world.owner.ask("GET", f"/api/v1/library/{number}")["path"] == str(two)
    until(lambda: world.owner.ask("GET", f"/api/v1/media/{film}")["missing"] is False, 20, "the file at its new place")
    world.member.ask("DELETE", f"/api/v1/library/{number}", 403)
    world.owner.ask("DELETE", f"/api/v1/library/{number}", 201)
    world.owner.ask("DELETE", f"/api/v1/library/{number}", 404)
    world.owner.ask("GET", f"/api/v1/media/{film}", 404)
    assert (two / "Only (1999).mp4").exists()


@proves("POST /api/v1/library/{library_id}/run")
def test_runs(world: World) -> None:
    address = f"/api/v1/library/{world.films}/run"
    for flag in ("scan", "duplicatescan", "fetch_metadata"):
        run = world.owner.ask("POST", address, 201, json={"flag": flag})["run_id"]

        def over(run: int = run) -> Any:
            shown = world.owner.ask("GET", f"{address}/{run}")
            return shown if shown["state"] in ("done", "failed") else None

        shown = until(over, 30, flag)
        assert (shown["state"], shown["flag"], shown["error"]) == ("done", flag, None)
        assert shown["done"] == shown["found"]
    unknown = world.owner.ask("POST", address, 404, json={"flag": "dance"})
    assert "duplicatescan" in unknown["detail"]
    world.member.ask("POST", address, 403, json={"flag": "scan"})
    world.owner.ask("POST", f"/api/v1/library/{NOBODY}/run", 404, json={"flag": "scan"})
    world.owner.ask("GET", f"{address}/{NOBODY}", 404)


def test_the_same_run_twice_is_one_run(world: World) -> None:
    body = {"name": "Nobody scans it", "path": str(world.disk / "external"), "type": "movie", "scanner": "external"}
    (world.disk / "external").mkdir()
    number = world.owner.ask("POST", "/api/v1/library", 201, json=body)["id"]
    address = f"/api/v1/library/{number}/run"
    assert len({world.owner.ask("POST", address, 201, json={"flag": "scan"})["run_id"] for _ in range(3)}) == 1
    assert [run["state"] for run in world.owner.ask("GET", address)] == ["waiting"]
    world.owner.ask("DELETE", f"/api/v1/library/{number}", 201)


@proves(
    "POST /api/v1/library/{library_id}/media", "GET /api/v1/media/{media_id}", "PATCH /api/v1/media/{media_id}",
    "DELETE /api/v1/media/{media_id}",
)  # fmt: skip
def test_media(world: World) -> None:
    item = {"title": "Written Down", "year": 1984, "kind": "movie", "genres": ["Drama"], "ids": {"imdb": "tt0000001"}}
    address = f"/api/v1/library/{world.films}/media"
    world.member.ask("POST", address, 403, json={"item": item})
    world.owner.ask("POST", f"/api/v1/library/{NOBODY}/media", 404, json={"item": item})
    for wrong in ({}, {"title": ""}, {"title": "x", "kind": "show"}, {"title": "x", "year": "soon"}):
        world.owner.ask("POST", address, 422, json={"item": wrong})
    number = world.owner.ask("POST", address, 201, json={"item": item})["id"]
    assert world.owner.ask("POST", address, 201, json={"item": item})["id"] == number
    shown = world.owner.ask("GET", f"/api/v1/media/{number}")
    assert {name: shown[name] for name in item} == item
    assert number in world.owner.ask("GET", address)
    world.member.ask("PATCH", f"/api/v1/media/{number}", 403, json={"title": "Mine"})
    world.owner.ask("PATCH", f"/api/v1/media/{NOBODY}", 404, json={"title": "Mine"})
    world.owner.ask("PATCH", f"/api/v1/media/{number}", 422, json={"title": None})
    world.owner.ask(
        "PATCH", f"/api/v1/media/{number}", 201, json={"title": "Corrected", "rating": 7.5, "unlock": ["genres"]}
    )
    shown = world.member.ask("GET", f"/api/v1/media/{number}")
    assert (shown["title"], shown["rating"], shown["year"]) == ("Corrected", 7.5, 1984)
    assert shown["locked"] == ["ids", "rating", "title", "year"]
    world.member.ask("DELETE", f"/api/v1/media/{number}", 403)
    world.owner.ask("DELETE", f"/api/v1/media/{number}", 201)
    world.owner.ask("DELETE", f"/api/v1/media/{number}", 404)
    world.owner.ask("GET", f"/api/v1/media/{number}", 404)
    world.member.ask("GET", f"/api/v1/media/{world.show}", 404)


def test_what_a_person_wrote_survives_a_rescan(world: World) -> None:
    folder = world.disk / "films"
    media.place(media.made("short.mp4", seconds=10), folder / "Old Name (1990).mp4")
    number = until(lambda: titles(world.owner, world.films).get("Old Name (1990)"), 20, "the film")["id"]
    world.owner.ask("PATCH", f"/api/v1/media/{number}", 201, json={"title": "Mine", "overview": "Good."})
    (folder / "Old Name (1990).mp4").rename(folder / "New Name (1991).mp4")
    until(lambda: world.owner.ask("GET", f"/api/v1/media/{number}")["year"] == 1991, 20, "the new year")
    assert world.owner.ask("GET", f"/api/v1/media/{number}")["title"] == "Mine"
    world.owner.ask("PATCH", f"/api/v1/media/{number}", 201, json={"unlock": ["title"]})
    (folder / "New Name (1991).mp4").rename(folder / "Newer Name (1992).mp4")
    until(lambda: world.owner.ask("GET", f"/api/v1/media/{number}")["title"] == "Newer Name", 20, "the file's name")
    assert world.owner.ask("GET", f"/api/v1/media/{number}")["overview"] == "Good."
    (folder / "Newer Name (1992).mp4").unlink()
    until(lambda: number not in world.owner.ask("GET", f"/api/v1/library/{world.films}/media"), 20, "its end")


@proves("GET /api/v1/library/{library_id}/media")
def test_sorted_ids(world: World) -> None:
    address = f"/api/v1/library/{world.films}/media"
    for year, rating in ((2002, 5.0), (2001, 9.5)):
        number = next(card["id"] for name, card in titles(world.owner, world.films).items() if str(year) in name)
        world.owner.ask("PATCH", f"/api/v1/media/{number}", 201, json={"rating": rating})
    cards = titles(world.owner, world.films)
    direct, remux, transcode = (cards[name]["id"] for name in ("Direct (2001)", "Remux (2002)", "Transcode (2003)"))
    for sort, ascending, expected in (
        ("title", True, [direct, remux, transcode]), ("title", False, [transcode, remux, direct]),
        ("year", False, [transcode, remux, direct]), ("rating", True, [remux, direct, transcode]),
        ("rating", False, [direct, remux, transcode]), ("original_title", True, [direct, remux, transcode]),
    ):  # fmt: skip
        found = world.member.ask("GET", address, params={"sort": sort, "ascending": str(ascending).lower()})
        assert [number for number in found if number in expected] == expected, (sort, ascending)
    unknown = world.owner.ask("GET", address, 404, params={"sort": "colour"})
    for known in ("title", "year", "added_at", "rating", "duration"):
        assert known in unknown["detail"]
        world.owner.ask("GET", address, params={"sort": known})
    world.member.ask("GET", f"/api/v1/library/{world.shows}/media", 404)
    world.owner.ask("GET", f"/api/v1/library/{NOBODY}/media", 404)
