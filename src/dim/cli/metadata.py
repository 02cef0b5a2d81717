"""`dim metadata import-imdb`: builds the local index of IMDb's datasets."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from dim.config import Settings
from dim.metadata.imdb import DatasetError, Imported, import_datasets, index_path
from dim.metadata.imdb.datasets import Progress

_WITHOUT = {
    "title.akas": "titles of other countries", "title.episode": "episodes", "title.ratings": "ratings and popularity",
}  # fmt: skip


class ImportFailedError(Exception):
    """The import is impossible or failed; the text says why, and what to do. The index in use is as it was."""


def import_imdb(settings: Settings, files: Sequence[Path], *, adult: bool, skip_broken: bool) -> list[str]:
    """Build the index; lines that say what was read and left out. Raises ImportFailedError."""
    try:
        with _shown() as progress:
            done = import_datasets(files, index_path(settings.data_dir), progress, adult=adult, skip_broken=skip_broken)
    except DatasetError as error:
        raise ImportFailedError(str(error)) from None
    return list(_summary(done))


def _summary(done: Imported) -> Iterator[str]:
    staged = done.staged
    for name, counts in staged.counts.items():
        yield f"{name}: {counts.lines:,} lines read, {counts.kept:,} kept."
    left_out = {
        "titles of other kinds, such as games": staged.other_types,
        "adult titles (keep them with --adult)": staged.adult,
        "episodes without a season or number": staged.without_number,
        "broken lines": sum(counts.broken for counts in staged.counts.values()),
    }
    if any(left_out.values()):
        yield "Left out: " + ", ".join(f"{number:,} {what}" for what, number in left_out.items() if number) + "."
    for path in done.ignored:
        yield f"{path} was not read: the index has no use for it."
    for name in done.missing:
        yield f"{name} was not given; the index has no {_WITHOUT[name]}."
    yield f"{done.titles:,} titles are in {done.index} ({done.size / 1e6:,.0f} MB). A running server uses it from now on."


@contextmanager
def _shown() -> Iterator[Progress]:
    """Progress as a bar in a terminal; nothing where the output goes elsewhere."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Bars(*columns, console=console, disable=not console.is_terminal, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def progress(what: str, done: int, total: int) -> None:
            if what not in tasks:
                for earlier in tasks.values():
                    bars.update(earlier, completed=1, total=1)
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done, total=total)

        yield progress
