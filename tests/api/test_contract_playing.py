"""Every line of the specification about stream sessions and positions, over real HTTP: path, data, status, body, good and bad."""

import io

import av
from av.container import InputContainer

from support.contract import proves
from support.contract_world import BROWSER, NOBODY, World
from support.server import titles


@proves("POST /api/v1/stream-session/", "DELETE /api/v1/stream-session/{key}")
def test_stream_sessions(world: World) -> None:
    for codecs in (BROWSER, ['video/mp4; codecs="avc1.640028, mp4a.40.2"']):
        opened = world.member.ask(
            "POST",
            "/api/v1/stream-session/",
            json={"media_id": world.film, "video_offset": 3, "supported_codecs": codecs},
        )
        assert {"stream_key", "mode", "url", "reasons"} <= set(opened)
        assert (opened["mode"], opened["secs_offset"]) == ("direct", 3)
        with world.anyone() as player:
            player.ask("GET", opened["url"])
            player.ask("DELETE", f"/api/v1/stream-session/{opened['stream_key']}", 201)
            player.ask("DELETE", f"/api/v1/stream-session/{opened['stream_key']}", 404)
            player.ask("GET", opened["url"], 404)
    episode = world.owner.ask("GET", f"/api/v1/media/{world.show}")["next_episode"]["id"]
    assert world.owner.ask("POST", "/api/v1/stream-session/", json={"media_id": episode})["mode"] == "transcode"
    world.member.ask("POST", "/api/v1/stream-session/", 404, json={"media_id": episode})
    world.member.ask("POST", "/api/v1/stream-session/", 404, json={"media_id": world.show})
    world.member.ask("POST", "/api/v1/stream-session/", 404, json={"media_id": NOBODY})
    empty = world.owner.ask("POST", f"/api/v1/library/{world.films}/media", 201, json={"item": {"title": "No file"}})[
        "id"
    ]
    world.member.ask("POST", "/api/v1/stream-session/", 404, json={"media_id": empty})
    world.owner.ask("DELETE", f"/api/v1/media/{empty}", 201)


@proves("GET /api/v1/stream-session/{key}")
def test_bytes(world: World) -> None:
    cards = titles(world.owner, world.films)
    with world.anyone() as player:
        opened = world.member.ask(
            "POST", "/api/v1/stream-session/", json={"media_id": world.film, "supported_codecs": BROWSER}
        )
        part = player.ask("GET", f"/api/v1/stream-session/{opened['stream_key']}", 206, headers={"Range": "bytes=0-99"})
        assert (len(part.content), part.headers["content-type"]) == (100, "video/mp4")
        for name, mode in (("Remux (2002)", "remux"), ("Transcode (2003)", "transcode")):
            body = {"media_id": cards[name]["id"], "video_offset": 20, "supported_codecs": BROWSER}
            opened = world.member.ask("POST", "/api/v1/stream-session/", json=body)
            assert opened["mode"] == mode
            whole = player.ask("GET", f"/api/v1/stream-session/{opened['stream_key']}")
            assert whole.headers["content-type"] == "video/mp4"
            with av.open(io.BytesIO(whole.content), "r") as container:
                assert isinstance(container, InputContainer)
                assert (
                    container.streams.video[0].codec_context.name,
                    container.streams.audio[0].codec_context.name,
                ) == ("h264", "aac")
                length = sum(1 for _ in container.decode(video=0)) / 24
            assert 9.5 < length < 12.5, (mode, length)  # copied video begins at the keyframe before
        player.ask("GET", "/api/v1/stream-session/" + "A" * 43, 404)


@proves("GET /api/v1/user/stopped-at/{media_id}", "POST /api/v1/user/stopped-at/{media_id}")
def test_stopped_at(world: World) -> None:
    address = f"/api/v1/user/stopped-at/{world.film}"
    assert world.member.ask("GET", address) == {"secs_offset": 0.0}
    world.member.ask("POST", address, 201, json={"secs_offset": 12.5})
    assert world.member.ask("GET", address) == {"secs_offset": 12.5}
    assert world.owner.ask("GET", address) == {"secs_offset": 0.0}
    for number in (world.show, NOBODY):
        world.member.ask("GET", f"/api/v1/user/stopped-at/{number}", 404)
        world.member.ask("POST", f"/api/v1/user/stopped-at/{number}", 404, json={"secs_offset": 1})
    for wrong in ({}, {"secs_offset": -1}, {"secs_offset": "soon"}):
        world.member.ask("POST", address, 422, json=wrong)
