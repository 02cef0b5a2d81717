"""The attacks of `make attack`, in short."""

from collections.abc import Iterator

import pytest

from support.attack import by_files, on_accounts, over_http
from support.attack.house import Attack, House

ATTACKS = [*over_http.ATTACKS, *on_accounts.ATTACKS, *by_files.ATTACKS]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House(tmp_path_factory.mktemp("attack"), by_files.make)
    yield made
    made.close()


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_it_holds(house: House, attack: Attack) -> None:
    attack.run(house, False)
