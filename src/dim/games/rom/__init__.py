"""Folders of ROMs: what games there are, by the names of folders and files, and what other programs say of them.

`walk` lists the folders, `group` says which files are a game, `names` what their names say, `facts` reads DAT files, lists of
EmulationStation and playlists of RetroArch, `artwork` finds images, `ids` gives ids, `combine` makes games of it all. `hashes` is
for whoever wants them; reading does not hash.

    >>> reader = RomReader("/srv/roms")
    >>> [(game.title, game.label, game.platforms) for game in reader.read().games if game.is_listed]
    >>> reader.read()  # lists the folders that changed
"""

from dim.games.rom.hashes import HashCache, Hashes, TooSlowError, hash_rom
from dim.games.rom.names import RomName, parse_name
from dim.games.rom.platforms import display_name
from dim.games.rom.read import RomReader

__all__ = ["HashCache", "Hashes", "RomName", "RomReader", "TooSlowError", "display_name", "hash_rom", "parse_name"]
