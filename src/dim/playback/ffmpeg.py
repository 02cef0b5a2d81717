"""Which ffmpeg is used: the one that comes with Dim (imageio-ffmpeg), or the one the settings name."""

import shutil

import imageio_ffmpeg


class NoFfmpegError(Exception):
    """The ffmpeg of the settings cannot be run."""


def find_ffmpeg(setting: str) -> str:
    """The program's path. Raises NoFfmpegError."""
    if not setting:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    found = shutil.which(setting)
    if found is None:
        raise NoFfmpegError(
            f"DIM_FFMPEG is {setting}, which cannot be run. Correct it, or leave it empty to use Dim's own."
        )
    return found
