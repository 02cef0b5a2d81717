"""MP4 files whose tables claim more than there is: found out without building it."""

import struct
from pathlib import Path

import pytest

from dim.probe.boxes import find
from dim.probe.keyframes import find_keyframes
from dim.probe.mp4_offsets import keyframe_offsets
from support import media


def _claiming(samples: int) -> bytes:
    """A film without a list of keyframes (all are some then), whose first run of samples has so many."""
    data = bytearray(media.made("h264.mp4").read_bytes())
    at = data.find(b"stss")
    data[at : at + 4] = b"free"
    struct.pack_into(">I", data, data.find(b"stts") + 12, samples)
    return bytes(data)


def _nested(depth: int) -> bytes:
    """A film with boxes in boxes at the end of its `moov`."""
    data = bytearray(media.made("h264.mp4").read_bytes())
    at = data.find(b"moov") - 4
    (size,) = struct.unpack_from(">I", data, at)
    boxes = b"".join(struct.pack(">I4s", 8 * (depth - number), b"trak") for number in range(depth))
    struct.pack_into(">I", data, at, size + len(boxes))
    return bytes(data[: at + size]) + boxes + bytes(data[at + size :])


@pytest.mark.parametrize(
    "content", [_claiming(0xFFFFFFF0), _claiming(60_000_000), _nested(20_000)], ids=["most", "many", "nested"]
)
def test_such_files_play(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(content)
    assert len(find_keyframes(str(path), 0).keyframes) > 10  # type: ignore[union-attr]


def test_a_table_that_claims_billions_is_not_spread_out(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(_claiming(0xFFFFFFF0))
    assert keyframe_offsets(str(path), 0, 15) is None


def test_depth_is_limited() -> None:
    boxes = b"".join(struct.pack(">I4s", 8 * (5_000 - number), b"moov") for number in range(5_000))
    assert len(list(find(boxes, b"moov"))) < 20
