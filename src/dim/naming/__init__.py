"""Path to identity: what a file is, by its name and its folders. Pure: no I/O; of Dim it imports only `dim.media`.

A path is read in four steps. `words` cuts a name into words and looks each up in the `vocabulary`. `numbering` finds season,
episodes and dates among them, the surest first: `marks` ("S01E02"), `dates`, `bare` numbers. `parsed` puts together what one
name says; `titles` knows which part of it is the title, `tags` what the rest describes. `parsing` weighs the file's name
against its folders' and settles on an `Identity`: a film, or an episode (`shows`). `extras` knows what belongs to either
without being it, `neighbours` reads a folder's files together, and `doubts` says what a person had better look at. An odd name
is usually one row in `vocabulary`, or one function in `marks` or `bare`.
"""

from dim.naming.model import Identity, Library
from dim.naming.parse_path import parse
from dim.naming.review import review_reason
from dim.naming.siblings import parse_folder
from dim.naming.text import fold, sort_title

__all__ = [
    "Identity",
    "Library",
    "fold",
    "parse",
    "parse_folder",
    "review_reason",
    "sort_title",
]
