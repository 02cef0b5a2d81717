"""Stream sessions: opening, progress reports, ending."""
