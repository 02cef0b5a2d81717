"""Which values settings may have, and which of several applies."""

from typing import Any

import pytest

from dim.config import ConfigurationError, load
from dim.runtime_settings.model import DESCRIPTIONS, NAMES, RuntimeValues, SettingError, Source, checked, merged


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("server_name", "  Living room ", "Living room"),
        ("server_name", "映画 🎬", "映画 🎬"),
        ("server_name", "x" * 64, "x" * 64),
        ("discovery", False, False),
        ("dlna", True, True),
        ("dlna_user", 7, 7),
        ("dlna_user", None, None),
        ("dlna_libraries", [3, 1, 3], (1, 3)),
        ("dlna_libraries", [], ()),
    ],
)
def test_usable(name: str, value: object, expected: object) -> None:
    assert checked(name, value) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("server_name", ""),
        ("server_name", "   "),
        ("server_name", "x" * 65),
        ("server_name", "a\nb"),
        ("server_name", "a\x00b"),
        ("server_name", "a\u202eb"),
        ("server_name", "a\u2028b"),
        ("server_name", "a\ud800b"),
        ("server_name", 5),
        ("discovery", 1),
        ("dlna", "yes"),
        ("dlna_user", "1"),
        ("dlna_user", True),
        ("dlna_user", 0),
        ("dlna_user", 2**31),
        ("dlna_libraries", 1),
        ("dlna_libraries", [1, "2"]),
        ("dlna_libraries", [-1]),
        ("dlna_libraries", list(range(1, 1002))),
        ("no_such_setting", True),
    ],
)
def test_not_usable(name: str, value: object) -> None:
    with pytest.raises(SettingError) as refused:
        checked(name, value)
    assert refused.value.name == name
    assert name.replace("_", " ").split()[0] in str(refused.value)


def test_the_configuration_wins_over_what_is_stored_which_wins_over_the_default() -> None:
    values, sources = merged({"dlna": False, "discovery": False}, {"dlna": True})
    assert (values.dlna, values.discovery) == (True, False)
    assert sources["dlna"] is Source.CONFIGURATION
    assert sources["discovery"] is Source.STORED
    assert sources["server_name"] is Source.DEFAULT
    assert set(sources) == set(NAMES) == set(DESCRIPTIONS)


def test_a_server_without_a_name_has_a_usable_one() -> None:
    name = RuntimeValues().server_name
    assert checked("server_name", name) == name
    assert name.startswith("Dim")


@pytest.mark.parametrize(
    ("variable", "text", "expected"),
    [
        ("server_name", "Attic", "Attic"),
        ("discovery", "false", False),
        ("dlna_user", "3", 3),
        ("dlna_libraries", "[1, 2]", [1, 2]),
    ],
)
def test_the_environment_sets_them(monkeypatch: pytest.MonkeyPatch, variable: str, text: str, expected: object) -> None:
    monkeypatch.setenv(f"DIM_{variable.upper()}", text)
    assert getattr(load(), variable) == expected


@pytest.mark.parametrize(
    "wrong", [{"server_name": "a\tb"}, {"dlna_user": 0}, {"dlna_libraries": [0]}, {"discovery": "maybe"}]
)
def test_a_wrong_configuration_is_one_line_that_names_the_setting(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match=f"DIM_{next(iter(wrong)).upper()}"):
        load(**wrong)
