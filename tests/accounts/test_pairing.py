"""Pairing a device: who may ask, guess, decide and fetch, and how often. Time is a number here."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, insert, select

from dim.accounts import gate, pairing, sign_ins
from dim.accounts.pairing import (
    Approved,
    Begun,
    Pairings,
    Refusal,
    TooManyError,
    UnknownCodeError,
    clean_name,
    normalized,
)
from dim.accounts.rights import Caller, User
from dim.accounts.sign_ins import SignIn, SignIns
from dim.accounts.throttle import FREE, FREE_ADDRESS, LONGEST_WAIT
from dim.db import Database, Transaction
from dim.db.tables import refresh_token, user

TV, PHONE = "192.168.1.30", "192.168.1.20"


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def caller(user_id: int = 1, credential: str = "sign-in") -> Caller:
    return Caller(User(user_id, f"user {user_id}", "member", None), credential, None, credential)


ADA = caller()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pairings(clock: Clock) -> Pairings:
    return Pairings(clock)


def begin(pairings: Pairings, address: str = TV, device: str | None = "TV") -> Begun:
    return pairings.begin(device, address)


def approve(pairings: Pairings, code: str, who: Caller = ADA) -> None:
    pairings.decide(code, who, PHONE, approve=True)


def test_an_approved_device_is_given_its_approval_once(pairings: Pairings, clock: Clock) -> None:
    begun = begin(pairings)
    found = pairings.find(begun.user_code, ADA, PHONE)
    assert (found.device, found.address, found.expires_at - found.asked_at) == ("TV", TV, pairing.LIFETIME)
    clock.now += pairing.INTERVAL
    assert pairings.poll(begun.device_code) is Refusal.PENDING
    approve(pairings, begun.user_code)
    assert pairings.poll(begun.device_code) == Approved(ADA, "TV")  # at once: the interval holds for those who wait
    assert pairings.poll(begun.device_code) is Refusal.EXPIRED


def test_codes_are_long_enough_and_only_the_hash_of_the_secret_is_kept(pairings: Pairings) -> None:
    many = [begin(pairings, f"10.0.{number}.1") for number in range(200)]
    assert all(
        len(normalized(one.user_code)) == 6 and set(normalized(one.user_code)) <= set(pairing.ALPHABET) for one in many
    )
    assert len({one.user_code for one in many}) == len({one.device_code for one in many}) == len(many)
    assert all(len(one.device_code) == 43 for one in many)  # 256 bits in base64
    assert not set("AEIOUY01") & set(pairing.ALPHABET)
    kept = repr((pairings._entries, pairings._undecided))
    assert many[0].user_code in kept
    assert many[0].device_code not in kept


@pytest.mark.parametrize(
    "change", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code[:2]} {code[2:]}–"]
)
def test_a_code_is_typed_in_any_way(pairings: Pairings, change: Callable[[str], str]) -> None:
    begun = begin(pairings)
    assert pairings.find(change(begun.user_code), ADA, PHONE).user_code == begun.user_code


@pytest.mark.parametrize("is_decided", [False, True])
def test_a_request_expires(pairings: Pairings, clock: Clock, is_decided: bool) -> None:
    begun = begin(pairings)
    clock.now += pairing.LIFETIME - 1
    if is_decided:
        approve(pairings, begun.user_code)
    else:
        assert pairings.find(begun.user_code, ADA, PHONE).device == "TV"
    clock.now += 1
    assert pairings.poll(begun.device_code) is Refusal.EXPIRED
    with pytest.raises(UnknownCodeError):
        approve(pairings, begun.user_code)
    assert not pairings._entries
    assert not pairings._undecided


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("second", [True, False])
def test_the_first_decision_holds(pairings: Pairings, first: bool, second: bool) -> None:
    begun = begin(pairings)
    pairings.decide(begun.user_code, ADA, PHONE, approve=first)
    with pytest.raises(UnknownCodeError):
        pairings.decide(begun.user_code, caller(2), PHONE, approve=second)
    outcome = pairings.poll(begun.device_code)
    assert outcome == (Approved(ADA, "TV") if first else Refusal.DENIED)
    assert pairings.poll(begun.device_code) is (Refusal.EXPIRED if first else Refusal.DENIED)


def test_who_polls_too_often_is_slowed_down(pairings: Pairings, clock: Clock) -> None:
    begun = begin(pairings)
    interval, outcomes = pairing.INTERVAL, []
    for early in (1.0, 1.0, 0.0, -60.0, 0.4, 0.6, 0.0):  # seconds before the interval has passed
        clock.now += interval - early
        outcomes.append(pairings.poll(begun.device_code))
        interval += pairing.SLOW_DOWN if outcomes[-1] is Refusal.SLOW_DOWN else 0
    slow, pending = Refusal.SLOW_DOWN, Refusal.PENDING
    assert outcomes == [slow, slow, pending, pending, pending, slow, pending]
    assert pairings.poll("another") is Refusal.EXPIRED


def test_codes_cannot_be_guessed(pairings: Pairings, clock: Clock) -> None:
    """Whoever guesses waits longer and longer, also if their own requests are right in between."""
    mine = begin(pairings)
    waits = []
    for number in range(FREE + 8):
        try:
            with pytest.raises(UnknownCodeError):
                pairings.find(f"BCD{number:03}", ADA, PHONE)
            pairings.find(mine.user_code, ADA, PHONE)
        except TooManyError as error:
            waits.append(error.wait)
            clock.now += error.wait
    assert waits
    assert waits == sorted(waits)
    assert max(waits) <= LONGEST_WAIT


def guess(pairings: Pairings, who: Caller, address: str, times: int) -> None:
    for _ in range(times):
        with pytest.raises(UnknownCodeError):
            pairings.find("BCD-FGH", who, address)


@pytest.mark.parametrize(("who", "address", "is_slowed"), [
    (ADA, PHONE, True), (ADA, "8.8.8.8", True), (ADA, "192.168.1.99", True), (caller(2), PHONE, False), (caller(2), "8.8.8.8", False),
])  # fmt: skip
def test_guesses_count_for_an_account_wherever_it_is(
    pairings: Pairings, who: Caller, address: str, is_slowed: bool
) -> None:
    guess(pairings, ADA, PHONE, FREE)
    with pytest.raises(TooManyError if is_slowed else UnknownCodeError):
        pairings.find("BCD-FGH", who, address)


def test_guesses_count_for_an_address_whoever_is_there(pairings: Pairings) -> None:
    for number in range(FREE_ADDRESS):
        guess(pairings, caller(number), PHONE, 1)
    begun = begin(pairings)
    with pytest.raises(TooManyError):
        pairings.decide(begun.user_code, caller(99), PHONE, approve=True)
    assert pairings.find(begun.user_code, caller(99), "192.168.1.21").device == "TV"


def test_requests_are_bounded_in_all_and_per_network(pairings: Pairings, clock: Clock) -> None:
    for number in range(pairing.MOST_PER_NETWORK):
        begin(pairings, f"2001:db8:1:2::{number:x}")
    with pytest.raises(TooManyError) as refused:
        begin(pairings, "2001:db8:1:2::ffff")
    assert refused.value.wait == pairing.LIFETIME
    for number in range(pairing.MOST - pairing.MOST_PER_NETWORK):
        begin(pairings, f"9.{number // 250}.{number % 250}.1")
    with pytest.raises(TooManyError):
        begin(pairings, "8.8.8.8")
    assert begin(pairings, TV).user_code  # strangers do not take the places of the household
    assert len(pairings._entries) == pairing.MOST + 1
    clock.now += pairing.LIFETIME
    assert begin(pairings, "8.8.8.8").user_code
    assert len(pairings._entries) == 1


@pytest.mark.parametrize(("name", "cleaned"), [
    (None, None), ("", None), (" \n\t", None), ("TV", "TV"), ("  Living \n room\x00 TV ", "Living room TV"), ("a\u202eb\u200bc\ud800", "abc"),
    ("x" * 1000, "x" * pairing.LONGEST_NAME), ("客厅电视", "客厅电视"), ("\u200b" * 9000 + "x", None),
])  # fmt: skip
def test_a_device_says_its_name_in_one_line(name: str | None, cleaned: str | None) -> None:
    assert clean_name(name) == cleaned


@pytest.fixture
def keys() -> SignIns:
    return SignIns(b"k" * 32, 3600)


@pytest.fixture
def phone(database: Database, keys: SignIns) -> SignIn:
    """A user's sign-in with a password."""

    def made(transaction: Transaction) -> SignIn:
        row = {
            "id": 1, "username": "Ada", "username_key": "ada", "password_hash": "", "role": "member", "all_libraries": True,
            "created_at": 0,
        }  # fmt: skip
        transaction.execute(insert(user), row)
        return keys.begin(transaction, 1, "phone", PHONE)

    return database.write_now(made)


