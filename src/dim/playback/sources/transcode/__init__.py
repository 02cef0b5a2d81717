"""Video that is encoded: ffmpeg works ahead of the clients and writes segments to a pipe.

`command` builds ffmpeg's command line (pure), `encoders` detects which encoders work on this machine, `slots` limits
how many processes work at the same time, `job` says what is made, `process` runs one ffmpeg and stores its segments,
`transcoder` is the rendition that clients see.
"""

from dim.playback.sources.transcode.command import BurnIn, TranscodeInput
from dim.playback.sources.transcode.encoders import Encoders
from dim.playback.sources.transcode.job import StopReason, TranscodeError, TranscodeServices
from dim.playback.sources.transcode.slots import BusyError, EncoderSlots
from dim.playback.sources.transcode.transcoder import Transcoder

__all__ = [
    "BurnIn",
    "BusyError",
    "EncoderSlots",
    "Encoders",
    "StopReason",
    "TranscodeError",
    "TranscodeInput",
    "TranscodeServices",
    "Transcoder",
]
