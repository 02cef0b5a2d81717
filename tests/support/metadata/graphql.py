"""As much of GraphQL as AniList's clients use: aliases, arguments, variables, selections."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_TOKEN = re.compile(r'\s*(?:([A-Za-z_]\w*)|(\$\w+)|(-?\d+)|("(?:[^"\\]|\\.)*")|([{}()\[\]:,!]))')


@dataclass
class Field:
    alias: str
    name: str
    arguments: dict[str, Any]
    fields: list["Field"] = field(default_factory=list)


def parse(query: str, variables: Mapping[str, Any]) -> list[Field]:
    """The selections of a query. Raises ValueError for what is no such query."""
    tokens, at = [], 0
    while at < len(query.rstrip()):
        found = _TOKEN.match(query, at)
        if not found:
            raise ValueError(f"Syntax Error at {at}")
        tokens.append(found[0].strip())
        at = found.end()
    start = tokens.index("{")
    fields, end = _selection(tokens, start + 1, variables)
    if end != len(tokens):
        raise ValueError("Syntax Error: Unexpected end")
    return fields


def project(value: Any, fields: list[Field]) -> Any:
    """What was selected of a value. Raises ValueError for a field that does not exist."""
    if isinstance(value, list):
        return [project(one, fields) for one in value]
    if value is None or not fields:
        return value
    for one in fields:
        if one.name not in value:
            raise ValueError(f'Cannot query field "{one.name}"')
    return {one.alias: project(value[one.name], one.fields) for one in fields}


def _selection(tokens: list[str], at: int, variables: Mapping[str, Any]) -> tuple[list[Field], int]:
    fields: list[Field] = []
    while tokens[at] != "}":
        alias = name = tokens[at]
        at += 1
        if tokens[at] == ":":
            name, at = tokens[at + 1], at + 2
        arguments: dict[str, Any] = {}
        if tokens[at] == "(":
            at += 1
            while tokens[at] != ")":
                key, raw = tokens[at], tokens[at + 2]
                arguments[key] = (
                    variables.get(raw[1:])
                    if raw[0] == "$"
                    else int(raw)
                    if raw.lstrip("-").isdigit()
                    else raw.strip('"')
                )
                at += 3
                at += tokens[at] == ","
            at += 1
        children: list[Field] = []
        if tokens[at] == "{":
            children, at = _selection(tokens, at + 1, variables)
        fields.append(Field(alias, name, arguments, children))
    return fields, at + 1
