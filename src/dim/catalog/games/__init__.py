"""Games of launchers: reports of their scanners, whose the accounts are that play them, and what pages show of a game."""
