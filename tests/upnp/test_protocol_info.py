"""The fields of protocolInfo, and seeking by time."""

import pytest

from dim.upnp import protocol_info


def test_the_features() -> None:
    assert protocol_info.FILE == "DLNA.ORG_OP=01;DLNA.ORG_CI=0;DLNA.ORG_FLAGS=01700000" + "0" * 24
    assert protocol_info.CONVERTED == "DLNA.ORG_OP=10;DLNA.ORG_CI=1;DLNA.ORG_FLAGS=01700000" + "0" * 24
    image = protocol_info.content_features(flags=protocol_info.IMAGE_FLAGS, profile="JPEG_SM")
    assert image == "DLNA.ORG_PN=JPEG_SM;DLNA.ORG_OP=00;DLNA.ORG_CI=0;DLNA.ORG_FLAGS=00F00000" + "0" * 24
    assert protocol_info.protocol_info("video/mp4", "*") == "http-get:*:video/mp4:*"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("npt=0-", 0.0), ("npt=12.5-", 12.5), ("npt=90-120", 90.0), ("npt=1:02:03.5-", 3723.5), ("npt=00:00:10-00:00:20.5", 10.0),
        ("", None), ("npt=", None), ("npt=-10", None), ("npt=1:99:00-", None), ("bytes=0-", None), ("npt=" + "9" * 50 + "-", None),
        ("npt=١-", None),
    ],
)  # fmt: skip
def test_seeking_by_time(header: str, seconds: float | None) -> None:
    assert protocol_info.parse_time_seek(header) == seconds
