"""What televisions play from a real server: files, converted streams, subtitles, posters; by links that open nothing else."""

import re
import time
from pathlib import Path

import av
import pytest

from dim.dlna.streams import MOST_OF_PLAYER
from support.dlna_house import DC, DIDL, SEC, UPNP, House, all_of, arguments_of, didl, error_of


def test_a_file_as_it_is(house: House) -> None:
    with house.player as player:
        item = player.named(all_of(house), "First")
        res = next(item.iter(f"{DIDL}res"))
        content = (house.disk / "films" / "First (2001).mp4").read_bytes()
        assert (res.attrib["size"], res.attrib["resolution"]) == (str(len(content)), "320x180")
        assert res.text is not None
        assert res.text.startswith(f"{house.server.url}/dlna/media/")
        assert res.text.endswith(".mp4")
        head = player.head(res.text, headers={"getcontentFeatures.dlna.org": "1", "transferMode.dlna.org": "Streaming"})
        assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(content)))
        assert head.headers["contentfeatures.dlna.org"] == res.attrib["protocolInfo"].split(":")[3]
        assert head.headers["transfermode.dlna.org"] == "Streaming"
        whole = player.get(res.text)
        assert (whole.status_code, whole.content, whole.headers["content-type"]) == (200, content, "video/mp4")
        assert whole.headers["access-control-allow-origin"] == "*"
        assert whole.headers["accept-ranges"] == "bytes"
        assert "set-cookie" not in whole.headers
        part = player.get(res.text, headers={"Range": "bytes=100-199", "TimeSeekRange.dlna.org": "npt=5-"})
        assert (part.status_code, part.content, part.headers["content-range"]) == (
            206,
            content[100:200],
            f"bytes 100-199/{len(content)}",
        )
        assert player.get(res.text, headers={"Range": f"bytes={len(content)}-"}).status_code == 416
        for name, value, status in (
            ("TimeSeekRange.dlna.org", "npt=5-", 406), ("PlaySpeed.dlna.org", "speed=2", 406), ("PlaySpeed.dlna.org", "speed=1", 200),
            ("getcontentFeatures.dlna.org", "0", 400), ("transferMode.dlna.org", "Interactive", 406),
        ):  # fmt: skip
            assert player.get(res.text, headers={name: value}).status_code == status, name
        playing = house.owner.ask("GET", "/api/v1/stream-session")
        assert [(one["username"], one["mode"], one["title"]) for one in playing] == [("DLNA", "direct", "First")]
        asked = player.options(res.text, headers={"Origin": "http://tv", "Access-Control-Request-Method": "GET"})
        assert (asked.status_code, asked.headers["access-control-allow-origin"]) == (204, "*")


def test_a_player_that_reads_the_beginning_of_everything_keeps_few_sessions(house: House) -> None:
    with house.player as player:
        found = didl(
            player.call(
                "Search", ContainerID="0", SearchCriteria='upnp:class derivedfrom "object.item.videoItem"', Filter="res"
            )
        )
        urls = [str(next(one.iter(f"{DIDL}res")).text) for one in found]
        assert len(urls) == 4
        for url in urls * 2:
            assert player.get(url, headers={"Range": "bytes=0-99"}).status_code == 206
        playing = [one for one in house.owner.ask("GET", "/api/v1/stream-session") if one["username"] == "DLNA"]
        assert len(playing) == MOST_OF_PLAYER


def test_a_converted_stream_begins_where_it_is_asked_to(house: House, tmp_path: Path) -> None:
    with house.player as player:
        resources = player.resources(all_of(house), "Second & <Third>")
        assert set(resources) == {"video/x-matroska", "video/mp4", "text/srt"}
        url = resources["video/mp4"]
        assert url.endswith(".mp4")
        head = player.head(url, headers={"getcontentFeatures.dlna.org": "1"})
        assert (head.status_code, head.headers["accept-ranges"]) == (200, "none")
        assert "DLNA.ORG_OP=10;DLNA.ORG_CI=1" in head.headers["contentfeatures.dlna.org"]
        lengths = {}
        for start in (0, 20):
            answer = player.get(url, headers={"TimeSeekRange.dlna.org": f"npt={start}-"} if start else {})
            assert (answer.status_code, answer.headers["content-type"]) == (200, "video/mp4")
            if start:
                assert answer.headers["timeseekrange.dlna.org"].startswith("npt=20.000-30.")
            target = tmp_path / f"{start}.mp4"
            target.write_bytes(answer.content)
            lengths[start] = _duration(target)
        assert lengths[0] == pytest.approx(30, abs=1)
        assert lengths[20] == pytest.approx(10, abs=3)
        for wrong in ("npt=40-", "npt=x-"):
            assert player.get(url, headers={"TimeSeekRange.dlna.org": wrong}).status_code == 416


