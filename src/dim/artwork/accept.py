"""Which image format a client gets, by its `Accept` header (RFC 9110, section 12.5.1). Pure."""

import re
from functools import lru_cache
from typing import Literal, get_args

Format = Literal["avif", "webp", "jpeg"]
FORMATS: tuple[Format, ...] = get_args(Format)
"""The smaller ones first."""
DEFAULT: Format = "webp"
LONGEST_HEADER = 1000
"""Characters that are read; browsers send about a hundred."""
_WILDCARDS = ("image/*", "*/*")
_QUALITY = re.compile(r"(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")


@lru_cache(64)
def choose_format(accept: str) -> Format:
    """The format with the highest q-value, of equal ones the smallest; WebP for a client that takes none or does not say.

    A wildcard does not mean AVIF: programs that send one are often older than AVIF. What is malformed is ignored.
    """
    weights = _weights(accept[:LONGEST_HEADER])
    wildcard = next((weights[name] for name in _WILDCARDS if name in weights), 0.0)
    wanted = {one: weights.get(f"image/{one}", 0.0 if one == "avif" else wildcard) for one in FORMATS}
    best = max(FORMATS, key=lambda one: wanted[one])  # the first of equal ones
    return best if wanted[best] > 0 else DEFAULT


def _weights(accept: str) -> dict[str, float]:
    """The q-value of each media range."""
    found: dict[str, float] = {}
    for part in accept.split(","):
        name, *parameters = (one.strip().lower() for one in part.split(";"))
        value = next((one[2:].strip() for one in parameters if one.startswith("q=")), "1")
        if _QUALITY.fullmatch(value):
            found[name] = float(value)
    return found
