"""Path to identity: what a file is, by its name and its folders. Pure: no I/O; imports only `dim.media`.

1. `words` splits a name into words, looks each up in the `vocabulary`, blanks out sites, ids and checksums (`noise`), and settles
   which words are tags in their place (`tagging`).
2. `numbers` collects claims: all that the words may state as season, episodes or date, each with a weight. It combines those that
   can hold together to numberings (`combine`).
3. `readings` weighs the numberings of a file's name and of its folders together (`options`); each is a reading of the path, and so
   is "no numbers". It finds the titles that fit a reading (`titles`, `show_title`, `movie_title`).
4. `neighbours` reads the files of a folder together: a form that they share speaks for the readings that have it.
5. `parse_path` makes an `Identity` of the reading with the highest score; `confidence` says how certain it is, by the distance to
   the next, and `explain` gives the evidence of both.

`extras` recognizes trailers and the like, `parts` the files of one movie or episode, `tags` what describes a release; `review`
says which identities a person should check. To support a word, add it to a row of `words/vocabulary` or `words/number_words`; for
another form of numbers, add a claim in `numbers`. Decision 25 says why it weighs.
"""

from dim.naming.explain import explain
from dim.naming.model import Evidence, Explanation, Identity, Library, Reading
from dim.naming.neighbours.parts import may_count_parts
from dim.naming.neighbours.read_folder import parse_folder
from dim.naming.parse_path import parse
from dim.naming.review import review_reason
from dim.naming.text import fold, sort_title, with_country

__all__ = [
    "Evidence",
    "Explanation",
    "Identity",
    "Library",
    "Reading",
    "explain",
    "fold",
    "may_count_parts",
    "parse",
    "parse_folder",
    "review_reason",
    "sort_title",
    "with_country",
]
