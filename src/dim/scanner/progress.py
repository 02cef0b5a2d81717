"""How far a scan is."""

from dim.scanner.client import Client
from dim.scanner.messages import FileReport, ScanProgress, ScanState


class Progress:
    """Counts the files of a scan; only scans of the whole library are reported to the server."""

    def __init__(self, client: Client, whole_library: bool) -> None:
        self._client, self._whole_library = client, whole_library
        self.found = self.done = self.failed = 0
        self.current: str | None = None

    async def begin(self, found: int) -> None:
        """The number of files to look into is known."""
        self.found = found
        await self.send(self.state())

    def count(self, report: FileReport) -> None:
        """One file was looked into."""
        self.done += 1
        self.failed += report.error is not None
        self.current = report.path[:2000]

    def state(self, name: ScanState = "running", error: str | None = None) -> ScanProgress:
        """How far it is now."""
        current = self.current if name == "running" else None
        return ScanProgress(name, self.found, self.done, self.failed, current, error)

    async def send(self, state: ScanProgress) -> None:
        """Tell the server how far it was."""
        if self._whole_library:
            await self._client.progress(state)

    async def end(self, error: str | None, stopped: bool) -> None:
        """The scan is over."""
        await self.send(self.state("failed" if error else "stopped" if stopped else "done", error))
