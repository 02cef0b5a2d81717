"""NFO files: `read` what every program writes, `write` for Kodi, Jellyfin and Emby."""

from dim.metadata.local.nfo.model import NfoEpisode, NfoFile, UserData
from dim.metadata.local.nfo.read import LARGEST, read_nfo
from dim.metadata.local.nfo.write import NotWrittenError, Written, save_nfo, update_nfo, write_nfo

__all__ = [
    "LARGEST",
    "NfoEpisode",
    "NfoFile",
    "NotWrittenError",
    "UserData",
    "Written",
    "read_nfo",
    "save_nfo",
    "update_nfo",
    "write_nfo",
]
