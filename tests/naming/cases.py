"""Reads names.txt: what people call their files, and what that says."""

from pathlib import Path
from typing import Any

from dim.naming import Identity

FILE = Path(__file__).with_name("names.txt")


def load(path: Path = FILE) -> list[tuple[str, dict[str, str]]]:
    """Each path with the fields that it states."""
    cases = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("# "):
            name, _, fields = line.partition(" => ")
            cases.append((name, dict(part.split("=", 1) for part in fields.split("; "))))
    return cases


def shown(identity: Identity, field: str) -> str:
    """A field as names.txt writes it."""
    value: Any = getattr(identity, field)
    if value in (None, (), {}):
        return "-"
    if isinstance(value, dict):
        return ",".join(f"{key}:{entry}" for key, entry in sorted(value.items()))
    if field == "titles":
        return " / ".join(value)
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
