"""The shape of the source tree: packages that one can hold in one's head."""

from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "dim"
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
