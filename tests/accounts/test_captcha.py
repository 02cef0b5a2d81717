"""Proof that no machine registers: the piece of work."""

import asyncio
import base64
import json

import altcha
import pytest

from dim.accounts.registering.captcha import Captcha
from dim.accounts.users import UserError


@pytest.fixture
def captcha() -> Captcha:
    return Captcha(b"secret" * 8, None)


def solved(captcha: Captcha) -> str:
    challenge = altcha.Challenge.from_dict(captcha.challenge())
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    return altcha.Payload(challenge, solution).to_base64()


def check(captcha: Captcha, answer: str | None) -> str | None:
    """The code of the error, or None."""
    try:
        asyncio.run(captcha.check(answer, "127.0.0.1"))
    except UserError as error:
        return error.code
    return None


def test_work_that_was_done_counts_once(captcha: Captcha) -> None:
    answer = solved(captcha)
    assert check(captcha, answer) is None
    assert check(captcha, answer) == "captcha_refused"
    again = json.loads(base64.b64decode(answer))
    assert check(captcha, base64.b64encode(json.dumps(again, indent=1).encode()).decode()) == "captcha_refused"


def test_work_for_another_server_or_none_does_not_count(captcha: Captcha) -> None:
    assert check(captcha, solved(Captcha(b"another" * 8, None))) == "captcha_refused"
    assert check(captcha, None) == "captcha_missing"
    for nonsense in ("x", "e30=", base64.b64encode(b'{"challenge": 1}').decode(), "A" * 20_000, "\ud800"):
        assert check(captcha, nonsense) == "captcha_refused"


def test_a_solution_of_nothing_does_not_count(captcha: Captcha) -> None:
    answer = json.loads(base64.b64decode(solved(captcha)))
    answer["solution"]["counter"] += 1
    assert check(captcha, base64.b64encode(json.dumps(answer).encode()).decode()) == "captcha_refused"
    answer["challenge"]["parameters"]["keyPrefix"] = "00"
    assert check(captcha, base64.b64encode(json.dumps(answer).encode()).decode()) == "captcha_refused"
