"""The AsyncAPI 3.0 document of the socket (https://www.asyncapi.com/docs/reference/specification/v3.0.0)."""

from typing import Any

from pydantic import BaseModel

import dim
from dim.api.v1.live.messages import FROM_CLIENTS, FROM_SERVER

ABOUT = """
The socket of a Dim server: live events, players and commands, both ways.

A message is `{type, data}`. One with an `id` is answered by a message whose `re` is that id. An id of at least 16 characters, such
as a UUID, makes a command safe to send again over another connection. Events have a `seq`; after a reconnect, `hello` with the last
one as `since` brings what was missed, or `refresh`.

Sign in by the `Authorization` header, the browser's cookie, or the token in `hello` as the first message, within five seconds.
Closed with 4401 when the sign-in is missing or has ended, 4409 when another connection of the same page took the place of this
one, 4410 when this player was removed, 4429 when the client sends or lags too much, 1009 for a message of more than 64 KiB.
"""
_CHANNEL = "#/channels/events"


def document() -> dict[str, Any]:
    """The document."""
    components: dict[str, Any] = {}
    sent = _messages("client", FROM_CLIENTS, components)
    received = _messages("server", FROM_SERVER, components)
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Dim", "version": dim.__version__, "description": ABOUT, "license": {"name": "AGPL-3.0-or-later"}},
        "defaultContentType": "application/json",
        "channels": {
            "events": {
                "address": "/api/v1/events",
                "description": "One connection for each client.",
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in (*sent, *received)},
            }
        },
        "operations": {
            "receive": {"action": "receive", "channel": {"$ref": _CHANNEL}, "summary": "What clients send.",
                        "messages": [{"$ref": f"{_CHANNEL}/messages/{name}"} for name in sent]},
            "send": {"action": "send", "channel": {"$ref": _CHANNEL}, "summary": "What the server sends.",
                     "messages": [{"$ref": f"{_CHANNEL}/messages/{name}"} for name in received]},
        },
        "components": {"messages": {**sent, **received}, "schemas": components},
    }  # fmt: skip


def _messages(
    side: str, known: dict[str, tuple[type[BaseModel] | None, str]], schemas: dict[str, Any]
) -> dict[str, dict[str, Any]]:
    """The messages of a side by name ("client.hello"); what their data is goes into `schemas`."""
    found = {}
    for kind, (model, summary) in known.items():
        data: dict[str, Any] = {"type": "object"}
        if model is not None:
            schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas.update(schema.pop("$defs", {}))
            schemas[model.__name__] = schema
            data = {"$ref": f"#/components/schemas/{model.__name__}"}
        properties: dict[str, Any] = {"type": {"const": kind}, "data": data}
        if side == "client":
            properties["id"] = {"type": ["string", "integer"], "description": "The answer's `re`."}
        else:
            properties["re"] = {"type": ["string", "integer"], "description": "The id of what it answers."}
            properties["seq"] = {"type": "integer", "description": "The number of an event."}
        found[f"{side}.{kind}"] = {
            "name": kind, "summary": summary,
            "payload": {"type": "object", "required": ["type"], "properties": properties},
        }  # fmt: skip
    return found
