"""Hashes of ROMs, without what databases leave out."""

import hashlib
import zlib
from pathlib import Path

import pytest

from dim.games.files import UnreadableFileError
from dim.games.rom import HashCache, TooSlowError, hash_rom
from dim.games.rom.hashes import header_size
from support.games.roms import archive, settled, write

ROM = bytes(range(256)) * 8
HASHES = [
    # name, platform, content, what is hashed
    ("a.nes", None, b"NES\x1a" + bytes(12) + ROM, ROM), ("a.nes", None, ROM, ROM), ("a.fds", None, b"FDS\x1a" + bytes(12) + ROM, ROM), ("a.lnx", None, b"LYNX" + bytes(60) + ROM, ROM),
    ("a.a78", None, b"\1ATARI7800" + bytes(118) + ROM, ROM), ("a.smc", None, bytes(512) + ROM, ROM), ("a.sfc", None, ROM, ROM), ("a.pce", None, bytes(512) + ROM, ROM), ("a.gba", None, bytes(512) + ROM, bytes(512) + ROM),
    ("a.z64", None, b"\x80\x37\x12\x40" + ROM, b"\x80\x37\x12\x40" + ROM), ("a.v64", None, b"\x37\x80\x40\x12\2\1\4\3", b"\x80\x37\x12\x40\1\2\3\4"), ("a.n64", None, b"\x40\x12\x37\x80\4\3\2\1", b"\x80\x37\x12\x40\1\2\3\4"),
    ("a.bin", "snes", bytes(512) + ROM, ROM), ("a.bin", None, b"", b""), ("a.zip", None, archive({"a.nes": b"NES\x1a" + bytes(12) + ROM}), ROM), ("a.zip", "nes", archive({"a.nes": ROM, "a.txt": b"x"}), ROM),
    ("a.gb", None, ROM * 2000 + b"xyz", ROM * 2000 + b"xyz"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "platform", "content", "hashed"), HASHES)
def test_hashes(name: str, platform: str | None, content: bytes, hashed: bytes, tmp_path: Path) -> None:
    write(tmp_path, {name: content})
    found = hash_rom(str(tmp_path / name), platform)
    assert (found.crc32, found.size) == (f"{zlib.crc32(hashed):08x}", len(hashed))
    assert (found.md5, found.sha1) == (hashlib.md5(hashed).hexdigest(), hashlib.sha1(hashed).hexdigest())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.chd", b"x"),
        ("a.7z", b"x"),
        ("a.zip", b"x"),
        ("a.zip", archive({"a": b"", "b": b""})),
        ("a.zip", archive({})),
        ("a.zip", archive({"a.nes": ROM})[:-30]),
    ],
)
def test_what_has_no_hash(name: str, content: bytes, tmp_path: Path) -> None:
    write(tmp_path, {name: content})
    with pytest.raises(UnreadableFileError):
        hash_rom(str(tmp_path / name))


def test_hashing_ends_in_time(tmp_path: Path) -> None:
    write(tmp_path, {"a.nes": ROM})
    ticks = iter(range(100))
    with pytest.raises(TooSlowError):
        hash_rom(str(tmp_path / "a.nes"), most_seconds=0.5, clock=lambda: next(ticks))


def test_hashes_are_kept_until_the_file_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"a.nes": b"one"})
    settled(tmp_path)
    cache = HashCache()
    first = cache.hashes(str(tmp_path / "a.nes"))
    with monkeypatch.context() as patch:
        patch.setattr("dim.games.rom.hashes.hash_rom", lambda *_given: pytest.fail("hashed again"))
        assert cache.hashes(str(tmp_path / "a.nes")) == first
    write(tmp_path, {"a.nes": b"two"})
    assert cache.hashes(str(tmp_path / "a.nes")).crc32 == f"{zlib.crc32(b'two'):08x}"


def test_headers_by_size() -> None:
    assert header_size("snes", b"", 1024 * 512 + 512) == 512
    assert header_size("snes", b"", 1024 * 512) == 0
