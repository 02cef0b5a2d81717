"""The specification's API, line by line, and which test proves which line."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Line:
    """A line of the specification: where, with which data, what it returns, and with which statuses it refuses."""

    method: str
    path: str
    data: str
    returns: str
    errors: str


LINES = [
    Line("POST", "/api/v1/auth/session", "username, password", "201 {jwt, expiry}", "401"),
    Line("POST", "/api/v1/auth/refresh", "jwt", "200 {jwt, expiry}", "404"),
    Line("DELETE", "/api/v1/auth/session", "jwt", "201", "404"),
    Line("POST", "/api/v1/user/register", "username, password, email, recaptcha2", "200 {redirect}", "200 {error}"),
    Line("POST", "/api/v1/user/setup", "jwt, name, gender, avatar", "200", "404"),
    Line("DELETE", "/api/v1/user/", "username, password", "200", "403"),
    Line("PATCH", "/api/v1/user/", "jwt, password, new_password | new_email", "200", "403"),
    Line("GET", "/api/v1/library", "jwt", "200 [{id, name, path, ...}]", ""),
    Line("POST", "/api/v1/library", "jwt, name, path, type", "201 {id}", "403"),
    Line("GET", "/api/v1/library/{library_id}", "jwt", "200 {id, name, type, ...}", "404 (403 in the seed)"),
    Line("DELETE", "/api/v1/library/{library_id}", "jwt", "201", "404, 403"),
    Line("PATCH", "/api/v1/library/{library_id}", "jwt, name, path", "201", "404, 403"),
    Line("POST", "/api/v1/library/{library_id}/run", "jwt, flag", "201 {run_id}", "404, 403"),
    Line("POST", "/api/v1/library/{library_id}/media", "jwt, item", "201 {id}", "403, 404"),
    Line("GET", "/api/v1/library/{library_id}/media", "jwt, sort, ascending", "200 [ids]", "404"),
    Line("GET", "/api/v1/media/{media_id}", "", "200 {...}", "404"),
    Line("PATCH", "/api/v1/media/{media_id}", "what is new", "201", "404, 403"),
    Line("DELETE", "/api/v1/media/{media_id}", "", "201", "404, 403"),
    Line("POST", "/api/v1/stream-session/", "media_id, video_offset, supported_codecs", "200 {stream_key, ...}", "404"),
    Line("DELETE", "/api/v1/stream-session/{key}", "", "201", "404"),
    Line("GET", "/api/v1/stream-session/{key}", "", "200 bytes", "404"),
    Line("GET", "/api/v1/user/stopped-at/{media_id}", "", "200 {secs_offset}", "404 (403 in the seed)"),
    Line("POST", "/api/v1/user/stopped-at/{media_id}", "secs_offset", "201", "404"),
    Line("GET", "/api/v1/tv/{media_id}", "", "200, as media", "404"),
    Line("GET", "/api/v1/tv/{media_id}/season", "", "200 [ids]", "404"),
    Line("GET", "/api/v1/season/{season_id}", "", "200 {...}", "404"),
    Line("POST", "/api/v1/tv/{media_id}/season", "number, title, overview", "200 {id}", "403, 404"),
    Line("PATCH", "/api/v1/season/{season_id}", "what is new", "201", "403, 404"),
    Line("DELETE", "/api/v1/season/{season_id}", "", "201", "403, 404"),
    Line("POST", "/api/v1/season/{season_id}/episode", "number, title, overview, air_date", "200 {id}", "403, 404"),
    Line("GET", "/api/v1/episode/{episode_id}", "", "200 {...}", "404"),
    Line("PATCH", "/api/v1/episode/{episode_id}", "what is new", "201", "403, 404"),
    Line("DELETE", "/api/v1/episode/{episode_id}", "", "201", "403, 404"),
]

PROOFS: dict[tuple[str, str], list[str]] = {}


def proves(*lines: str) -> Callable[[F], F]:
    """Marks a test as the proof of lines: "POST /api/v1/auth/session"."""

    def mark(test: F) -> F:
        for line in lines:
            method, path = line.split(" ")
            PROOFS.setdefault((method, path), []).append(test.__name__)
        return test

    return mark
