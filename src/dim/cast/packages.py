"""The optional packages that casting needs."""

from importlib.util import find_spec

NEEDED = {"pychromecast": "pychromecast", "async_upnp_client": "async-upnp-client"}


def missing() -> str | None:
    """Which of them are not installed, and how to get them; None: all are there."""
    absent = [name for module, name in NEEDED.items() if find_spec(module) is None]
    if not absent:
        return None
    names = " and ".join(absent)
    return f"Casting needs {names}. Run “make casting” (or: pip install 'dim-media[cast]'), and restart Dim."
