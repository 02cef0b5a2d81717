"""What Heroic and Legendary keep on disk: games of Epic, GOG and Amazon, and programs that a person added.

`read` puts everything together. The parsers are pure: `library` (Heroic's own lists), `installed` (what Legendary, gogdl and Nile
installed), `metadata` (what Legendary knows of Epic's games) and `plays` (play time, favourites, hidden games). `combine` makes
games of them.

    >>> reader = HeroicReader("/home/ada/.config/heroic")
    >>> [(game.source, game.title) for game in reader.read().games if game.is_listed]

Formats: those of https://github.com/Heroic-Games-Launcher/HeroicGamesLauncher and https://github.com/derrod/legendary; the files
with secrets (`user.json` and others) are never read.
"""

from dim.games.heroic.read import HeroicReader

__all__ = ["HeroicReader"]
