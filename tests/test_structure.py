"""The shape of the source tree: packages that one can hold in one's head, dependencies that are pinned."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "dim"
MOST_MODULES = 12
PACKAGES = sorted(
    path.parent for path in SOURCE.rglob("__init__.py") if "migrations" not in path.parts and "webui" not in path.parts
)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.relative_to(SOURCE.parent).as_posix())
def test_a_package_has_at_most_twelve_modules(package: Path) -> None:
    modules = sorted(path.name for path in package.glob("*.py"))
    assert len(modules) <= MOST_MODULES, f"{package.name}: {', '.join(modules)}"


def test_no_two_test_files_share_a_name() -> None:
    names = [path.name for path in Path(__file__).parent.rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize(
    ("lock", "group"), [("run", None), ("dev", None), ("dev", "dev"), ("cast", "cast"), ("dev", "cast")]
)
def test_every_dependency_is_pinned(lock: str, group: str | None) -> None:
    """A dependency that a merge lost from a lock file is missing in a fresh installation only."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = {**project["dependency-groups"], **project["project"]["optional-dependencies"]}
    wanted = groups[group] if group else project["project"]["dependencies"]
    names = {re.split(r"[^A-Za-z0-9._-]", entry)[0].lower() for entry in wanted if isinstance(entry, str)}
    pinned = set(re.findall(r"^([a-z0-9._-]+)==", (ROOT / f"requirements/{lock}.txt").read_text(), re.MULTILINE))
    assert names <= pinned, names - pinned


OWN_FILES = {
    "api/requests/bodies.py", "catalog/lookup/providers.py", "playback/sources/presentation.py", "playback/subtitles/external.py", "server/app.py",
    "server/housekeeping.py", "server/zero_copy.py",
}  # fmt: skip
"""What the server runs on the shared threads: parsing, and files of its data folder."""


def test_files_of_libraries_are_asked_for_on_their_own_threads() -> None:
    """A disk that hangs would take the shared threads from all other libraries (decision 24)."""
    found = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if path.relative_to(SOURCE).parts[0] != "scanner" and "to_thread" in path.read_text()
    }
    assert found - {"disks.py"} <= OWN_FILES
    external = (SOURCE / "playback/subtitles/external.py").read_text()
    assert "to_thread(os." not in external
