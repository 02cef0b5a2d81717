"""Scanners of games: what a launcher keeps on disk is read as a whole, again and again, and what differs is reported."""
