"""Providers of games: Steam's store, IGDB, SteamGridDB."""
