"""What GOG's installers and its launcher, Galaxy, keep on disk.

`info_files` parses what an installer leaves in the folder of a game, `installations` finds those folders, `galaxy` reads Galaxy's
database, `read` makes games of both.

    >>> reader = GogReader("/mnt/windows/ProgramData/GOG.com/Galaxy")
    >>> [game.title for game in reader.read().games if game.is_listed]

Formats: those that https://github.com/JosefNemec/PlayniteExtensions reads. Galaxy's database also knows games of other shops; only
GOG's are taken from it.
"""

from dim.games.gog.read import GogReader

__all__ = ["GogReader"]
