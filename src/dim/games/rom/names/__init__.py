"""What the names of ROMs say, by the schemes of No-Intro, Redump, TOSEC and GoodTools: title, regions, revision, disc, flags."""

from dim.games.rom.names.parse import RomName, parse_name, restore_article

__all__ = ["RomName", "parse_name", "restore_article"]
