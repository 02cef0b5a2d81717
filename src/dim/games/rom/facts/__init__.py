"""What other programs say of ROMs: DAT files (`dats`), lists of EmulationStation, RetroArch's playlists and logs."""
