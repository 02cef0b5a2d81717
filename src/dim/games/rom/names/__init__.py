"""What the names of ROMs say, by the schemes of No-Intro, Redump, TOSEC and GoodTools: title, regions, revision, disc, flags."""

from dim.games.rom.names.articles import restore_article
from dim.games.rom.names.parse import RomName, parse_name

__all__ = ["RomName", "parse_name", "restore_article"]
