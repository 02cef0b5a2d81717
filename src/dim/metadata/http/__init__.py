"""The HTTP client that providers and pictures share.

`client` asks; `services` has the addresses and rates of what may be asked; `limiter` and `breaker` say when; `transport` and
`addresses` open connections; `cache` keeps answers; `body` reads them within limits.
"""

from dim.metadata.http.client import HttpClient, Redirect, Secret
from dim.metadata.http.services import Origin, Rate, Service, Services, origin_of

__all__ = ["HttpClient", "Origin", "Rate", "Redirect", "Secret", "Service", "Services", "origin_of"]
