"""What people change: edits, fixes, review of files, duplicates, moving and deleting files."""
