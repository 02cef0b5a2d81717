"""Every line of the specification is proved by a test (`test_contract_*.py`), and answers as the OpenAPI document says."""

import importlib
from pathlib import Path

from dim.server.app import application
from support.contract import LINES, PROOFS


def test_no_line_is_without_a_proof() -> None:
    for path in Path(__file__).parent.glob("test_contract_*.py"):
        importlib.import_module(path.stem)
    paths = application().openapi()["paths"]
    for line in LINES:
        assert (line.method, line.path) in PROOFS, f"{line.method} {line.path} has no test"
        operation = paths[line.path.rstrip("/")][line.method.lower()]  # a slash at the end does not matter
        assert line.returns.split(" ")[0].rstrip(",") in operation["responses"], f"{line.method} {line.path}"
    assert len(LINES) == 33
