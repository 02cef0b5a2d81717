"""Metadata: providers and their keys, matches, artwork to choose from, people and collections."""
