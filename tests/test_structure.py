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


def names(requirements: list[object]) -> set[str]:
    """The names of required packages, without their versions and extras."""
    return {re.split(r"[^A-Za-z0-9._-]", text)[0] for text in requirements if isinstance(text, str)}


@pytest.mark.parametrize("lock", ["run", "dev"])
def test_every_dependency_is_pinned(lock: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    needed = names(project["project"]["dependencies"])
    if lock == "dev":
        needed |= names(project["dependency-groups"]["dev"])
    pinned = set(re.findall(r"^([a-z0-9.-]+)==", (ROOT / "requirements" / f"{lock}.txt").read_text(), re.MULTILINE))
    assert needed - pinned == set(), "run scripts/lock"
