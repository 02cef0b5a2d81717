"""Runs over a library, as their jobs record them and the API shows them."""

import asyncio

import pytest

from dim.catalog import libraries, runs
from dim.catalog.runs import ScanReport
from dim.db import Database
from dim.events import Event, Hub
from dim.jobs import queue


@pytest.fixture
def library(database: Database) -> int:
    return database.write_now(libraries.create, "Films", "movie", ["/films"], "builtin")


def latest(database: Database, library: int) -> runs.Run:
    return database.read(runs.latest, library)[0]


def test_a_scan_that_was_asked_for_and_reported(database: Database, library: int) -> None:
    run, new = database.write_now(runs.begin, library, runs.SCAN)
    assert (new, run.state, run.found) == (True, "waiting", 0)
    again, new = database.write_now(runs.begin, library, runs.SCAN)
    assert (again.id, new) == (run.id, False)
    database.write_now(runs.report_scan, library, ScanReport("running", 10, 4, 1, "a.mkv"))
    now = latest(database, library)
    assert (now.id, now.state, now.found, now.done, now.failed, now.current) == (run.id, "running", 10, 4, 1, "a.mkv")
    database.write_now(queue.release_expired)  # a scanner holds no lease that could expire
    assert latest(database, library).state == "running"
    database.write_now(runs.report_scan, library, ScanReport("done", 10, 10, 1))
    ended = latest(database, library)
    assert (ended.state, ended.done, ended.current, ended.is_open) == ("done", 10, None, False)
    assert ended.finished_at is not None
    assert [one.id for one in database.read(runs.latest, library, runs.SCAN, limit=1)] == [ended.id]


@pytest.mark.parametrize(("state", "error"), [("stopped", None), ("failed", "No disk."), ("done", None)])
def test_a_scan_that_the_scanner_began_by_itself(
    database: Database, library: int, state: str, error: str | None
) -> None:
    database.write_now(runs.report_scan, library, ScanReport(state, 3, 2, 0, None, error))  # type: ignore[arg-type]
    ended = latest(database, library)
    assert (ended.state, ended.error, ended.found, ended.done) == (state, error, 3, 2)
    _, new = database.write_now(runs.begin, library, runs.SCAN)
    assert new


def test_what_a_stop_of_the_server_interrupts(database: Database, library: int) -> None:
    """Scans are closed, since their scanner ends with the server; the server's own jobs go on."""
    for flag in runs.FLAGS:
        database.write_now(runs.begin, library, flag)
    database.write_now(runs.close_interrupted)
    ended = {run.flag: (run.state, run.error) for run in database.read(runs.latest, library)}
    assert ended == {
        "scan": ("failed", runs.INTERRUPTED), "fetch_metadata": ("waiting", None), "duplicatescan": ("waiting", None),
    }  # fmt: skip


def test_stopping_one_and_the_length_of_the_history(database: Database, library: int) -> None:
    first, _ = database.write_now(runs.begin, library, runs.SCAN)
    database.write_now(runs.stop, first.id)
    stopped = database.read(runs.get, library, first.id)
    assert stopped is not None
    assert stopped.state == "stopped"
    assert database.read(runs.get, library + 1, first.id) is None
    for _ in range(runs.KEPT + 5):
        database.write_now(runs.report_scan, library, ScanReport("done"))
    database.write_now(runs.begin, library, runs.SCAN)
    assert len(database.read(runs.latest, library)) == runs.KEPT
    assert database.read(runs.get, library, first.id) is None


def test_clients_get_an_event_for_each_change(database: Database, library: int) -> None:
    hub = Hub()
    runs.announce_runs(hub)
    database._publish = hub.publish

    async def main() -> list[Event]:
        async with hub.listen() as events:
            await database.write(runs.report_scan, library, ScanReport("running", 5, 1, 0, "a.mkv"))
            await database.write(runs.report_scan, library, ScanReport("done", 5, 5))
            return [events.get_nowait().event for _ in range(events.qsize())]

    events = asyncio.run(main())
    assert {event.type for event in events} == {"scan"}
    assert all(event.library_id == library for event in events)
    last = events[-1].data
    assert last.keys() == {
        "id", "library_id", "flag", "state", "found", "done", "failed", "current", "error", "started_at", "finished_at", "elapsed",
    }  # fmt: skip
    assert (last["state"], last["done"], last["library_id"]) == ("done", 5, library)
