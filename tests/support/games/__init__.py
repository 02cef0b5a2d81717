"""Writers of what game launchers keep on disk."""
