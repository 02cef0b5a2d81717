"""Tags inside videos: Matroska (with the levels that FFmpeg flattens) and MP4."""
