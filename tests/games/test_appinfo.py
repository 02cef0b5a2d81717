"""appinfo.vdf: every version, what is skipped, and what damage costs."""

import os
import random
import struct
from pathlib import Path

import pytest

from dim.games.files import UnreadableFileError
from dim.games.known_files import BrokenFileError
from dim.games.vdf import AppInfo, Node, read_appinfo, text
from dim.games.vdf.values import node
from support.games import vdf
from support.games.vdf import Keys, Tree

VERSIONS = (38, 39, 40, 41)
SECTIONS = {"common": frozenset({"genres"}), "extended": frozenset[str]()}
IDS = range(10, 410, 10)


def tree(app_id: int) -> Tree:
    return {
        "common": {"name": f"Name {app_id}", "Type": "Game", "genres": {"0": 1}, "no": {"deep": {"x": "y" * 50}}},
        "extended": {"developer": "Valve"},
        "depots": {str(number): {"gid": vdf.Typed(7, number), "x": {"y": "z"}} for number in range(6)},
    }


def name(info: Node) -> str:
    return text(node(info, "common"), "name")


def read(path: Path, wanted: range | set[int] = IDS) -> AppInfo[str]:
    return read_appinfo(str(path), wanted, name, SECTIONS)


NAMES = {app_id: f"Name {app_id}" for app_id in IDS}


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version(tmp_path: Path, version: int) -> None:
    path = tmp_path / "appinfo.vdf"
    path.write_bytes(vdf.appinfo({app_id: tree(app_id) for app_id in IDS}, version))
    found = read(path)
    assert found.apps == NAMES
    assert (found.broken, found.error) == ((), None)
    assert read(path, {20, 30, 99}).apps == {20: "Name 20", 30: "Name 30"}


@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_converted(tmp_path: Path, version: int) -> None:
    path = tmp_path / "appinfo.vdf"
    path.write_bytes(vdf.appinfo({10: tree(10)}, version))
    info = read_appinfo(str(path), {10}, dict, SECTIONS).apps[10]
    assert node(info, "common", "genres") == {"0": 1}
    assert node(info, "extended") == {"developer": "Valve"}
    if version > 38:
        assert "no" not in node(info, "common")
        assert "depots" not in info


@pytest.mark.parametrize("version", VERSIONS)
def test_an_entry_without_anything(tmp_path: Path, version: int) -> None:
    """Steam has entries of apps of which it knows nothing yet; they are no damage."""
    path = tmp_path / "appinfo.vdf"
    keys = Keys() if version == 41 else None
    head = bytes(60 if version >= 40 else 40)
    empty = struct.pack("<II", 25, len(head)) + head
    entries = [vdf.appinfo_entry(app_id, tree(app_id), version, keys) for app_id in (10, 20, 30)]
    path.write_bytes(vdf.join_entries([entries[0], entries[1], *[empty] * 5, entries[2]], version, keys))
    found = read(path, {10, 20, 25, 30})
    assert found.apps == {10: "Name 10", 20: "Name 20", 30: "Name 30"}
    assert found.error is None


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("size", [0, 7, 100, 1 << 20, 2**32 - 1])
def test_an_entry_with_a_wrong_size_loses_nothing_else(tmp_path: Path, version: int, size: int) -> None:
    keys = Keys() if version == 41 else None
    entries = [vdf.appinfo_entry(app_id, tree(app_id), version, keys) for app_id in IDS]
    entries[7] = entries[7][:4] + struct.pack("<I", size) + entries[7][8:]
    path = tmp_path / "appinfo.vdf"
    path.write_bytes(vdf.join_entries(entries, version, keys))
    found = read(path)
    assert found.apps == NAMES, "the entry ends where the next one begins"
    assert found.error is not None


@pytest.mark.parametrize("version", VERSIONS)
def test_an_entry_whose_id_is_zero_ends_nothing(tmp_path: Path, version: int) -> None:
    keys = Keys() if version == 41 else None
    entries = [vdf.appinfo_entry(app_id, tree(app_id), version, keys) for app_id in IDS]
    entries[7] = entries[7].replace(struct.pack("<I", IDS[7]), bytes(4))
    path = tmp_path / "appinfo.vdf"
    path.write_bytes(vdf.join_entries(entries, version, keys))
    assert read(path).apps == {app_id: name for app_id, name in NAMES.items() if app_id != IDS[7]}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_damaged_entry_loses_only_itself(tmp_path: Path, version: int) -> None:
    """Whatever happens to the bytes of one entry, its size and id included, all others are read."""
    dice = random.Random(version)
    path = tmp_path / "appinfo.vdf"
    for _ in range(60):
        keys = Keys() if version == 41 else None
        entries = [vdf.appinfo_entry(app_id, tree(app_id), version, keys) for app_id in IDS]
        hit = dice.randrange(len(entries))
        entries[hit] = damaged(entries[hit], dice)
        path.write_bytes(vdf.join_entries(entries, version, keys))
        found = read(path)
        lost = IDS[hit]
        assert {app_id: found.apps.get(app_id) for app_id in IDS if app_id != lost} == {
            app_id: name for app_id, name in NAMES.items() if app_id != lost
        }


def damaged(entry: bytes, dice: random.Random) -> bytes:
    """An entry with some bytes changed, or zeroed, or cut off."""
    changed = bytearray(entry)
    kind = dice.randrange(4)
    if kind == 0:
        for _ in range(dice.choice((1, 5, 50))):
            changed[dice.randrange(len(changed))] = dice.randrange(256)
    elif kind == 1:
        start = dice.randrange(len(changed))
        changed[start:] = bytes(len(changed) - start)
    elif kind == 2:
        del changed[dice.randrange(1, len(changed)) :]
    else:
        changed[:8] = dice.randbytes(8)
    return bytes(changed)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_file_that_is_cut_off_is_broken(tmp_path: Path, version: int) -> None:
    whole = vdf.appinfo({app_id: tree(app_id) for app_id in IDS}, version)
    path = tmp_path / "appinfo.vdf"
    for cut in (0, 3, 8, 15, 200, len(whole) // 2, len(whole) - 30, len(whole) - 1):
        path.write_bytes(whole[:cut])
        try:
            found = read(path)
        except BrokenFileError:
            continue
        assert found.error is not None or found.broken, cut
        assert found.apps.items() <= NAMES.items()


OTHER_FILES = [b"", b"abc", b"\0" * 100, b"'UV\x06" + bytes(40), struct.pack("<II", 0x07564430, 1) + bytes(40)]


@pytest.mark.parametrize("data", OTHER_FILES)
def test_another_file_is_broken(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "appinfo.vdf"
    path.write_bytes(data)
    with pytest.raises(BrokenFileError):
        read(path)


@pytest.mark.parametrize("offset", [-1, 0, 15, 2**40, 2**63 - 1])
def test_a_table_of_keys_that_is_not_there(tmp_path: Path, offset: int) -> None:
    path = tmp_path / "appinfo.vdf"
    whole = vdf.appinfo({10: tree(10)}, 41)
    path.write_bytes(whole[:8] + struct.pack("<q", offset) + whole[16:])
    with pytest.raises(BrokenFileError, match="table of keys"):
        read(path)


def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    for path in (tmp_path, tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(UnreadableFileError, match="not a regular file"):
            read(path)
    with pytest.raises(OSError, match="symbolic links"):
        read(tmp_path / "loop")
