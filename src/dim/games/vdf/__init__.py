"""Valve's file formats: KeyValues as text and binary, and appinfo.vdf.

Readers of our own: of the packages on PyPI, `vdf` is unmaintained and reads neither appinfo.vdf nor conditionals, `vdfparse` and
`srctools` read text only, and `vdf2` and `vdfx` need a newer Python than Dim does. None reads appinfo.vdf as Steam has written it
since 2024. Tests compare these readers with `vdf`.

Sources: https://developer.valvesoftware.com/wiki/KeyValues, https://github.com/SteamDatabase/SteamAppInfo.
"""

from dim.games.vdf.appinfo import AppInfo, read_appinfo
from dim.games.vdf.binary import parse_binary
from dim.games.vdf.text import parse_text
from dim.games.vdf.values import Node, Parsed, Value, integer, node, nodes, text

__all__ = [
    "AppInfo",
    "Node",
    "Parsed",
    "Value",
    "integer",
    "node",
    "nodes",
    "parse_binary",
    "parse_text",
    "read_appinfo",
    "text",
]
