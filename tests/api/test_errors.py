"""What a failed constraint of the database becomes."""

import asyncio
import json

import httpx
import pytest
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from dim.api import errors
from dim.api.errors import first_error
from dim.api.v1.accounts.account import Profile
from dim.db import Database, Transaction
from dim.db.tables import library_access, setting
from dim.server.app import application


def missing_reference(transaction: Transaction) -> None:
    transaction.execute(library_access.insert(), {"user_id": 99, "library_id": 99})


def duplicate(transaction: Transaction) -> None:
    for value in ("1", "2"):
        transaction.execute(setting.insert(), {"key": "same", "value": value})


@pytest.mark.parametrize(
    ("path", "change", "status", "kind"),
    [
        ("/api/v1/user/1/libraries", missing_reference, 404, "not-found"),
        ("/api/v1/user/1/libraries", duplicate, 409, "conflict"),
        (
            "/api/v1/scanner/reports",
            missing_reference,
            409,
            "conflict",
        ),  # a 404 would make a scanner give up on the file
        ("/api/v1/scanner/reports", duplicate, 409, "conflict"),
    ],
)
def test_integrity_errors(database: Database, path: str, change: object, status: int, kind: str) -> None:
    app = FastAPI()
    errors.install(app)

    @app.post(path)
    async def route() -> None:
        await database.write(change)  # type: ignore[arg-type]

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://server") as client:
            return await client.post(path)

    response = asyncio.run(ask())
    assert response.status_code == status
    assert response.json()["type"] == f"urn:dim:problem:{kind}"


def test_no_answer_has_the_fields_of_a_body() -> None:
    """`jwt` may be in every body; an answer that is declared as a body would have it, too."""
    schemas = application().openapi()["components"]["schemas"]
    with_token = {name for name, schema in schemas.items() if "jwt" in schema.get("properties", {})}
    answered = {
        name
        for operations in application().openapi()["paths"].values() for operation in operations.values()
        for status, response in operation["responses"].items() if status.startswith("2")
        for name in with_token if f'schemas/{name}"' in json.dumps(response)
    }  # fmt: skip
    assert answered <= {"Session"}


def test_an_unknown_field_is_named_where_a_body_may_hold_one_of_several_things() -> None:
    with pytest.raises(ValidationError) as raised:
        Profile.model_validate({"avatar": {"media_id": 1, "kinnd": "poster"}})
    errors = [{**one, "loc": ("body", *one["loc"])} for one in raised.value.errors()]
    field, detail = first_error(RequestValidationError(errors))
    assert field == "avatar.kinnd"
    assert detail == "“kinnd” is not known here. Known: media_id, kind."
