"""Tokens of Twitch, with which IGDB is asked. https://dev.twitch.tv/docs/authentication/getting-tokens-oauth/#client-credentials-grant-flow"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from dim.media.json_values import number, text
from dim.metadata.http import HttpClient, Secret
from dim.metadata.provider import UnavailableError

URL = "https://id.twitch.tv/oauth2/token"
HOSTS = frozenset({"id.twitch.tv"})
SERVICE = "igdb.token"
REFUSED = "Twitch does not accept the client id and secret. Enter those of your own application (dev.twitch.tv) in the settings."
EARLY_SECONDS = 300.0
"""Before it expires, a token is renewed."""
LONGEST_SECONDS = 90 * 86_400.0
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Token:
    """A token, until when it is used (time.monotonic), and whether it was fetched by the call that gave it."""

    value: str = field(repr=False)
    until: float
    is_new: bool = True


class Tokens:
    """Fetches a token when it is needed, once for all who wait for it."""

    def __init__(self, http: HttpClient, client_id: str, client_secret: str, url: str = "") -> None:
        self._http = http
        self._secret = Secret(
            params={"client_id": client_id, "client_secret": client_secret, "grant_type": "client_credentials"}
        )
        self._url = url or URL
        self._token: Token | None = None
        self._fetching: asyncio.Task[Token] | None = None

    async def get(self) -> Token:
        """A token that holds for some minutes at least. Raises ProviderError."""
        known = self._token
        if known is not None and known.until > time.monotonic():
            return Token(known.value, known.until, is_new=False)
        if self._fetching is None:
            self._fetching = asyncio.create_task(self._fetch(), name="token of Twitch")
            self._fetching.add_done_callback(self._fetched)
        return await asyncio.shield(self._fetching)

    def drop(self, token: Token) -> None:
        """A token is not accepted any more: the next one is fetched."""
        if self._token is not None and self._token.value == token.value:
            self._token = None

    def _fetched(self, task: "asyncio.Task[Token]") -> None:
        self._fetching = None
        if not task.cancelled() and task.exception() is None:
            self._token = task.result()

    async def _fetch(self) -> Token:
        found = await self._http.post_text(SERVICE, self._url, "", secret=self._secret, cached=False)
        value = text(found, "access_token") if isinstance(found, Mapping) else None
        if not value or len(value) > _LONGEST or not value.isascii() or not value.isprintable():
            raise UnavailableError("Twitch sent an answer of an unknown form.")
        seconds = min(number(found, "expires_in") or 0.0, LONGEST_SECONDS)
        return Token(value, time.monotonic() + max(seconds - EARLY_SECONDS, 0.0))
