"""Routes of libraries: folders, runs, files that need review, fixes, duplicates."""
