"""Why a file was read as it was: the explanation of its name among the files beside it."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from dim.catalog.curate import review
from dim.db.tables import media_file
from dim.naming import Explanation, explain


@dataclass(frozen=True, slots=True)
class ExplainedFile:
    """A file of a library, and how its name is read. `pinned`: a person said what it is, so that its name does not decide."""

    id: int
    path: str
    pinned: bool
    explanation: Explanation


def explained(connection: Connection, library_id: int, file_id: int) -> ExplainedFile | None:
    """How the name of a file is read; None: the library has no such file."""
    columns = (media_file.c.folder_id, media_file.c.path, media_file.c.pinned)
    mine = (media_file.c.id == file_id, media_file.c.library_id == library_id, media_file.c.status != "deleted")
    row = connection.execute(select(*columns).where(*mine)).first()
    if row is None:
        return None
    beside = review.paths_beside(connection, row.folder_id, row.path.rpartition("/")[0])
    explanation = explain(row.path, review.kind_of(connection, library_id), beside)
    return ExplainedFile(file_id, row.path, row.pinned, explanation)
