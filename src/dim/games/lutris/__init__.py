"""What Lutris keeps on disk: `pga.db` and the images beside it.

`rows` reads the database, whose columns vary with its age; `platforms` names what games run on; `read` makes games.

    >>> reader = LutrisReader("/home/ada/.local/share/lutris")
    >>> [game.title for game in reader.read().games]

Format: https://github.com/lutris/lutris/blob/master/lutris/database/schema.py.
"""

from dim.games.lutris.read import LutrisReader

__all__ = ["LutrisReader"]
