"""Slowing down those who guess, and nobody else. Time is a number here."""

import pytest

from dim.accounts.throttle import FREE, FREE_ADDRESS, LONGEST_WAIT, Throttle, is_private


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def throttle(clock: Clock) -> Throttle:
    return Throttle(clock)


def test_the_first_guesses_are_free_then_each_costs_more(throttle: Throttle, clock: Clock) -> None:
    waits = []
    for _ in range(FREE + 8):
        waits.append(throttle.wait("ada", "9.9.9.1"))
        clock.now += waits[-1]
        throttle.failed("ada", "9.9.9.1")
    assert waits[:FREE] == [0.0] * FREE
    assert waits[FREE:] == sorted(waits[FREE:])
    assert waits[FREE] > 0
    assert max(waits) <= LONGEST_WAIT


def test_strangers_do_not_keep_an_owner_from_their_own_server(throttle: Throttle) -> None:
    for number in range(50):
        throttle.failed("ada", f"9.9.9.{number}")
    assert throttle.wait("ada", "9.9.9.99") > 0  # from outside all are slowed, wherever they come from
    assert throttle.wait("ada", "192.168.1.20") == 0
    assert throttle.wait("ada", "127.0.0.1") == 0
    assert throttle.wait("bo", "9.9.9.99") == 0


def test_an_address_that_tries_many_names_is_slowed(throttle: Throttle) -> None:
    for number in range(FREE_ADDRESS):
        throttle.failed(f"name {number}", "9.9.9.1")
    assert throttle.wait("another", "9.9.9.1") > 0
    assert throttle.wait("another", "9.9.9.2") == 0


@pytest.mark.parametrize("form", ["2001:db8:1:2::{:x}", "2001:db8:1:2:{:x}::1", "::ffff:9.9.9.1"])
def test_a_network_of_ipv6_counts_as_one_address(throttle: Throttle, form: str) -> None:
    """One machine may use all of its addresses."""
    for number in range(1, FREE_ADDRESS + 1):
        throttle.failed(f"name {number}", form.format(number))
    assert throttle.wait("another", form.format(99)) > 0
    assert throttle.wait("another", "2001:db8:9:9::1") == 0


def test_a_machine_at_home_does_not_guess_from_many_addresses(throttle: Throttle) -> None:
    for number in range(1, FREE + 1):
        throttle.failed("ada", f"fd00::{number:x}")
    assert throttle.wait("ada", "fd00::99") > 0
    assert throttle.wait("ada", "fd00::99", "known") == 0
    assert throttle.wait("ada", "fd00:0:0:1::1") == 0


def test_a_right_password_and_a_while_end_it(throttle: Throttle, clock: Clock) -> None:
    for _ in range(FREE):
        throttle.failed("ada", "9.9.9.1")
    throttle.succeeded("ada", "9.9.9.1")
    assert throttle.wait("ada", "9.9.9.1") == 0
    for _ in range(FREE + 3):
        throttle.failed("bo", "9.9.9.2")
    clock.now += 3600
    throttle.failed("bo", "9.9.9.2")
    assert throttle.wait("bo", "9.9.9.2") == 0


def test_memory_is_bounded(throttle: Throttle) -> None:
    for number in range(60_000):
        throttle.failed(f"name {number}", "9.9.9.1")
    assert len(throttle._counts) <= 50_000


@pytest.mark.parametrize(("address", "private"), [
    ("127.0.0.1", True), ("::1", True), ("192.168.0.9", True), ("10.1.2.3", True), ("fe80::1", True), ("8.8.8.8", False),
    ("2001:4860:4860::8888", False), ("testclient", False), ("", False),
])  # fmt: skip
def test_private_addresses(address: str, private: bool) -> None:
    assert is_private(address) is private
