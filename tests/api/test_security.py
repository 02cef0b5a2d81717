"""A stranger cannot read anything."""

import os
from pathlib import Path

from support import media
from support.server import OWNER, Api, RunningServer, add_library, titles


def test_secrets_are_private_and_passwords_hashed(server: RunningServer, owner: Api) -> None:
    assert (server.data / "secret").stat().st_mode & 0o077 == 0
    assert server.data.stat().st_mode & 0o077 == 0
    content = b"".join(path.read_bytes() for path in server.data.glob("dim.sqlite3*"))
    assert OWNER[1].encode() not in content
    assert b"$argon2id$" in content
    assert owner.headers["Authorization"][7:].encode() not in content


def test_signing_in_and_out(server: RunningServer, owner: Api) -> None:
    with server.client() as client:
        for wrong in ({"username": OWNER[0], "password": "wrong horse"}, {"username": "nobody", "password": OWNER[1]}):
            answers = client.post("/api/v1/auth/session", json=wrong)
            assert answers.status_code == 401
            assert answers.json()["detail"] == "The name or the password is wrong."
        old = client.ask("POST", "/api/v1/auth/session", 201, json={"username": OWNER[0].upper(), "password": OWNER[1]})
        client.cookies.clear()
        new = client.ask("POST", "/api/v1/auth/refresh", json={"jwt": old["jwt"]})
        client.cookies.clear()
        assert new["expiry"].endswith("Z")
        assert client.get("/api/v1/user", headers={"Authorization": f"Bearer {old['jwt']}"}).status_code == 401
        assert client.get("/api/v1/user", headers={"Authorization": f"Bearer {new['jwt']}"}).status_code == 200
        client.ask("DELETE", "/api/v1/auth/session", 201, headers={"Authorization": f"Bearer {new['jwt']}"})
        assert client.get("/api/v1/user", headers={"Authorization": f"Bearer {new['jwt']}"}).status_code == 401
        assert client.request("DELETE", "/api/v1/auth/session", json={"jwt": new["jwt"]}).status_code == 404


def test_a_cookie_counts_for_changes_only_from_our_own_pages(server: RunningServer, owner: Api) -> None:
    with server.client() as browser:
        answer = browser.post("/api/v1/auth/session", json={"username": OWNER[0], "password": OWNER[1]})
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert browser.get("/api/v1/user").status_code == 200
        body = {"username": "Eve", "password": "password1"}
        for origin in (None, "http://evil.example", "null", "http://127.0.0.1:1"):
            headers = {} if origin is None else {"Origin": origin}
            assert browser.post("/api/v1/users", json=body, headers=headers).status_code == 401
        assert browser.post("/api/v1/users", json=body, headers={"Origin": server.url}).status_code == 201


def test_others_see_only_what_is_shared(server: RunningServer, owner: Api, tmp_path: Path) -> None:
    film = media.made("h264.mp4")
    media.place(film, tmp_path / "one" / "Shared (2001).mp4")
    media.place(film, tmp_path / "two" / "Private (2002).mp4")
    one, two = (add_library(owner, tmp_path / name, name=name) for name in ("one", "two"))
    shared, private = titles(owner, one)["Shared (2001)"]["id"], titles(owner, two)["Private (2002)"]["id"]
    owner.ask("POST", "/api/v1/users", 201, json={"username": "Bo", "password": "password2", "libraries": [one]})
    with server.sign_in("Bo", "password2") as member:
        assert [library["name"] for library in member.ask("GET", "/api/v1/library")] == ["one"]
        assert member.ask("GET", "/api/v1/library")[0]["path"] == ""
        for path, status in (
            (f"/api/v1/library/{two}", 404), (f"/api/v1/library/{two}/media", 404), (f"/api/v1/media/{private}", 404),
            (f"/api/v1/artwork/{private}/poster", 404), (f"/api/v1/user/stopped-at/{private}", 404), (f"/api/v1/media/{shared}", 200),
        ):  # fmt: skip
            assert member.get(path).status_code == status, path
        assert [card["id"] for card in member.ask("GET", "/api/v1/media", params={"ids": f"{private},{shared}"})] == [
            shared
        ]
        assert member.ask("GET", "/api/v1/search", params={"q": "private"}) == []
        assert [card["id"] for card in member.ask("GET", "/api/v1/home")["recently_added"]] == [shared]
        assert member.post("/api/v1/stream-session/", json={"media_id": private}).status_code == 404
        for method, path in (
            ("POST", "/api/v1/library"), ("DELETE", f"/api/v1/library/{one}"), ("PATCH", f"/api/v1/library/{one}"), ("GET", "/api/v1/users"),
            ("POST", f"/api/v1/library/{one}/run"), ("GET", "/api/v1/folders"), ("GET", "/api/v1/stream-session"), ("POST", "/api/v1/users"),
            ("GET", f"/api/v1/library/{one}/files?state=failed"), ("GET", f"/api/v1/library/{one}/fixes"), ("POST", f"/api/v1/library/{one}/files/move"), ("POST", f"/api/v1/library/{one}/scanner-token"),
        ):  # fmt: skip
            body = {"name": "x", "path": "/", "type": "movie", "flag": "scan", "username": "x", "password": "password3"}
            assert member.request(method, path, json=body if method != "GET" else None).status_code == 403, path
        opened = member.ask(
            "POST", "/api/v1/stream-session/", json={"media_id": shared, "supported_codecs": ["h264", "aac", "mp4"]}
        )
        number = next(user["id"] for user in owner.ask("GET", "/api/v1/users") if user["username"] == "Bo")
        assert member.get(opened["url"]).status_code == 200
        owner.ask("PATCH", f"/api/v1/users/{number}", 201, json={"libraries": []})
        assert member.get(opened["url"]).status_code == 404
        assert member.get(f"/api/v1/media/{shared}").status_code == 404
        owner.ask("DELETE", f"/api/v1/users/{number}", 201)
        assert member.get("/api/v1/user").status_code == 401


