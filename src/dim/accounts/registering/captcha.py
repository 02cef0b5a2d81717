"""Captchas for registration: checked by a service, or a proof of work that the visitor's browser does.

A service is any server that speaks reCAPTCHA's siteverify protocol (Google's reCAPTCHA v2, hCaptcha, Turnstile):
https://developers.google.com/recaptcha/docs/verify. With none configured, ALTCHA's proof of work needs no other server.
"""

import base64
import binascii
import hashlib
import json
import time
from dataclasses import dataclass

import altcha
import httpx

from dim.accounts.users import UserError

FIELD = "recaptcha2"
SERVICE_SECONDS = 5.0
VALID_SECONDS = 1200
PREFIX = "0000"
"""The prefix of the hash to find, in hex: about 65,000 attempts, a second or two on a phone."""
LONGEST_ANSWER = 16_384


@dataclass(frozen=True, slots=True)
class Service:
    """A captcha service. `script` and `site_key` are for the page, `url` and `secret` for this server."""

    url: str
    secret: str
    script: str = ""
    site_key: str = ""


class Captcha:
    """Issues challenges and checks answers; each answer is valid once."""

    def __init__(self, secret: bytes, service: Service | None) -> None:
        """`secret` signs the challenges."""
        self._secret = hashlib.sha256(b"captcha" + secret).digest()
        self.service = service
        self._used: dict[str, float] = {}

    def challenge(self) -> dict[str, object]:
        """A challenge for ALTCHA's clients."""
        expires = int(time.time()) + VALID_SECONDS
        made = altcha.create_challenge("SHA-256", 1, key_prefix=PREFIX, expires_at=expires, hmac_secret=self._secret)
        challenge: dict[str, object] = made.to_dict()
        return challenge

    async def check(self, answer: str | None, address: str) -> None:
        """Raises UserError: there is no proof, it is wrong, it was used before, or the service cannot be asked."""
        if not answer:
            raise UserError("Prove that you are no machine.", FIELD, "captcha_missing")
        digest = hashlib.sha256(answer.encode("utf-8", "replace")).hexdigest()
        now = time.monotonic()
        self._used = {key: until for key, until in self._used.items() if until > now}
        if len(answer) > LONGEST_ANSWER or digest in self._used:
            raise UserError("That proof was used before. Prove it again.", FIELD, "captcha_refused")
        self._used[digest] = now + VALID_SECONDS
        good = await self._ask(answer, address) if self.service else self._verify(answer)
        if not good:
            raise UserError("That you are no machine could not be verified. Try again.", FIELD, "captcha_refused")

    def _verify(self, answer: str) -> bool:
        """Whether the proof of work is right, and was not used before in another encoding."""
        if not altcha.verify_solution(answer, self._secret).verified:
            return False
        try:
            signature = str(json.loads(base64.b64decode(answer))["challenge"]["signature"])
        except (ValueError, KeyError, TypeError, binascii.Error):
            return False
        known = signature in self._used
        self._used[signature] = time.monotonic() + VALID_SECONDS
        return not known

    async def _ask(self, answer: str, address: str) -> bool:
        assert self.service is not None
        form = {"secret": self.service.secret, "response": answer, "remoteip": address}
        try:
            async with httpx.AsyncClient(timeout=SERVICE_SECONDS, trust_env=True) as http:
                reply = await http.post(self.service.url, data=form)
            return reply.status_code == 200 and reply.json().get("success") is True
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, AttributeError):
            detail = "The captcha service does not answer, so no account was made. Try again later."
            raise UserError(detail, FIELD, "captcha_unavailable") from None
