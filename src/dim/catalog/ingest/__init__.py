"""From scanner reports to items: applies reports, matches files to titles, follows moved files, refreshes derived rows."""
