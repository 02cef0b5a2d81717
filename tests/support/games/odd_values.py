"""Values of the wrong types, in the place of good ones."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

ODD_TEXTS = st.sampled_from(
    ["", " ", "\0", "x" * 5_000, "../../etc/passwd", "/", "C:\\", "\\\\host\\share", "https://[", "file:///etc/passwd", "1e400", "-1",
     "9" * 40, "NaN", "0001-01-01 00:00:00", "9999-12-31T23:59:59Z", "2020-02-30", "<" * 3_000, "\u202e", "\U0001f3ae", "%00", "5 GiB"]
)  # fmt: skip
ODD_NUMBERS = st.sampled_from([0, -1, 1, 2**31, 2**63 - 1, -(2**63), 1e18, -1e18, 0.5, 1e300, 5e-324])
SCALARS = st.none() | st.booleans() | ODD_NUMBERS | ODD_TEXTS | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=20)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)
OF_DATABASES = st.none() | ODD_NUMBERS | ODD_TEXTS | st.binary(max_size=20) | st.integers(-(2**63), 2**63 - 1)


def places(value: Any) -> Iterator[tuple[Any, ...]]:
    """The paths of keys and numbers to everything in a JSON value."""
    yield ()
    listed: Any = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in listed:
        yield from ((key, *path) for path in places(inner))


def replaced(value: Any, path: Sequence[Any], new: Any) -> Any:
    """A JSON value with another one at a path."""
    if not path:
        return new
    copy = dict(value) if isinstance(value, Mapping) else list(value)
    copy[path[0]] = replaced(copy[path[0]], path[1:], new)
    return copy


@st.composite
def with_odd_value(draw: st.DrawFn, value: Any) -> Any:
    """A JSON value in which one to three values are odd ones."""
    for _ in range(draw(st.integers(1, 3))):
        value = replaced(value, draw(st.sampled_from(list(places(value)))), draw(JSON))
    return value
