"""Fixtures for libraries of games."""

from pathlib import Path

import pytest

from support.games.reporting import Reporter
from support.server import Api, RunningServer


@pytest.fixture
def report(server: RunningServer, owner: Api, tmp_path: Path) -> Reporter:
    """Reports games to libraries, as their scanner."""
    return Reporter(server, owner, tmp_path)
