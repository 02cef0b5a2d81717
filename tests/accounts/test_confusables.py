"""Names that one may take for one another."""

import pytest

from dim.accounts.confusables import look_alike


@pytest.mark.parametrize(("one", "other"), [
    ("paypal", "PayPaI"), ("ada", "аdа"), ("Mamma", "Marnrna"), ("user1", "userl"), ("root", "r00t"), ("ada", "ada\u200d"),
    ("scope", "ѕсоре"), ("Åsa", "A\u030asa"), ("Grace", "Ꮐrace"), ("ada", "𝐚𝐝𝐚"), ("ada", "ADA"), ("Ιda", "Ida"),
])  # fmt: skip
def test_alike(one: str, other: str) -> None:
    assert look_alike(one, other)
    assert look_alike(other, one)


@pytest.mark.parametrize(("one", "other"), [
    ("ada", "adam"), ("user1", "user2"), ("Bo", "Bob"), ("Åsa", "Asa"), ("Müller", "Muller"), ("李明", "李日月"), ("Иван", "Иваk"), ("a", "b"),
])  # fmt: skip
def test_different(one: str, other: str) -> None:
    assert not look_alike(one, other)
