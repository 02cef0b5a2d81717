"""The tasks of scanners."""

import asyncio

from dim.catalog import libraries
from dim.db import Database
from dim.server.supervisor import Supervisor


def test_stopping_a_scan_tells_which_scanners_will_report_its_end(database: Database) -> None:
    library = database.write_now(libraries.create, "Films", "movie", ["/one", "/two", "/three"], "external")
    found = database.read(libraries.find, library)
    assert found is not None
    one, two, three = (folder.id for folder in found.folders)

    async def stop() -> None:
        supervisor = Supervisor(database, 0)
        supervisor.note_request(one)
        supervisor.note_request(two)
        assert supervisor.active_folders(library) == {one, two}  # nobody runs the scanner of the third
        await supervisor.request_task(library, "scan")
        assert await supervisor.next_task(one, 0) == "scan"
        assert await supervisor.stop_scan(library) == {one}
        assert [await supervisor.next_task(folder, 0) for folder in (one, two, three)] == ["stop", None, None]

    asyncio.run(stop())
