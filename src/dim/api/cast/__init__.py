"""What casting devices fetch from the server, and the events that they send it."""

from dim.api.cast import media

ROUTERS = (media.router,)
