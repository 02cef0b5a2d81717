"""One progress of a library's scan from the progress of its folders' scanners, each of which scans its own folder."""

from collections.abc import Collection, Iterable

from dim.catalog.runs import ScanReport

_ORDER = ("running", "failed", "stopped", "done")
"""The state of all is the first of these that one of them has."""


class ScanProgress:
    """Merges what scanners report. Nothing of it is stored: scanners report again after a restart of the server."""

    def __init__(self) -> None:
        self._reports: dict[int, dict[int, ScanReport]] = {}

    def expect(self, library_id: int, folder_ids: Iterable[int]) -> None:
        """These folders will be scanned: the library's scan is over when all of them are."""
        reports = self._reports.setdefault(library_id, {})
        for folder_id in folder_ids:
            reports[folder_id] = ScanReport("running")

    def forget(self, library_id: int) -> None:
        """The library was removed."""
        self._reports.pop(library_id, None)

    def restrict(self, library_id: int, folder_ids: Collection[int]) -> ScanReport | None:
        """Only these folders are scanned from now on; the end of the scan if none of them is being scanned, else None."""
        reports = self._reports.get(library_id)
        if reports is None:
            return None
        for folder_id in [number for number in reports if number not in folder_ids]:
            del reports[folder_id]
        merged = _merged(list(reports.values()), ScanReport("done")) if reports else ScanReport("stopped")
        if merged.state == "running":
            return None
        del self._reports[library_id]
        return merged

    def merge(self, library_id: int, folder_id: int, report: ScanReport) -> ScanReport:
        """What a folder's scanner reports, together with the others'."""
        reports = self._reports.setdefault(library_id, {})
        reports[folder_id] = report
        merged = _merged(list(reports.values()), report)
        if merged.state != "running":
            del self._reports[library_id]
        return merged


def _merged(reports: list[ScanReport], latest: ScanReport) -> ScanReport:
    return ScanReport(
        state=min((one.state for one in reports), key=_ORDER.index),
        found=sum(one.found for one in reports), done=sum(one.done for one in reports),
        failed=sum(one.failed for one in reports), current=latest.current,
        error=next((one.error for one in reports if one.error), None),
    )  # fmt: skip
