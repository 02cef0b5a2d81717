"""The server's start and shutdown, with parts that fail."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select

from dim.catalog.ingest import backfill
from dim.config import Settings
from dim.db.tables import setting
from dim.server.app import build


def test_a_crashed_task_and_a_failed_close_leave_nothing_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def main() -> None:
        crashed = asyncio.Event()

        async def crash(_database: object) -> None:
            crashed.set()
            raise RuntimeError("backfill is broken")

        async def refuse() -> None:
            raise OSError("scanners cannot be stopped")

        monkeypatch.setattr(backfill, "run", crash)
        app, server = build(Settings(data_dir=tmp_path / "data"), "http://127.0.0.1:1")
        monkeypatch.setattr(server.scanners, "stop", refuse)
        async with app.router.lifespan_context(app):
            async with asyncio.timeout(20):
                await crashed.wait()
                await server.pools.interactive.warm_up()  # also done by the server itself, at some time
            await server.database.write(
                lambda transaction: transaction.execute(setting.insert(), {"key": "a", "value": "1"})
            )
            assert server.pools.interactive._all
        assert server.stopping.is_set()
        assert not server.pools.interactive._all
        with pytest.raises(RuntimeError, match="after shutdown"):
            await server.database.write(lambda transaction: transaction.execute(select(setting)))

    asyncio.run(main())
    assert "The task backfill crashed" in caplog.text
    assert "backfill is broken" in caplog.text
    assert "Closing the scanners failed" in caplog.text


def test_a_failed_start_closes_what_was_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        async def refuse(_endpoint: str) -> None:
            raise OSError("no processes left")

        app, server = build(Settings(data_dir=tmp_path / "data"), "http://127.0.0.1:1")
        monkeypatch.setattr(server.scanners, "start", refuse)
        with pytest.raises(OSError, match="no processes"):
            async with app.router.lifespan_context(app):
                pass
        assert not server.pools.interactive._all
        with pytest.raises(RuntimeError, match="after shutdown"):
            await server.database.write(lambda transaction: transaction.execute(select(setting)))

    asyncio.run(main())
