"""What reads the folder of each type of game library."""

from collections.abc import Callable, Mapping

from dim.games.model import GameReader
from dim.games.steam.reader import SteamReader

READERS: Mapping[str, Callable[[str], GameReader]] = {"steam": SteamReader}
"""By the type of the library; each is made with the path of its folder."""
