"""Which folders are watched by looking at them."""

from pathlib import Path

import pytest

from dim.scanner.watch import on_network

MOUNTS = r"""22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
40 22 0:50 / /mnt/nas rw,relatime shared:20 - nfs4 nas:/films rw,vers=4.2
41 22 0:51 / /mnt/my\040disk rw,relatime - cifs //nas/films rw
42 40 254:2 / /mnt/nas/local rw - ext4 /dev/vdb rw
43 22 0:52 / /mnt/remote rw - fuse.sshfs me@there: rw
44 22 0:53 / /mnt/card rw - fuseblk /dev/sdb1 rw
"""


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("/srv/films", False),
        ("/mnt/nas", True),
        ("/mnt/nas/films", True),
        ("/mnt/nasty", False),
        ("/mnt/nas/local/films", False),
        ("/mnt/my disk/films", True),
        ("/mnt/remote", True),
        ("/mnt/card", False),
    ],
)
def test_network_mounts_are_polled(folder: str, expected: bool, tmp_path: Path) -> None:
    table = tmp_path / "mountinfo"
    table.write_text(MOUNTS)
    assert on_network(folder, str(table)) is expected


def test_where_nothing_says_it_the_system_is_trusted(tmp_path: Path) -> None:
    assert on_network("/srv", str(tmp_path / "none")) is False
