"""Video that has to be encoded: ffmpeg works ahead of the viewer and writes segments to a pipe.

`command` says how ffmpeg is called (pure), `encoders` finds which encoders this machine really has, `machine` shares it out among
those who work, `heads` runs ffmpeg and keeps what it makes in the disk cache.
"""

from dim.playback.sources.transcode.command import Burnt, Source
from dim.playback.sources.transcode.encoders import Encoders
from dim.playback.sources.transcode.slots import BusyError, Machine
from dim.playback.sources.transcode.transcoder import TranscodeError, Transcoder

__all__ = ["Burnt", "BusyError", "Encoders", "Machine", "Source", "TranscodeError", "Transcoder"]
