"""Conditions of queries that mean the same on every database."""

from typing import Any

from sqlalchemy import ColumnElement

_END = "\U0010ffff"


def begins_with(column: Any, prefix: str) -> ColumnElement[bool]:
    """Whether a text begins with a prefix, as a range that an index of the column serves (LIKE often can't use one)."""
    condition: ColumnElement[bool] = (column >= prefix) & (column < prefix + _END)
    return condition


def inside_folder(column: Any, folder: str) -> ColumnElement[bool]:
    """Whether a path lies in a folder or below it; "" is the root of all paths."""
    return begins_with(column, f"{folder}/" if folder else "")
