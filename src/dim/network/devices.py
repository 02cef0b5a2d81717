"""HTTP requests to devices of the network."""

from http.cookiejar import DefaultCookiePolicy

import httpx

SECONDS = 5.0
"""Without an answer, or a further part of it."""


def device_client() -> httpx.AsyncClient:
    """A client that asks the address that it is given, and no other: without redirects and proxies. It keeps no cookies, which
    would fill the memory and be told to every other device at the same address, and asks for nothing that is compressed.
    """
    client = httpx.AsyncClient(
        trust_env=False, follow_redirects=False, timeout=SECONDS, headers={"Accept-Encoding": "identity"}
    )
    client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=()))
    return client
