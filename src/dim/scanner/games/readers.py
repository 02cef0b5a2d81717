"""What reads the folder of each type of game library."""

from collections.abc import Callable, Mapping

from dim.games.gog import GogReader
from dim.games.heroic import HeroicReader
from dim.games.itch import ItchReader
from dim.games.lutris import LutrisReader
from dim.games.model import GameReader
from dim.games.rom import RomReader
from dim.games.steam.reader import SteamReader

READERS: Mapping[str, Callable[[str], GameReader]] = {
    "steam": SteamReader, "heroic": HeroicReader, "lutris": LutrisReader, "gog": GogReader, "itch": ItchReader, "rom": RomReader,
}  # fmt: skip
"""By the type of the library; each is made with the path of its folder."""
