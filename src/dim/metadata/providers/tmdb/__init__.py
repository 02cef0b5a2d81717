"""The Movie Database (TMDB): `client` asks; the other modules read its answers, from JSON to values."""

from dim.metadata.providers.tmdb.client import HOSTS, INFO, REFUSED, URL, Tmdb

__all__ = ["HOSTS", "INFO", "REFUSED", "URL", "Tmdb"]
