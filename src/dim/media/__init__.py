"""What media is, as values: kinds of items, files, streams, chapters, languages, codecs. Pure; imports nothing of Dim.

Values are parsed once, where they enter (a database row, a scanner's report, a probe's answer), and are typed from there on:

    >>> file = MediaInfo.from_json(
    ...     {
    ...         "container": "mkv",
    ...         "duration": 5400.0,
    ...         "streams": [
    ...             {"index": 0, "type": "video", "codec": "hevc", "width": 3840, "height": 2160},
    ...             {"index": 1, "type": "audio", "codec": "aac", "channels": 6, "language": "eng"},
    ...         ],
    ...     }
    ... )
    >>> file.video.width, file.default_audio.language
    (3840, 'eng')
"""

from dim.media.chapters import Chapter
from dim.media.file import MediaFile, MediaInfo, SubtitleFile, Version
from dim.media.streams import AudioStream, Stream, SubtitleStream, VideoStream

__all__ = [
    "AudioStream",
    "Chapter",
    "MediaFile",
    "MediaInfo",
    "Stream",
    "SubtitleFile",
    "SubtitleStream",
    "Version",
    "VideoStream",
]
