"""How certain each field of an identity is, by the distance of the chosen reading to the best one that says something else."""

import math

from dim.naming.model import Identity
from dim.naming.numbers.claim import Claim
from dim.naming.readings.options import Option

_NOTHING = Claim(0, 0, 0.0, "")
_SCALE_OF_SCORE, _SCALE_OF_DISTANCE = 2.5, 2.0
"""Log-odds that are divided by, since weights of one reading are not independent. Set by hand."""
_WITHOUT_NUMBERS = 0.9
_LEAST_SCORE = -4.0
_NO_RIVAL = -99.0
_WRITTEN, _INFERRED = 0.97, 0.8
"""The certainty of a year or part that the name itself has, and of one from elsewhere."""
_UNANCHORED_TITLE, _NO_TITLE = 0.75, 0.3
_ANCHOR = 5.0
"""The score of numbers from which they show where the title ends."""


def add_confidence(identity: Identity, chosen: Option, options: list[Option]) -> None:
    """Fill in the confidence of an identity that results from a reading of several."""
    found, score = identity.confidence, chosen.score
    mine = chosen.numbering.claim if chosen.numbering is not None else _NOTHING
    if identity.season is not None or identity.episodes or identity.absolute or identity.date is not None:
        _of_numbers(identity, chosen, mine, options)
    if identity.year is not None:
        found["year"] = _WRITTEN if "year" in identity.spans else _INFERRED
    if identity.part is not None:
        found["part"] = _WRITTEN if "part" in identity.spans else _INFERRED
    if "title" not in identity.spans:
        found["title"] = _NO_TITLE
    elif identity.year is not None or score >= _ANCHOR or identity.resolution is not None or identity.ids:
        found["title"] = _WRITTEN
    else:
        found["title"] = _UNANCHORED_TITLE


def _of_numbers(identity: Identity, chosen: Option, mine: Claim, options: list[Option]) -> None:
    """Add the confidence of season, episodes and date."""
    score = chosen.score
    base = _WITHOUT_NUMBERS if chosen.numbering is None else _certainty(max(score, _LEAST_SCORE), _SCALE_OF_SCORE)
    season = episodes = absolute = date = _NO_RIVAL
    for option in options:
        if option is chosen:
            continue
        other = option.numbering.claim if option.numbering is not None else _NOTHING
        rival = option.score
        if rival > season and other.season != mine.season:
            season = rival
        if rival > episodes and other.episodes != mine.episodes:
            episodes = rival
        if rival > absolute and other.absolute != mine.absolute:
            absolute = rival
        if rival > date and other.date != mine.date:
            date = rival
    found = identity.confidence
    if identity.season is not None:
        found["season"] = _against(base, score - season)
    if identity.episodes:
        found["episodes"] = _against(base, score - episodes)
    if identity.absolute:
        found["absolute"] = _against(base, score - absolute)
    if identity.date is not None:
        found["date"] = _against(base, score - date)


def _against(base: float, distance: float) -> float:
    """Return the lesser of a reading's own certainty and that against its best rival."""
    return round(min(base, _certainty(distance, _SCALE_OF_DISTANCE)), 3)


def _certainty(distance: float, scale: float) -> float:
    """Return the probability of a reading that is so much likelier than another one, in log-odds."""
    return 1 / (1 + math.exp(-distance / scale)) if distance < 40 else 1.0
