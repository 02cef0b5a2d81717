"""Settings over the API, as scripts change them: sources, refusals, who may."""

from collections.abc import Iterator
from typing import Any

import pytest

from support.server import Api, RunningServer

ADDRESS = "/api/v1/settings"


@pytest.fixture(scope="module")
def settings_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    server = RunningServer(tmp_path_factory.mktemp("settings") / "data")
    yield server.start()
    server.stop()


@pytest.fixture(scope="module")
def manager(settings_server: RunningServer) -> Iterator[Api]:
    with settings_server.set_up() as client:
        yield client


def test_values_sources_and_descriptions(manager: Api) -> None:
    found = manager.ask("GET", ADDRESS)
    names = set(found["sources"])
    assert names == set(found["descriptions"]) == set(found) - {"sources", "descriptions", "casting_missing"}
    assert found["sources"]["discovery"] == "configuration"
    assert found["discovery"] is False
    assert found["sources"]["dlna"] == "default"
    assert found["dlna"] is False
    assert found["server_name"].startswith("Dim")


def test_a_script_switches_dlna_on(settings_server: RunningServer, manager: Api) -> None:
    body = {"name": "script", "scopes": ["manage"]}
    token = manager.ask("POST", "/api/v1/user/tokens", 201, json=body)["token"]
    with settings_server.client() as script:
        script.headers["Authorization"] = f"Bearer {token}"
        changed = script.ask("PATCH", ADDRESS, json={"dlna": True})
        assert changed["dlna"] is True
        assert changed["sources"]["dlna"] == "stored"
        assert script.ask("GET", ADDRESS) == changed
        assert script.ask("PATCH", ADDRESS, json={"dlna": None})["sources"]["dlna"] == "default"


def test_what_the_configuration_sets_is_refused(manager: Api) -> None:
    before = manager.ask("GET", ADDRESS)
    refused = manager.ask("PATCH", ADDRESS, 409, json={"discovery": True, "dlna": True})
    assert refused["type"] == "urn:dim:problem:fixed-setting"
    assert refused["field"] == "discovery"
    assert "environment variable DIM_DISCOVERY" in refused["detail"]
    assert manager.ask("GET", ADDRESS) == before


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"dlna": "yes"}, "dlna"),
        ({"dlna": 1}, "dlna"),
        ({"server_name": ""}, "server_name"),
        ({"server_name": "a\u0007b"}, "server_name"),
        ({"server_name": "x" * 65}, "server_name"),
        ({"dlna_user": 999}, "dlna_user"),
        ({"dlna_user": 2**40}, "dlna_user"),
        ({"dlna_libraries": [999]}, "dlna_libraries"),
        ({"dlna_libraries": {}}, "dlna_libraries"),
        ({"sources": {}}, "sources"),
        ({"nothing": 1}, "nothing"),
    ],
)
def test_wrong_values_are_refused(manager: Api, body: dict[str, Any], field: str) -> None:
    before = manager.ask("GET", ADDRESS)
    refused = manager.ask("PATCH", ADDRESS, 422, json=body)
    assert refused["field"] == field
    assert manager.ask("GET", ADDRESS) == before


def test_admins_who_do_not_see_all_libraries_only_read(settings_server: RunningServer, manager: Api) -> None:
    body = {"username": "Bo", "password": "password1", "role": "admin", "libraries": []}
    manager.ask("POST", "/api/v1/users", 201, json=body)
    with settings_server.sign_in("Bo", "password1") as admin:
        assert admin.ask("GET", ADDRESS) == manager.ask("GET", ADDRESS)
        assert "all libraries" in admin.ask("PATCH", ADDRESS, 403, json={"dlna": True})["detail"]


def test_who_finds_the_server_learns_how_to_talk_to_it(settings_server: RunningServer, manager: Api) -> None:
    with settings_server.client() as anyone:
        found = anyone.ask("GET", "/.well-known/dim")
    assert {name: found[name] for name in ("api", "path", "https")} == {"api": "/api/v1", "path": "", "https": False}
    assert found["name"] == manager.ask("GET", ADDRESS)["server_name"]
    assert len(found["id"]) == 36
    where = manager.ask("GET", "/api/v1/network")
    assert all(address.endswith(f":{settings_server.port}/") for address in where["addresses"])
    assert where["host"] is None  # it is not announced
