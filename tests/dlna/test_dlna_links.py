"""Links open what they were signed for, and nothing else; devices are recognised by what they say."""

import pytest

from dim.dlna.devices import recognise
from dim.dlna.links import Links

LINKS = Links(b"x" * 32)


def test_links() -> None:
    signature = LINKS.sign("media", 1, 23)
    assert LINKS.is_valid(signature, "media", 1, 23)
    assert signature.isascii()
    assert len(signature) == 24
    for other in (
        LINKS.is_valid(signature, "converted", 1, 23), LINKS.is_valid(signature, "media", 12, 3), LINKS.is_valid(signature, "media", 1),
        LINKS.is_valid(signature[:-1], "media", 1, 23), LINKS.is_valid("", "media", 1, 23), LINKS.is_valid("é", "media", 1, 23),
        Links(b"y" * 32).is_valid(signature, "media", 1, 23),
    ):  # fmt: skip
        assert not other


@pytest.mark.parametrize(
    ("user_agent", "av_client_info", "name", "mkv"),
    [
        ("DLNADOC/1.50 SEC_HHP_[TV]UE40D7000/1.0", "", "Samsung TV", "video/x-mkv"),
        ("Linux/2.6 UPnP/1.0 LGE_DLNA_SDK/1.6.0", "", "LG TV", "video/x-matroska"),
        ("", 'av=5.0; cn="Sony Corporation"; mn="BRAVIA KDL-40EX503"', "Sony Bravia", "video/x-matroska"),
        ("UPnP/1.0", 'mn="PLAYSTATION 3"', "PlayStation", "video/x-matroska"),
        ("Linux/6.1, UPnP/1.0, Portable SDK for UPnP devices/1.8.4", "", "VLC", "video/x-matroska"),
        ("Kodi/20.0 UPnP/1.0 DLNADOC/1.50 Kodi", "", "Kodi", "video/x-matroska"),
        ("", "", "DLNA player", "video/x-matroska"),
        ("x" * 100_000, "y" * 100_000, "DLNA player", "video/x-matroska"),
    ],
)
def test_devices(user_agent: str, av_client_info: str, name: str, mkv: str) -> None:
    found = recognise(user_agent, av_client_info)
    assert (found.name, found.media_type("mkv")) == (name, mkv)
    assert found.media_type("mov") == "video/mp4"
    assert found.media_type("never heard of") == "application/octet-stream"
