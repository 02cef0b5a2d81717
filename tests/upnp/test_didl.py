"""DIDL-Lite: what is written, what the filter leaves out, and what XML cannot have."""

from xml.etree import ElementTree

import pytest

from dim.upnp import didl
from dim.upnp.didl import MOVIE, STORAGE_FOLDER, Art, Filter, Object, Resource

FILM = Object(
    id="l1.all.5", parent_id="l1.all", title='A <b> & "c"\x00\ud800', upnp_class=MOVIE, ref_id="l1.all.5", date="2001-01-01",
    genres=("Crime", "Drama"), description="x", actors=("One", "Two"), directors=("Three",), bookmark=61,
    art=(Art("http://h/p.jpg", "JPEG_SM"),), caption_url="http://h/s.srt",
    resources=(Resource("http://h/5.mkv?a&b", "http-get:*:video/x-matroska:*", 10, 3723.4567, 800, (1920, 1080), 6, 48000),),
)  # fmt: skip
FOLDER = Object(id="l1", parent_id="0", title="Films", upnp_class=STORAGE_FOLDER, children=3)


def written(one: Object, wanted: str = "*") -> ElementTree.Element:
    return ElementTree.fromstring(didl.document([one], Filter.parse(wanted)))[0]


def names(element: ElementTree.Element) -> set[str]:
    return {child.tag.rpartition("}")[2] for child in element}


def test_an_item() -> None:
    item = written(FILM)
    assert item.tag.endswith("}item")
    assert item.attrib == {"id": "l1.all.5", "parentID": "l1.all", "restricted": "1", "refID": "l1.all.5"}
    texts: dict[str, list[str | None]] = {}
    for child in item:
        texts.setdefault(child.tag.rpartition("}")[2], []).append(child.text)
    assert texts["title"] == ['A <b> & "c"\ufffd\ufffd']
    assert texts["genre"] == ["Crime", "Drama"]
    assert texts["actor"] == ["One", "Two"]
    assert texts["dcmInfo"] == ["CREATIONDATE=0,FOLDER=l1.all,BM=61"]
    assert texts["CaptionInfoEx"] == ["http://h/s.srt"]
    res = item[-1]
    assert res.text == "http://h/5.mkv?a&b"
    assert res.attrib == {
        "protocolInfo": "http-get:*:video/x-matroska:*", "size": "10", "duration": "1:02:03.457", "bitrate": "100",
        "resolution": "1920x1080", "nrAudioChannels": "6", "sampleFrequency": "48000",
    }  # fmt: skip


def test_a_container() -> None:
    container = written(FOLDER)
    assert container.tag.endswith("}container")
    assert container.attrib == {"id": "l1", "parentID": "0", "restricted": "1", "searchable": "1", "childCount": "3"}
    assert "childCount" not in written(FOLDER, "dc:date").attrib
    assert written(FOLDER, "@childCount").attrib["childCount"] == "3"


@pytest.mark.parametrize(
    ("wanted", "expected", "attributes"),
    [
        ("", {"title", "class"}, set()),
        ("dc:date,upnp:genre", {"title", "class", "date", "genre"}, set()),
        ("res", {"title", "class", "res"}, {"protocolInfo"}),
        ("res@size,res@duration", {"title", "class", "res"}, {"protocolInfo", "size", "duration"}),
        ("upnp:albumArtURI, nonsense", {"title", "class", "albumArtURI"}, set()),
        ("sec:CaptionInfoEx", {"title", "class", "CaptionInfoEx"}, set()),
    ],
)
def test_the_filter(wanted: str, expected: set[str], attributes: set[str]) -> None:
    item = written(FILM, wanted)
    assert names(item) == expected
    assert set(next((child.attrib for child in item if child.tag.endswith("res")), {})) == attributes


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00:00.000"), (59.9996, "0:01:00.000"), (36000.5, "10:00:00.500"), (-1, "0:00:00.000")]
)
def test_durations(seconds: float, text: str) -> None:
    assert didl.format_duration(seconds) == text
