"""The server that the tests of this folder share."""

from collections.abc import Iterator

import pytest

from support.dlna_house import House, running_house


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_house(tmp_path_factory.mktemp("dlna")) as made:
        yield made


@pytest.fixture
def house(running: House) -> House:
    """DLNA is on, for two of its libraries."""
    running.set(dlna=True, dlna_user=None, dlna_libraries=[running.films, running.shows], server_name="Living room")
    return running
