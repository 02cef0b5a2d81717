"""The state of the disk: walking, watching, comparing, settling, ignore files."""
