"""The OpenAPI 3.1 document: what FastAPI derives from the routes, completed with what many of them share.

Rights and the problems that follow from them come from the routes' dependencies (`context.Needs`); a route names only problems of
its own, with `may_give`.
"""

from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel

from dim.api.context import FreshNeeds, needs_of
from dim.api.errors import PROBLEMS, Problem, body_of

_KINDS = "x-problems"
ABOUT = """
The API of a Dim server. The UI uses this and nothing else.

Sign in with `POST /api/v1/auth/session`, then send `Authorization: Bearer <jwt>`; scripts use a personal access token in the same
place. Where a body is sent, the token may stand in it as `jwt`. Durations are seconds, times UTC seconds since 1970, unless said
otherwise.
Errors are problem+json (RFC 9457) with a stable `type`.
"""
SECURITY = {
    "token": {
        "type": "http", "scheme": "bearer",
        "description": "A sign-in's `jwt`, a personal access token (`dim-…`), or a library's scanner token (`scanner-…`).",
    },
    "session": {
        "type": "apiKey", "in": "cookie", "name": "dim_session",
        "description": "What a browser gets when it signs in. Changes need an `Origin` that is the server's own.",
    },
}  # fmt: skip


def may_give(*kinds: str) -> dict[str, Any]:
    """For a route's `openapi_extra`: the kinds of problems that are its own."""
    return {_KINDS: list(kinds)}


def takes(model: type[BaseModel]) -> dict[str, Any]:
    """For a route's `openapi_extra`: the query parameters that it reads with `query.read_query`."""
    schema = model.model_json_schema()
    return {
        "parameters": [
            {"name": name, "in": "query", "required": False, "schema": found}
            for name, found in schema["properties"].items()
        ]
    }


def routes_of(app: FastAPI) -> dict[tuple[str, str], Dependant]:
    """The dependencies of the routes, by path and lower-case method."""
    return {
        (str(context.path_format), method.lower()): context.dependant
        for context in iter_route_contexts(app.routes)
        if getattr(context, "include_in_schema", False) and getattr(context, "dependant", None) is not None
        for method in context.methods or ()
    }


def document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of an application."""
    found = get_openapi(
        title=app.title, version=app.version, openapi_version="3.1.0", description=ABOUT, routes=app.routes
    )
    components = found["components"]
    for made_up in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(made_up, None)
    components["schemas"]["Problem"] = Problem.model_json_schema()
    components["securitySchemes"] = SECURITY
    routes = routes_of(app)
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            _complete(operation, method, path, routes[path, method])
    return found


def _complete(operation: dict[str, Any], method: str, path: str, route: Dependant) -> None:
    needs = needs_of(route)
    kinds = set(operation.pop(_KINDS, ()))
    if needs is None:
        operation["security"] = []
    else:
        operation["security"] = [{name: []} for name in SECURITY]
        operation["x-dim-roles"] = list(needs.roles)
        operation["x-dim-scope"] = needs.scope
        kinds |= {"not-signed-in", "not-allowed"} | ({"sign-in-again"} if needs.recent else set())
    if "{" in path:
        kinds.add("not-found")
    if operation.get("parameters") or "requestBody" in operation:
        kinds.add("not-usable")
    if any(parameter["in"] == "query" for parameter in operation.get("parameters", ())):
        kinds |= {"uri-too-long", "request-header-fields-too-large"}
    if "requestBody" in operation:
        kinds |= {"too-large", "bad-request", "request-timeout"}
    if method != "get":
        kinds |= {"disk-full", "conflict"}
    responses = operation["responses"]
    responses.pop("422", None)
    for kind in sorted(kinds):
        status = PROBLEMS[kind][0]
        _add(responses, kind, status)
    if isinstance(needs, FreshNeeds):
        responses["304"] = {"description": "Nothing changed since the answer with the `ETag` of `If-None-Match`."}
        responses["200"]["headers"] = {
            "ETag": {"description": "Send it as `If-None-Match` next time.", "schema": {"type": "string"}}
        }


def _add(responses: dict[str, Any], kind: str, status: int) -> None:
    """Add a kind of problem, with an example, to the responses of an operation."""
    schema = {"$ref": "#/components/schemas/Problem"}
    response = responses.setdefault(str(status), {"description": kind.replace("-", " ").capitalize()})
    content = response.setdefault("content", {}).setdefault(
        "application/problem+json", {"schema": schema, "examples": {}}
    )
    content["examples"][kind] = {"value": body_of(status, PROBLEMS[kind][1], kind)}
