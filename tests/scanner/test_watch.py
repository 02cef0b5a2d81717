"""Links do not lead the watch out of the library."""

import asyncio
from pathlib import Path

import pytest

from dim.scanner.disk import watch


async def _said(mode: str) -> None:
    assert mode in ("events", "polling")


def _first(
    root: Path, monkeypatch: pytest.MonkeyPatch, change: Path | None = None
) -> tuple[list[set[str] | None], int]:
    """What the watch yields until it looks at everything, and how often watchfiles was used."""
    watches = 0
    changes_of = watch._changes

    def counted(*arguments: object) -> object:
        nonlocal watches
        watches += 1
        return changes_of(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(watch, "_changes", counted)
    monkeypatch.setattr(watch, "LINKED_SECONDS", 0.05)
    monkeypatch.setattr(watch, "LOOK_MS", 200)

    async def run() -> list[set[str] | None]:
        found = []
        async with asyncio.timeout(20):
            async for changes in watch.watch(str(root), _said):
                found.append(changes)
                if changes is None:
                    return found
                if change is not None and not change.is_symlink():
                    change.symlink_to(root.parent / "outside")
        return found

    return asyncio.run(run()), watches


@pytest.mark.parametrize("link", ["out", "folder/out", ".hidden/out"])
def test_with_a_link_that_leads_out_nothing_is_watched(
    link: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "library" / link).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "library" / link).symlink_to(tmp_path / "outside")
    assert _first(tmp_path / "library", monkeypatch) == ([None], 0)


def test_a_link_that_comes_later_ends_the_watch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "library").mkdir()
    found, watches = _first(tmp_path / "library", monkeypatch, tmp_path / "library" / "out")
    assert found[-1] is None
    assert watches == 1


def test_links_inside_are_watched(tmp_path: Path) -> None:
    (tmp_path / "films").mkdir()
    (tmp_path / "again").symlink_to(tmp_path / "films")
    (tmp_path / "all").symlink_to(tmp_path)
    assert not watch._leads_out(str(tmp_path))