def test_a_paired_sign_in_has_no_password_until_it_is_given(database: Database, keys: SignIns, phone: SignIn) -> None:
    approved = Approved(caller(1, phone.id), "TV")
    paired = database.write_now(pairing.begin_sign_in, keys, approved, TV, None)
    assert paired is not None

    def password_at(connection: Connection, token: str) -> float | None:
        found = keys.find(connection, token)
        assert found is not None
        return found.password_at

    assert database.read(password_at, phone.token) is not None
    assert database.read(password_at, paired.token) is None
    assert database.read(sign_ins.devices, 1)[0].device == "TV"
    again = database.write_now(pairing.begin_sign_in, keys, approved, TV, paired.token)
    assert again is not None
    assert again.id == paired.id  # the same browser: its sign-in goes on
    assert database.read(password_at, again.token) is None
    renewed = database.write_now(keys.renew, again.token)
    assert renewed is not None
    assert database.read(password_at, renewed.token) is None
    given = database.write_now(keys.begin, 1, "TV", TV, renewed.token)
    assert given.id == paired.id
    assert database.read(password_at, given.token) is not None
    before = database.read(password_at, given.token)
    after = database.write_now(pairing.begin_sign_in, keys, approved, TV, given.token)
    assert after is not None
    assert before == database.read(password_at, after.token) is not None


def test_an_approval_ends_with_the_sign_in_that_gave_it(database: Database, keys: SignIns, phone: SignIn) -> None:
    approved = Approved(caller(1, phone.id), "TV")
    database.write_now(keys.end, phone.token)
    assert database.write_now(pairing.begin_sign_in, keys, approved, TV, None) is None
    assert database.read(lambda connection: connection.execute(select(refresh_token.c.id)).all()) == []
    assert not database.read(gate.is_valid, 1, phone.id)
