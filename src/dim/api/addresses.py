"""Unknown paths of the API: 404; or 405, with the allowed methods (RFC 9110, 15.5.6)."""

import re
from typing import Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from fastapi.routing import iter_route_contexts

from dim.api.errors import problem


def methods_at(app: FastAPI, path: str) -> list[str]:
    """The allowed methods of a path."""
    known: list[tuple[re.Pattern[str], frozenset[str]]] | None = getattr(app.state, "addresses", None)
    if known is None:
        contexts = [context for context in iter_route_contexts(app.routes) if getattr(context, "methods", None)]
        known = [
            (_pattern(context), frozenset(context.methods or ()))
            for context in contexts
            if str(context.path_format) != "/{path}"
        ]
        app.state.addresses = known
    return sorted(set().union(*(methods for pattern, methods in known if pattern.match(path))))


def _pattern(context: Any) -> re.Pattern[str]:
    """What a route answers to."""
    pattern: re.Pattern[str] = context.path_regex
    return pattern


def nothing_here(app: FastAPI, path: str) -> JSONResponse:
    """The problem for a method and path that no route answers."""
    methods = methods_at(app, path)
    if not methods:
        return problem(404, f"There is no {path}.")
    return problem(405, f"{path} answers to {', '.join(methods)}.", headers={"Allow": ", ".join(methods)})
