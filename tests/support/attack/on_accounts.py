"""Attacks on accounts: rights, tokens, revocation, other users' things."""

import stat
import time

from support.attack.house import BROWSER, Attack, House


def tokens_reach_no_accounts(house: House, _long: bool) -> None:
    scopes = ["read", "play", "manage"]
    token = house.owner.ask("POST", "/api/v1/user/tokens", 201, json={"name": "leaked", "scopes": scopes})["token"]
    with house.server.client() as thief:
        thief.headers["Authorization"] = f"Bearer {token}"
        for method, path, body in (
            ("PATCH", "/api/v1/users/1", {"password": "another password"}),
            ("POST", "/api/v1/users", {"username": "Eve", "password": "password1", "role": "owner"}),
            ("POST", "/api/v1/invites", {"role": "admin"}),
            ("POST", "/api/v1/user/tokens", {"name": "more", "scopes": ["manage"]}),
            ("PUT", "/api/v1/registration", {"mode": "open"}),
            ("PATCH", "/api/v1/user", {"new_email": "eve@example.org"}),
            ("DELETE", f"/api/v1/users/{house.member_id}", {}),
        ):
            assert thief.request(method, path, json=body).status_code == 403, (method, path)


def admins_stay_within(house: House, _long: bool) -> None:
    for method, path, body in (
        ("PATCH", f"/api/v1/users/{house.admin_id}", {"libraries": None}),
        ("PATCH", "/api/v1/users/1", {"password": "another password"}),
        ("POST", "/api/v1/users", {"username": "Wide", "password": "password1"}),
        ("POST", "/api/v1/invites", {"libraries": [house.library, house.hidden]}),
        ("POST", "/api/v1/library", {"name": "All", "type": "movie", "path": str(house.folder)}),
        ("PATCH", f"/api/v1/library/{house.library}", {"path": str(house.private)}),
    ):
        assert house.admin.request(method, path, json=body).status_code == 403, (method, path, body)
    assert house.admin.get("/api/v1/folders").status_code == 403


def what_belongs_to_others(house: House, _long: bool) -> None:
    for client in (house.member, house.admin):
        for path in (
            f"/api/v1/library/{house.hidden}", f"/api/v1/media/{house.secret}", f"/api/v1/library/{house.hidden}/media",
            f"/api/v1/artwork/{house.secret}/poster", f"/api/v1/user/stopped-at/{house.secret}", f"/api/v1/library/{house.hidden}/files?state=failed",
        ):  # fmt: skip
            assert client.get(path).status_code in (403, 404), path
        assert client.post("/api/v1/stream-session", json={"media_id": house.secret}).status_code == 404
        assert "Secret" not in client.get("/api/v1/search", params={"q": "secret"}).text
    for path in (
        "/api/v1/users",
        "/api/v1/invites",
        "/api/v1/registration",
        "/api/v1/stream-session",
        "/api/v1/folders",
    ):
        assert house.member.get(path).status_code == 403, path
        assert house.stranger.get(path).status_code == 401, path


def forged_tokens(house: House, _long: bool) -> None:
    import jwt

    claims = {"sub": "1", "sid": "x", "jti": "x", "exp": int(time.time()) + 1000}
    forged = ["a.b.c", "null", "dim-", "scanner-", "x" * 5000]
    forged += [
        jwt.encode(claims, "k" * 32, "HS256"),
        jwt.encode(claims, "", "none"),
        jwt.encode(claims, "k" * 64, "HS512"),
    ]
    for token in forged:
        headers = {"Authorization": f"Bearer {token}"}
        assert house.stranger.get("/api/v1/user", headers=headers).status_code == 401, token[:40]
        assert house.stranger.request("GET", "/api/v1/user", json={"jwt": token}).status_code == 401


def revoked_streams(house: House, _long: bool) -> None:
    user_id, viewer = house.user(f"Viewer {time.time_ns()}", libraries=[house.library])
    with viewer:
        opened = viewer.ask(
            "POST", "/api/v1/stream-session/", json={"media_id": house.film, "supported_codecs": BROWSER}
        )
        assert house.stranger.get(opened["url"], headers={"Range": "bytes=0-9"}).status_code == 206
        house.owner.ask("PATCH", f"/api/v1/users/{user_id}", 201, json={"libraries": []})
        assert house.stranger.get(opened["url"]).status_code == 404


def rebinding(house: House, _long: bool) -> None:
    """After the first account exists, any host may ask; nothing of it is given away."""
    answer = house.stranger.get("/api/v1/user/register", headers={"Host": "evil.example"})
    assert answer.status_code == 200
    assert answer.json()["mode"] == "closed"
    body = {"username": "Eve", "password": "password1"}
    assert house.stranger.post("/api/v1/user/register", json=body, headers={"Host": "evil.example"}).json()["error"]


def cross_site(house: House, _long: bool) -> None:
    with house.server.client() as browser:
        browser.post("/api/v1/auth/session", json={"username": "Mallory", "password": "password1"})
        for origin in ("http://evil.example", "null", f"https://127.0.0.1:{house.server.port}", "http://127.0.0.1", ""):
            answer = browser.patch("/api/v1/user", json={"new_email": None}, headers={"Origin": origin})
            assert answer.status_code == 401, origin


def known_devices(house: House, long: bool) -> None:
    """250 addresses guess; the owner signs in from outside at an address of theirs."""
    body = {"username": "Ada Åström", "password": "correct horse"}
    home = {"X-Forwarded-For": "203.0.113.9"}
    with house.server.client() as owner, house.server.client() as attacker:
        assert owner.post("/api/v1/auth/session", json=body, headers=home).status_code == 201
        owner.cookies.clear()
        for number in range(250 if long else 12):
            attacker.post(
                "/api/v1/auth/session",
                json={**body, "password": "x"},
                headers={"X-Forwarded-For": f"198.51.100.{number}"},
            )
        assert owner.post("/api/v1/auth/session", json=body, headers=home).status_code == 201


def data_at_rest(house: House, _long: bool) -> None:
    data = house.server.data
    for path in (data, *data.rglob("*")):
        mode = path.lstat().st_mode
        assert stat.S_ISLNK(mode) or not mode & 0o077, path
    content = b"".join(path.read_bytes() for path in data.glob("dim.sqlite3*"))
    for secret in (b"correct horse", b"password1", house.owner.headers["Authorization"][7:].encode()):
        assert secret not in content


ATTACKS = [
    Attack("a leaked token changes accounts", tokens_reach_no_accounts),
    Attack("a restricted admin reaches further", admins_stay_within),
    Attack("ids of others", what_belongs_to_others),
    Attack("forged tokens", forged_tokens),
    Attack("streams after a right ended", revoked_streams),
    Attack("registration from another site", rebinding),
    Attack("changes from another site", cross_site),
    Attack("guessing keeps the owner out", known_devices),
    Attack("data at rest", data_at_rest),
]
