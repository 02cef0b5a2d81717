"""Providers of third parties: the example of docs/providers.md, installed, and one that is broken."""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request

from dim.metadata.http import HttpClient
from dim.metadata.model import Locale, TitleQuery
from dim.metadata.registry import ProviderSettings, Registry, load, services_of
from support.metadata.fake import FakeProvider, Reply

EXAMPLE = Path(__file__).parents[3] / "examples" / "provider"


class FakeArchive(FakeProvider):
    name = "filmarchive"

    async def answer(self, request: Request) -> Reply:
        if request.url.path == "/search":
            return Reply([{"id": 7, "title": "Metropolis", "year": 1927}, {"nothing": 1}])
        if request.url.path == "/films/7":
            return Reply({"id": 7, "title": "Metropolis", "summary": "Joh Fredersen rules the city from its towers."})
        return Reply({"error": "not found"}, 404)


def _loaded(question: Any) -> Any:
    async def run() -> Any:
        settings = ProviderSettings()
        async with HttpClient(services_of(settings)) as http:
            return await question(load(http, settings))

    return asyncio.run(run())


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example, built and installed into a folder of its own."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=EXAMPLE, check=True, capture_output=True)
    wheel = next(tmp_path.glob("*.whl"))
    monkeypatch.syspath_prepend(str(wheel))
    monkeypatch.delitem(sys.modules, "dim_provider_filmarchive", raising=False)
    return wheel


def test_the_example_works(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def question(registry: Registry) -> Any:
        provider = registry.providers["filmarchive"]
        query = TitleQuery(kind="movie", titles=("Metropolis",), year=1927)
        found = await provider.search(query, Locale())
        details = await provider.details("movie", found[0].id, Locale())
        return found, details, await provider.details("movie", "8", Locale())

    with FakeArchive() as fake:
        monkeypatch.setenv("FILMARCHIVE_URL", fake.url)
        found, details, missing = _loaded(question)
    assert [(one.id, one.title, one.year) for one in found] == [("7", "Metropolis", 1927)]
    assert details.facts.overview == "Joh Fredersen rules the city from its towers."
    assert missing is None


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("raise RuntimeError('no licence')", "no licence"),
        ("def create(context): return object()", "does not have all methods"),
        ("", "create"),
    ],
)
def test_one_that_fails_to_load_is_listed_and_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, reason: str
) -> None:
    (tmp_path / "dim_provider_broken.py").write_text(code)
    metadata = tmp_path / "dim_provider_broken-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: dim-provider-broken\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[dim.metadata]\nbroken = dim_provider_broken:create\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "dim_provider_broken", raising=False)

    async def question(registry: Registry) -> Registry:
        return registry

    registry = _loaded(question)
    assert {"tmdb", "tvmaze", "anilist", "wikidata"} <= registry.providers.keys()
    assert [one.name for one in registry.broken] == ["broken"]
    assert reason in registry.broken[0].reason
