"""The server that the tests of the specification share."""

from collections.abc import Iterator

import pytest

from support.contract_world import World, running_world


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with running_world(tmp_path_factory.mktemp("contract")) as made:
        yield made
