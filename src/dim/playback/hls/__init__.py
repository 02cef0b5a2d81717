"""HLS (RFC 8216): timeline, playlists, fragmented MP4."""
