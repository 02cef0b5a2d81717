"""The progress of a library whose folders are scanned by scanners of their own."""

from dim.catalog.runs import ScanReport
from dim.catalog.scan_progress import ScanProgress


def test_one_folder_is_reported_as_it_is() -> None:
    progress = ScanProgress()
    for report in (ScanReport("running", 5, 1, 0, "a.mkv"), ScanReport("done", 5, 5, 1)):
        assert progress.merge(1, 10, report) == report


def test_folders_are_added_up_until_the_last_is_done() -> None:
    progress = ScanProgress()
    progress.merge(1, 10, ScanReport("running", 5, 1))
    assert progress.merge(1, 11, ScanReport("running", 3, 2, 1, "b.mkv")) == ScanReport("running", 8, 3, 1, "b.mkv")
    assert progress.merge(1, 10, ScanReport("done", 5, 5)).state == "running"
    assert progress.merge(1, 11, ScanReport("done", 3, 3, 1)) == ScanReport("done", 8, 8, 1)
    assert progress.merge(1, 10, ScanReport("running", 1)) == ScanReport(
        "running", 1
    )  # the next scan begins at nothing


def test_a_scan_that_was_asked_for_waits_for_all_folders() -> None:
    progress = ScanProgress()
    progress.expect(1, [10, 11])
    assert progress.merge(1, 10, ScanReport("done", 5, 5)).state == "running"
    assert progress.merge(1, 11, ScanReport("done", 3, 3)) == ScanReport("done", 8, 8)


def test_one_folder_that_fails_is_told_with_its_reason() -> None:
    progress = ScanProgress()
    progress.expect(1, [10, 11])
    progress.merge(1, 10, ScanReport("failed", error="Its disk is not connected."))
    assert progress.merge(1, 11, ScanReport("done", 3, 3)) == ScanReport(
        "failed", 3, 3, error="Its disk is not connected."
    )


def test_libraries_do_not_mix() -> None:
    progress = ScanProgress()
    progress.expect(1, [10])
    assert progress.merge(2, 20, ScanReport("done", 1, 1)).state == "done"


def test_a_scan_is_over_when_the_folders_that_are_left_are_scanned() -> None:
    progress = ScanProgress()
    progress.expect(1, [10, 11, 12])
    progress.merge(1, 10, ScanReport("done", 5, 5))
    assert progress.restrict(1, {10, 11}) is None
    assert progress.restrict(1, {10}) == ScanReport("done", 5, 5)
    assert progress.restrict(1, {10}) is None  # it is not over twice


def test_a_scan_of_which_no_folder_is_left_is_stopped() -> None:
    progress = ScanProgress()
    progress.expect(1, [10])
    assert progress.restrict(1, set()) == ScanReport("stopped")
