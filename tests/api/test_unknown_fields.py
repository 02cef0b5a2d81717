"""A field that is not known is refused by name, in every body that people and scripts send; other spellings are understood."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from dim.api.schemas import Body, Fields
from dim.server.app import application
from support import media
from support.server import Api, RunningServer, add_library


def bodies() -> list[tuple[str, str]]:
    """Every route that takes a JSON body, but for those of scanners."""
    found = []
    for path, operations in application().openapi()["paths"].items():
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {})
            if "application/json" in content and not path.startswith("/api/v1/scanner"):
                found.append((method.upper(), path))
    return found


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    server = RunningServer(tmp_path_factory.mktemp("server") / "data").start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def shared_owner(shared_server: RunningServer) -> Iterator[Api]:
    with shared_server.set_up() as client:
        yield client


@pytest.fixture(scope="module")
def library(shared_owner: Api, tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    root = tmp_path_factory.mktemp("shows")
    media.place(media.made("h264.mp4"), root / "Show" / "Season 1" / "Show S01E01.mp4")
    number = add_library(shared_owner, root, "tv", "Shows")
    (show,) = shared_owner.ask("GET", f"/api/v1/library/{number}/media")
    (season,) = shared_owner.ask("GET", f"/api/v1/tv/{show}/season")
    episode = shared_owner.ask("GET", f"/api/v1/season/{season}")["episodes"][0]["id"]
    return {"library": number, "show": show, "season": season, "episode": episode}


def test_no_route_takes_unknown_fields(shared_owner: Api) -> None:
    routes = bodies()
    assert len(routes) > 25
    for method, path in routes:
        address = re.sub(r"\{key\}", "k" * 43, re.sub(r"\{short\}", "12345678", path))
        address = re.sub(r"\{\w+\}", "1", address)
        answer = shared_owner.request(method, address, json={"no_such_field": 1})
        if path == "/api/v1/user/register":  # answers 200 with an error, as the specification has it
            assert answer.status_code == 200, path
            problem = answer.json()["error"]
        else:
            assert (answer.status_code, answer.json()["type"]) == (422, "urn:dim:problem:not-usable"), (
                f"{method} {path}"
            )
            problem = answer.json()
        assert "“no_such_field”" in problem["detail"], f"{method} {path}: {problem}"
        assert "Known: " in problem["detail"], f"{method} {path}: {problem}"
        assert problem["field"].endswith("no_such_field"), f"{method} {path}: {problem}"


@pytest.mark.parametrize("token", ["jwt", "JWT"])
def test_the_token_is_known_in_every_body(shared_owner: Api, shared_server: RunningServer, token: str) -> None:
    jwt = shared_owner.headers["Authorization"].removeprefix("Bearer ")
    with shared_server.client() as client:
        client.ask("PATCH", "/api/v1/user/", 200, json={token: jwt, "new_email": "ada@example.org"})
        client.ask("PATCH", "/api/v1/user/", 401, json={token: "x" + jwt, "new_email": "ada@example.org"})


CHANGES: list[tuple[str, str, dict[str, Any], str, Any]] = [
    ("show", "media", {"name": "The Show"}, "title", "The Show"),
    ("season", "season", {"name": "Beginnings"}, "title", "Beginnings"),
    ("season", "season", {"season_number": 2}, "number", 2),
    ("season", "season", {"number": 1}, "number", 1),
    ("episode", "episode", {"name": "Pilot"}, "episode_title", "Pilot"),
    ("episode", "episode", {"episode_number": 3}, "episode", 3),
    ("episode", "episode", {"number": 1}, "episode", 1),
]


@pytest.mark.parametrize(("what", "path", "body", "field", "expected"), CHANGES)
def test_other_spellings(
    shared_owner: Api, library: dict[str, int], what: str, path: str, body: dict[str, Any], field: str, expected: Any
) -> None:
    address = f"/api/v1/{path}/{library[what]}"
    shared_owner.ask("PATCH", address, 201, json=body)
    assert shared_owner.ask("GET", address)[field] == expected


def test_a_number_that_is_taken_is_refused(shared_owner: Api, library: dict[str, int]) -> None:
    address = f"/api/v1/tv/{library['show']}/season"
    _, other = [shared_owner.ask("POST", address, json={"season_number": number})["id"] for number in (7, 8)]
    problem = shared_owner.ask("PATCH", f"/api/v1/season/{other}", 409, json={"number": 7})
    assert (problem["type"], problem["field"]) == ("urn:dim:problem:conflict", "number")
    assert "season 7" in problem["detail"]


def test_titles_are_written_down_with_other_spellings(shared_owner: Api, tmp_path: Path) -> None:
    body = {"name": "Movies", "path": str(tmp_path), "media_type": "movie"}
    movies = shared_owner.ask("POST", "/api/v1/library", 201, json=body)["id"]
    item = {"name": "Dune", "media_type": "movie", "year": 2021}
    number = shared_owner.ask("POST", f"/api/v1/library/{movies}/media", 201, json={"item": item})["id"]
    assert shared_owner.ask("GET", f"/api/v1/media/{number}")["title"] == "Dune"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"title": "A", "name": "B"}, "A"),  # the field itself counts
        ({"name": "B"}, "B"),
    ],
)
def test_the_field_itself_counts_before_its_synonyms(values: dict[str, Any], expected: str) -> None:
    class Titled(Body):
        synonyms = {"name": "title"}  # noqa: RUF012
        title: str

    assert Titled.model_validate(values).title == expected


def test_many_unknown_fields_are_not_all_repeated() -> None:
    class Empty(Fields):
        known: int = 0

    with pytest.raises(ValueError, match=r"and 90 more are not known here\. Known: known"):
        Empty.model_validate({f"{number:02}{'x' * 1000}": 1 for number in range(100)})


def test_names_and_tokens_that_are_no_text(shared_owner: Api, shared_server: RunningServer) -> None:
    content = {"Content-Type": "application/json"}
    surrogate = rb'"\ud800"'  # JSON can say it, UTF-8 cannot
    problem = shared_owner.ask("PATCH", "/api/v1/user/", 422, content=b"{%s: 1}" % surrogate, headers=content)
    assert problem["field"] == "?"
    with shared_server.client() as client:
        client.ask("PATCH", "/api/v1/user/", 401, content=b'{"jwt": %s}' % surrogate, headers=content)


def test_a_newer_scanner_works_with_an_older_server(
    shared_owner: Api, shared_server: RunningServer, tmp_path: Path
) -> None:
    body = {"name": "Mine", "path": str(tmp_path), "type": "movie", "scanner": "external"}
    number = shared_owner.ask("POST", "/api/v1/library", 201, json=body)["id"]
    token = shared_owner.ask("POST", f"/api/v1/library/{number}/scanner-token", 201, json={"name": "mine"})["token"]
    with shared_server.client() as scanner:
        scanner.headers["Authorization"] = f"Bearer {token}"
        for _ in range(3):
            scanner.ask("POST", "/api/v1/scanner/reports", 201, json={"vanished": [], "flavour": "new"})
    assert shared_server.log.read_text().count("“flavour”") == 1


@pytest.mark.parametrize("value", ["a\0b", ["fine", "\0"]])
def test_no_text_holds_what_cannot_be_stored(value: str | list[str]) -> None:
    class Sent(Body):
        field: str | list[str]

    with pytest.raises(ValidationError, match=r"U\+0000"):
        Sent(field=value)
