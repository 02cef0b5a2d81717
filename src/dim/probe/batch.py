"""Probes several files with one call of a worker: the fingerprint and the content of each."""

from typing import Any

from dim.probe.fingerprint import fingerprint
from dim.probe.open_input import UnusableError
from dim.probe.streams import probe


def probe_files(paths: list[str]) -> list[dict[str, Any]]:
    """What is in each file: {fingerprint, probe}, or {fingerprint?, error} with a text for people."""
    return [_probe_file(path) for path in paths]


def _probe_file(path: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    try:
        found["fingerprint"] = fingerprint(path)
        found["probe"] = probe(path)
    except OSError as error:
        found["error"] = f"It cannot be read: {error.strerror}."
    except UnusableError as error:
        found["error"] = str(error)
    except Exception as error:
        found["error"] = f"Probing it failed: {type(error).__name__}: {error}."
    return found
