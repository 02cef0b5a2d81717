"""What is relied on in which folders."""

from pathlib import Path

import pytest

from dim.scanner.disk.mounts import keeps_inodes, tells_of_changes

MOUNTS = r"""22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
40 22 0:50 / /mnt/nas rw,relatime shared:20 - nfs4 nas:/films rw,vers=4.2
41 22 0:51 / /mnt/my\040disk rw,relatime - cifs //nas/films rw
42 40 254:2 / /mnt/nas/local rw - ext4 /dev/vdb rw
43 22 0:52 / /mnt/remote rw - fuse.sshfs me@there: rw
44 22 0:53 / /mnt/card rw - fuseblk /dev/sdb1 rw
"""


@pytest.mark.parametrize(
    ("folder", "tells", "inodes"),
    [
        ("/srv/films", True, True),
        ("/mnt/nas", False, False),
        ("/mnt/nas/films", False, False),
        ("/mnt/nasty", True, True),
        ("/mnt/nas/local/films", True, True),
        ("/mnt/my disk/films", False, False),
        ("/mnt/remote", False, False),
        ("/mnt/card", True, False),
    ],
)
def test_what_a_folder_can_be_relied_on_for(folder: str, tells: bool, inodes: bool, tmp_path: Path) -> None:
    table = tmp_path / "mountinfo"
    table.write_text(MOUNTS)
    assert (tells_of_changes(folder, str(table)), keeps_inodes(folder, str(table))) == (tells, inodes)


def test_where_nothing_says_it_the_system_is_trusted_and_inodes_are_not(tmp_path: Path) -> None:
    table = str(tmp_path / "none")
    assert (tells_of_changes("/srv", table), keeps_inodes("/srv", table)) == (True, False)
