"""Commands as they come from outside: what is taken, what is refused, and with which name."""

from typing import Any

import pytest

from dim.remote.commands import NAMES, PARAMETERS, askable, read
from dim.remote.model import InvalidError

TAKEN: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("play", {}, {}),
    ("seek", {"position": 12}, {"position": 12.0}),
    ("seek", {"position": 0}, {"position": 0.0}),
    ("skip", {"seconds": -10.5}, {"seconds": -10.5}),
    ("volume", {"level": 100}, {"level": 100}),
    ("volume", {"level": 40.0}, {"level": 40}),
    ("mute", {}, {"on": True}),
    ("mute", {"on": False}, {"on": False}),
    ("audio", {"track": 0}, {"track": 0}),
    ("subtitle", {"track": None}, {"track": None}),
    ("subtitle", {"offset": -1.5}, {"offset": -1.5}),
    (
        "subtitle",
        {"track": 3, "style": {"size": "large", "boxed": True}},
        {"track": 3, "style": {"size": "large", "boxed": True}},
    ),
    ("rate", {"rate": 2}, {"rate": 2.0}),
    ("fullscreen", {}, {"on": True}),
    ("play_item", {"item_id": 7}, {"item_id": 7, "position": None, "version": None}),
    ("play_item", {"item_id": 7, "position": 3, "version": 9}, {"item_id": 7, "position": 3.0, "version": 9}),
    ("queue", {"items": [1, 2]}, {"items": (1, 2), "mode": "last"}),
    ("launch", {"item_id": 7}, {"item_id": 7}),
    ("message", {"text": "  Dinner  "}, {"text": "Dinner"}),
    ("message", {"text": "\u202edinner\x07 is\nready"}, {"text": "dinner is ready"}),
    ("navigate", {"to": "/media/7?season=2"}, {"to": "/media/7?season=2"}),
    ("move", {"to": 4}, {"to": 4}),
]


@pytest.mark.parametrize(("name", "given", "values"), TAKEN)
def test_what_is_taken(name: str, given: dict[str, Any], values: dict[str, Any]) -> None:
    command = read(name, given)
    assert (command.name, dict(command.values)) == (name, values)


REFUSED: list[tuple[Any, dict[str, Any], str]] = [
    ("nod", {}, "command"),
    (None, {}, "command"),
    (["play"], {}, "command"),
    ("play", {"now": True}, "now"),
    ("seek", {}, "position"),
    ("message", {"text": "\u202e\n"}, "text"),
    ("seek", {"position": None}, "position"),
    ("seek", {"position": "5"}, "position"),
    ("seek", {"position": True}, "position"),
    ("seek", {"position": -0.1}, "position"),
    ("seek", {"position": float("nan")}, "position"),
    ("seek", {"position": float("inf")}, "position"),
    ("seek", {"position": 10**400}, "position"),
    ("volume", {"level": 101}, "level"),
    ("volume", {"level": -1}, "level"),
    ("volume", {"level": 1.5}, "level"),
    ("mute", {"on": 1}, "on"),
    ("audio", {"track": None}, "track"),
    ("audio", {"track": 1.2}, "track"),
    ("subtitle", {}, "track"),
    ("subtitle", {"track": "en"}, "track"),
    ("subtitle", {"offset": 61}, "offset"),
    ("subtitle", {"style": {"size": "huge"}}, "style.size"),
    ("subtitle", {"style": {"boxed": 1}}, "style.boxed"),
    ("subtitle", {"style": {"x": 1}}, "style.x"),
    ("subtitle", {"style": []}, "style"),
    ("rate", {"rate": 0}, "rate"),
    ("rate", {"rate": 4.1}, "rate"),
    ("quality", {"quality": ""}, "quality"),
    ("play_item", {}, "item_id"),
    ("play_item", {"item_id": 0}, "item_id"),
    ("play_item", {"item_id": 7, "version": 0}, "version"),
    ("queue", {"items": 7}, "items"),
    ("queue", {"items": [0]}, "items.0"),
    ("queue", {"items": [1] * 501}, "items"),
    ("queue", {"items": [1], "mode": "soon"}, "mode"),
    ("launch", {}, "item_id"),
    ("launch", {"item_id": "620"}, "item_id"),
    ("launch", {"item_id": 7, "link": "steam://rungameid/620"}, "link"),
    ("message", {"text": " "}, "text"),
    ("message", {"text": "x" * 501}, "text"),
    ("message", {"text": "a\0"}, "text"),
    ("navigate", {"to": "https://example.org"}, "to"),
    ("navigate", {"to": "//example.org"}, "to"),
    ("navigate", {"to": "/\\example.org"}, "to"),
    ("navigate", {"to": "javascript:alert(1)"}, "to"),
    ("navigate", {"to": "/a b"}, "to"),
    ("move", {"to": "tv"}, "to"),
]


@pytest.mark.parametrize(("name", "given", "field"), REFUSED)
def test_what_is_refused_and_by_which_name(name: Any, given: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidError) as refused:
        read(name, given)
    assert refused.value.name == field
    assert str(refused.value).endswith(".")


def test_all_commands_are_tried() -> None:
    assert {name for name, _, _ in TAKEN} | {"quality"} >= set(PARAMETERS) - {
        "pause", "stop", "next", "previous", "volume_up", "volume_down"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("obeyed", "asked"),
    [
        ({"play", "stop"}, {"play", "stop"}),
        ({"pause", "stop", "seek"}, {"pause", "stop", "seek", "skip", "move"}),
        ({"stop", "skip"}, {"stop"}),  # it would get `seek`, which it does not obey
        ({"volume"}, {"volume", "volume_up", "volume_down"}),
        ({"play_item"}, {"play_item", "next", "previous", "queue"}),
        (set(NAMES), set(NAMES)),
    ],
)
def test_what_a_player_can_be_asked(obeyed: set[str], asked: set[str]) -> None:
    assert askable(frozenset(obeyed)) == asked
