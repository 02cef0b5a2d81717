"""What kind of file system a folder lies on, and what can be relied on there."""

import os
import re

NETWORK = frozenset(
    ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ncpfs", "ceph", "glusterfs", "vboxsf", "prl_fs", "drvfs")
)
"""File systems whose changes may be made on another machine, which inotify does not report (inotify(7))."""
NETWORK_FUSE = ("fuse.ssh", "fuse.rclone", "fuse.s3", "fuse.gvfs")
MADE_UP_INODES = frozenset(("vfat", "msdos", "exfat", "fuseblk", "ntfs", "overlay"))
"""File systems that number their files anew with each mount."""


def tells_of_changes(folder: str, mounts: str = "/proc/self/mountinfo") -> bool:
    """Whether the system reports every change in a folder."""
    kind = _kind(folder, mounts)
    return kind not in NETWORK and not kind.startswith(NETWORK_FUSE)


def keeps_inodes(folder: str, mounts: str = "/proc/self/mountinfo") -> bool:
    """Whether a file in a folder has the same inode for as long as it is the same file."""
    kind = _kind(folder, mounts)
    return bool(kind) and kind not in NETWORK and kind not in MADE_UP_INODES and not kind.startswith("fuse.")


def _kind(folder: str, mounts: str) -> str:
    """The file system's type; empty where it cannot be found out."""
    try:
        with open(mounts, encoding="utf-8", errors="surrogateescape") as file:
            entries = [line.split(" ") for line in file]
    except OSError:
        return ""
    real, best = os.path.realpath(folder) + "/", ("", "")
    for entry in entries:  # "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw", proc_pid_mountinfo(5)
        place = re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), entry[4]).rstrip("/") + "/"
        if real.startswith(place) and len(place) >= len(best[0]):
            best = (place, entry[entry.index("-") + 1])
    return best[1]
