"""Routes of playback: stream sessions, streams, subtitles, thumbnails, progress."""