def _duration(file: Path) -> float:
    with av.open(str(file)) as opened:
        frames = [
            float(packet.pts * packet.time_base)
            for packet in opened.demux(video=0)
            if packet.pts is not None and packet.time_base
        ]
    return max(frames) - min(frames)


def test_subtitles_and_posters(house: House) -> None:
    with house.player as player:
        first = player.named(all_of(house), "First")
        caption = first.findtext(f"{SEC}CaptionInfoEx")
        assert caption is not None
        assert caption.endswith(".srt")
        answer = player.get(caption)
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "*")
        assert answer.content.decode("utf-8-sig") == "1\r\n00:00:01,000 --> 00:00:02,000\r\n<i>Rock & roll</i>\r\n"
        film = player.resources(all_of(house), "First")["video/mp4"]
        assert player.head(film, headers={"getCaptionInfo.sec": "1"}).headers["captioninfo.sec"] == caption
        inside = player.get(player.resources(all_of(house), "Second & <Third>")["text/srt"])
        assert "00:00:01,000 --> 00:00:08,000\r\nThe first words" in inside.text
        images = first.findall(f"{UPNP}albumArtURI")
        assert len(images) == 2
        for image in images:
            assert image.text is not None
            answer = player.get(image.text)
            assert (answer.status_code, answer.headers["content-type"], answer.content[:3]) == (
                200,
                "image/jpeg",
                b"\xff\xd8\xff",
            )
            assert player.head(image.text).status_code == 200


def test_an_account_gives_its_rights_and_keeps_positions(house: House) -> None:
    owner_id = house.owner.ask("GET", "/api/v1/user")["id"]
    with house.player as player:
        first = str(player.named(all_of(house), "First").get("id"))
        assert error_of(player.call("X_SetBookmark", CategoryType="", RID="", ObjectID=first, PosSecond=4)) == 501
        old = player.resources(all_of(house), "First")["video/mp4"]
        house.set(dlna_user=owner_id)
        assert [one.findtext(f"{DC}title") for one in player.browse("0")] == [
            "Continue watching",
            "Movies",
            "Private",
            "Shows",
        ]
        assert arguments_of(player.call("X_SetBookmark", CategoryType="", RID="", ObjectID=first, PosSecond=4)) == {}
        item = player.named("continue", "First")
        assert str(item.findtext(f"{SEC}dcmInfo")).endswith("BM=4")
        assert house.owner.ask("GET", f"/api/v1/user/stopped-at/{first.rpartition('.')[2]}") == {"secs_offset": 4.0}
        secret = player.resources(all_of(house, house.private), "Secret")["video/mp4"]
        assert player.head(secret).status_code == 200
        house.set(dlna_user=house.child)  # nothing is certified
        assert next(one.get("childCount") for one in player.browse(f"l{house.films}")) == "0"
        assert player.browse(all_of(house)) == []
        assert error_of(player.call("Browse", ObjectID=first, BrowseFlag="BrowseMetadata")) == 701
        for url in (old, secret):
            assert player.head(url).status_code == 404
        house.owner.ask("PATCH", f"/api/v1/media/{first.rpartition('.')[2]}", 201, json={"certification": "G"})
        assert [one.get("id") for one in player.browse(all_of(house))] == [first]
        assert player.head(old).status_code == 200
        assert player.head(secret).status_code == 404


def test_links_open_nothing_else(house: House) -> None:
    with house.player as player:
        url = player.resources(all_of(house), "First")["video/mp4"]
        head, signature, item, name = re.fullmatch(r"(.*/media/)([^/]+)/(\d+)/(\d+\.mp4)", url).groups()  # type: ignore[union-attr]
        for other in (
            f"{head}{signature}/{item}/{int(name[:-4]) + 1}.mp4", f"{head}{signature}/{int(item) + 1}/{name}", f"{head}{'A' * 24}/{item}/{name}",
            url.replace("/media/", "/converted/"), f"{head}{signature}/{item}/", f"{head}{signature}/{item}/{'9' * 400}.mp4",
            f"{head}{signature}/{item}/x.mp4",
        ):  # fmt: skip
            begun = time.monotonic()
            assert player.get(other).status_code == 404, other
            assert time.monotonic() - begun < 5
