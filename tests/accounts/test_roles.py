"""What each role may do."""

import pytest

from dim.accounts.rights import ADMIN, CHILD, MEMBER, OWNER, User


@pytest.mark.parametrize(("giver", "given"), [
    (OWNER, [OWNER, ADMIN, MEMBER, CHILD]), (ADMIN, [MEMBER, CHILD]), (MEMBER, []), (CHILD, []),
])  # fmt: skip
def test_who_may_give_which_role(giver: str, given: list[str]) -> None:
    user = User(1, "x", giver, None)
    assert [role for role in (OWNER, ADMIN, MEMBER, CHILD) if user.may_give(role)] == given
    assert user.manages is (giver in (OWNER, ADMIN))


@pytest.mark.parametrize(("limit", "age", "allowed"), [
    (None, 18, True), (None, None, True), (12, 12, True), (12, 13, False), (12, 0, True), (12, None, False), (0, 0, True),
])  # fmt: skip
def test_a_limit(limit: int | None, age: int | None, allowed: bool) -> None:
    assert User(1, "x", CHILD, None, limit).allowed(age) is allowed


def test_shared_libraries() -> None:
    assert User(1, "x", MEMBER, None).sees(7)
    assert User(1, "x", MEMBER, frozenset({7})).sees(7)
    assert not User(1, "x", MEMBER, frozenset({7})).sees(8)
    assert not User(1, "x", MEMBER, frozenset()).sees(None)
