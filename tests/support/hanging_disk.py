"""A file system that passes a folder through and, once told to, does not answer any more, like a network mount whose server is gone.

`python -m support.hanging_disk SOURCE MOUNT_POINT SWITCH`: every call hangs while the file SWITCH exists.
"""

import ctypes.util
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from support.server import until

HUNG_STEP = 0.05


def is_possible() -> bool:
    """Whether this machine lets us mount one."""
    return os.path.exists("/dev/fuse") and os.getuid() == 0 and bool(ctypes.util.find_library("fuse3"))


class HangingDisk:
    """Mounts `source` at `mount_point`."""

    def __init__(self, source: Path, mount_point: Path) -> None:
        self.path, self._switch = mount_point, mount_point.with_name(mount_point.name + ".hangs")
        mount_point.mkdir(parents=True)
        command = [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "support.hanging_disk",
            str(source),
            str(mount_point),
            str(self._switch),
        ]
        self._process = subprocess.Popen(
            command,
            cwd=Path(__file__).parents[1],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until(lambda: os.path.ismount(mount_point), 20, "the mount")

    def hang(self) -> None:
        """From now on nothing is answered."""
        self._switch.touch()

    def recover(self) -> None:
        """Answer everything."""
        self._switch.unlink(missing_ok=True)

    def close(self) -> None:
        """Unmount it."""
        self.recover()
        subprocess.run(["umount", "-l", str(self.path)], check=False, capture_output=True, timeout=20)
        self._process.terminate()
        self._process.wait(20)


def main(source: str, mount_point: str, switch: str) -> None:
    """Serve until it is unmounted."""
    import mfusepy

    class Through(mfusepy.Operations):  # type: ignore[misc]
        use_ns = True

        def real(self, path: str) -> str:
            while os.path.exists(switch):
                time.sleep(HUNG_STEP)
            return source + path

        def getattr(self, path: str, _handle: int | None = None) -> dict[str, Any]:
            facts = os.lstat(self.real(path))
            names = ("st_mode", "st_nlink", "st_size", "st_uid", "st_gid")
            times = {f"st_{name}": getattr(facts, f"st_{name}_ns") for name in ("atime", "mtime", "ctime")}
            return {name: getattr(facts, name) for name in names} | times

        def readdir(self, path: str, _handle: int) -> list[str]:
            return [".", "..", *os.listdir(self.real(path))]

        def open(self, path: str, flags: int) -> int:
            return os.open(self.real(path), flags)

        def read(self, path: str, size: int, offset: int, handle: int) -> bytes:
            self.real(path)
            return os.pread(handle, size, offset)

        def release(self, _path: str, handle: int) -> int:
            os.close(handle)
            return 0

    mfusepy.FUSE(Through(), mount_point, foreground=True, attr_timeout=0, entry_timeout=0, direct_io=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