def test_a_scanner_token_is_for_one_library(server: RunningServer, owner: Api, tmp_path: Path) -> None:
    for name in ("one", "two"):
        media.place(media.made("h264.mp4"), tmp_path / name / f"{name} (2001).mp4")
    one, two = (add_library(owner, tmp_path / name, name=name) for name in ("one", "two"))
    token = owner.ask("POST", f"/api/v1/library/{one}/scanner-token", 201, json={"name": "mine"})["token"]
    foreign = titles(owner, two)["Two (2001)"]["id"]
    with Api(base_url=server.url, headers={"Authorization": f"Bearer {token}"}, trust_env=False) as scanner:
        assert scanner.ask("GET", "/api/v1/scanner")["library_id"] == one
        assert [file["path"] for file in scanner.ask("GET", "/api/v1/scanner/files")] == ["one (2001).mp4"]
        assert scanner.post(f"/api/v1/scanner/artwork/{foreign}/poster", content=b"x").status_code == 404
        assert [library["id"] for library in scanner.ask("GET", "/api/v1/library")] == [one]
        assert scanner.get(f"/api/v1/media/{foreign}").status_code == 404
        assert scanner.patch(f"/api/v1/media/{foreign}", json={"title": "Mine"}).status_code == 404
        assert scanner.post("/api/v1/users", json={"username": "x", "password": "password1"}).status_code == 403
    assert owner.get("/api/v1/scanner").status_code == 403


PATHS = [
    "../secret.mkv",
    "/etc/passwd",
    "a/../../secret.mkv",
    "a//b.mkv",
    "./a.mkv",
    "a\0b.mkv",
    "..",
    "",
    "%2e%2e/secret.mkv",
    "a/%00.mkv",
]


def test_no_path_from_outside_leaves_the_library(server: RunningServer, owner: Api, tmp_path: Path) -> None:
    library = tmp_path / "films"
    media.place(media.made("h264.mp4"), library / "Film (2001).mp4")
    secret = media.place(media.made("h264.mp4"), tmp_path / "secret.mkv")
    library_id = add_library(owner, library)
    token = owner.ask("POST", f"/api/v1/library/{library_id}/scanner-token", 201, json={"name": "evil"})["token"]
    os.symlink(secret, library / "link.mkv")
    probe = {"container": "mp4", "duration": 30, "streams": [{"index": 0, "type": "video", "codec": "h264", "codec_string": "avc1.640028",
                                                              "width": 1, "height": 1}]}  # fmt: skip
    with Api(base_url=server.url, headers={"Authorization": f"Bearer {token}"}, trust_env=False) as scanner:
        for number, path in enumerate([*PATHS, "link.mkv"]):
            file = {"path": path, "size": 1, "mtime_ns": 1, "fingerprint": f"{number:032x}", "probe": probe,
                    "identity": {"kind": "movie", "title": f"Evil {number}", "year": 2000},
                    "subtitles": [{"path": "link.mkv"}]}  # fmt: skip
            answer = scanner.post("/api/v1/scanner/reports", json={"files": [file]})
            assert answer.status_code == (
                422 if not path.startswith("%2e") and "%00" not in path and path != "link.mkv" else 201
            ), path
    for name, card in titles(owner, library_id).items():
        if name.startswith("Evil"):
            answer = owner.post(
                "/api/v1/stream-session/", json={"media_id": card["id"], "supported_codecs": ["h264", "aac", "mp4"]}
            )
            assert answer.status_code == 404, name


def test_folders_that_cannot_be_libraries(server: RunningServer, owner: Api) -> None:
    cases = [
        ("relative", 422),
        ("/no/such/folder", 404),
        ("/etc/passwd", 422),
        ("\0", 422),
        ("/proc", 200),
        (str(server.data / "backups"), 200),
    ]
    (server.data / "backups").mkdir(exist_ok=True)
    for path, browsed in cases:
        answer = owner.post("/api/v1/library", json={"name": "x", "path": path, "type": "movie"})
        assert answer.status_code == 422, path
        assert answer.json()["field"] == "path"
        assert owner.get("/api/v1/folders", params={"path": path}).status_code == browsed, path
