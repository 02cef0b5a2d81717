"""Links to media that need no sign-in: players can send none. Nobody can guess one, and each is for one file and purpose only.

What a link opens is checked again whenever it is used: it grants no right that the viewer has lost.
"""

import base64
import hashlib
import hmac
from typing import Literal

Purpose = Literal["media", "converted", "poster", "subtitles"]
SIGNATURE_BYTES = 18
"""144 bits, without padding in base64."""


class Links:
    """Signs and checks links with a key of its own, derived from the server's secret."""

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, b"dim: links to media", "sha256")

    def sign(self, purpose: Purpose, *numbers: int) -> str:
        """The signature of what a link opens: what for, and the ids of the item, the file and so on."""
        message = ":".join((purpose, *map(str, numbers))).encode()
        signed = hmac.digest(self._key, message, hashlib.sha256)[:SIGNATURE_BYTES]
        return base64.urlsafe_b64encode(signed).decode()

    def is_valid(self, signature: str, purpose: Purpose, *numbers: int) -> bool:
        """Whether a signature is that of a link."""
        return hmac.compare_digest(signature.encode("utf-8", "replace"), self.sign(purpose, *numbers).encode())
