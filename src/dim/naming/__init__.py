"""Path to identity: what a file is, by its name and its folders. Pure: no I/O, nothing of ours imported.

A name is read in three steps, one module each: `vocabulary` finds the tags in it (resolution, source, year ...), `numbering`
finds season and episode, `parsing` weighs name and folders and settles on an `Identity`.
"""

from dim.naming.model import Identity
from dim.naming.parsing import parse
from dim.naming.text import fold, sort_title
from dim.naming.vocabulary import SUBTITLE_EXTENSIONS, VIDEO_EXTENSIONS

__all__ = ["SUBTITLE_EXTENSIONS", "VIDEO_EXTENSIONS", "Identity", "fold", "parse", "sort_title"]
