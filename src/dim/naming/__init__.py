"""Path to identity: what a file is, by its name and its folders. Pure: no I/O; imports only `dim.media`.

A path is parsed in four steps:

1. `words` splits a name into words, looks each up in the `vocabulary`, and blanks out sites, ids and checksums (`noise`).
2. `numbers` finds season, episodes and dates, the most explicit first: `markers` ("S01E02"), `dates`, `unmarked` numbers.
3. `parsed_name` combines what one name says; `titles` finds its title, `tags` what describes the release.
4. `parse_path` compares the file's name with its folders' and decides on an `Identity`: a movie or an episode (`episodes`).

`extras` recognizes trailers and the like, `siblings` parses the files of a folder together, and `review` says which identities
a person should check. To support an unusual name, add a row to `vocabulary`, or a function to `markers` or `unmarked`.
"""

from dim.naming.explain import explain
from dim.naming.model import Evidence, Explanation, Identity, Library, Reading
from dim.naming.neighbours.read_folder import parse_folder
from dim.naming.parse_path import parse
from dim.naming.review import review_reason
from dim.naming.text import fold, sort_title

__all__ = [
    "Evidence",
    "Explanation",
    "Identity",
    "Library",
    "Reading",
    "explain",
    "fold",
    "parse",
    "parse_folder",
    "review_reason",
    "sort_title",
]
