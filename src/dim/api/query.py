"""Query parameters of routes that are asked for very often, read in one go.

FastAPI looks at each parameter by itself, which takes longer than reading the page of a library that was asked for.
"""

from typing import TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

T = TypeVar("T", bound=BaseModel)


def read_query(request: Request, model: type[T]) -> T:
    """The parameters of a request; the document hears of them by `openapi.takes`. Raises RequestValidationError."""
    try:
        return model.model_validate(dict(request.query_params))
    except ValidationError as error:
        raise RequestValidationError([{**part, "loc": ("query", *part["loc"])} for part in error.errors()]) from None
