"""Fake metadata providers on loopback, and the titles that they know."""
