"""How far a scan is."""

from typing import Any

from dim.scanner.client import Client


class Progress:
    """How far a scan is; said to the server for scans of the whole library."""

    def __init__(self, client: Client, spoken: bool) -> None:
        self._client, self._spoken = client, spoken
        self.found = self.done = self.failed = 0
        self.current: str | None = None

    async def begin(self, found: int) -> None:
        """The number of files to look into is known."""
        self.found = found
        await self.tell(self.state())

    def count(self, report: dict[str, Any]) -> None:
        """One file was looked into."""
        self.done += 1
        self.failed += "error" in report
        self.current = report["path"][:2000]

    def state(self, name: str = "running", error: str | None = None) -> dict[str, Any]:
        """How far it is now."""
        current = self.current if name == "running" else None
        return {
            "state": name,
            "found": self.found,
            "done": self.done,
            "failed": self.failed,
            "current": current,
            "error": error,
        }

    async def tell(self, state: dict[str, Any]) -> None:
        """Tell the server how far it was."""
        if self._spoken:
            await self._client.progress(**state)

    async def end(self, error: str | None, stopped: bool) -> None:
        """The scan is over."""
        await self.tell(self.state("failed" if error else "stopped" if stopped else "done", error))
