"""Names that one may take for one another."""

import pytest

from dim.accounts.confusables import look_alike
from dim.accounts.users import UserError, check_username


@pytest.mark.parametrize(("one", "other"), [
    ("paypal", "PayPaI"), ("ada", "аdа"), ("Mamma", "Marnrna"), ("user1", "userl"), ("root", "r00t"), ("ada", "ada\u200d"),
    ("scope", "ѕсоре"), ("Åsa", "A\u030asa"), ("Grace", "Ꮐrace"), ("ada", "𝐚𝐝𝐚"), ("ada", "ADA"), ("Ιda", "Ida"),
    ("ada", "ada\ufe0f"), ("ada", "a\u034fda"), ("ada", "ada\u3164"), ("ada", "ada\u115f"), ("ada", "a\u17b4da"), ("ada", "\uffa0ada"),
    ("ada", "ada\u2800"), ("ada lovelace", "ada  lovelace"), ("ada lovelace", "ada\u2003lovelace"),
])  # fmt: skip
def test_alike(one: str, other: str) -> None:
    assert look_alike(one, other)
    assert look_alike(other, one)


@pytest.mark.parametrize(("one", "other"), [
    ("ada", "adam"), ("user1", "user2"), ("Bo", "Bob"), ("Åsa", "Asa"), ("Müller", "Muller"), ("李明", "李日月"), ("Иван", "Иваk"), ("a", "b"),
])  # fmt: skip
def test_different(one: str, other: str) -> None:
    assert not look_alike(one, other)


@pytest.mark.parametrize("name", ["\u3164", " \u2800 ", "\ufe0f\u034f", "", " "])
def test_names_have_something_to_see(name: str) -> None:
    with pytest.raises(UserError):
        check_username(name)
