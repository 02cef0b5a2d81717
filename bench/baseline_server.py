"""`dim`, with one more route that does nothing: what a page of cards is compared with."""

from fastapi.routing import APIRoute

import dim.server.app
from dim.cli import main

_application = dim.server.app.application


async def bare() -> dict[str, str]:
    """The least that an answer of this server can be."""
    return {}


def with_bare(*arguments: object) -> object:
    """The application, which looks for this route first."""
    app = _application(*arguments)  # type: ignore[arg-type]
    app.router.routes.insert(0, APIRoute("/bare", bare))
    return app


if __name__ == "__main__":
    dim.server.app.application = with_bare  # type: ignore[assignment]
    main()
