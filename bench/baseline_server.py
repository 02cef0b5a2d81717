"""`dim` with an additional route `/baseline` that returns an empty object, as a baseline for other routes."""

from fastapi.routing import APIRoute

import dim.server.app
from dim.cli import main

_application = dim.server.app.application


async def baseline() -> dict[str, str]:
    """Return the smallest possible response."""
    return {}


def with_baseline(*arguments: object) -> object:
    """Return the application, with the baseline as its first route."""
    app = _application(*arguments)  # type: ignore[arg-type]
    app.router.routes.insert(0, APIRoute("/baseline", baseline))
    return app


if __name__ == "__main__":
    dim.server.app.application = with_baseline  # type: ignore[assignment]
    main()
