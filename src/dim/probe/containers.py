"""What libav and ffmpeg may read: which formats, and how large a frame. Pure."""

CONTAINERS = (
    "aac", "ac3", "asf", "asf_o", "avi", "dv", "eac3", "flac", "flv", "h264", "hevc", "live_flv", "m4v", "matroska", "mov",
    "mp3", "mpeg", "mpegts", "mpegvideo", "mxf", "ogg", "rm", "wav", "webm", "wtv",
)  # fmt: skip
"""The formats of libav that are containers of media, of the kinds that Dim looks for (`media.kinds`). All others are
refused: playlists, scripts and lists of images open further files, and the rarest parsers have the most flaws.
"""
LARGEST_SIDE = 8192
MAX_PIXELS = LARGEST_SIDE * LARGEST_SIDE
"""Of a frame of video, which takes 100 to 300 MiB in memory."""
