"""Age ratings of games, written with the names of their systems. Pure.

>>> certifications({"PEGI": "12", "ESRB": "e10"}, "FR")
('PEGI 12', {'US': 'ESRB E10+', 'CA': 'ESRB E10+', 'FR': 'PEGI 12'})
"""

import re
from collections.abc import Mapping

_OF_COUNTRY = {"DE": "USK", "US": "ESRB", "CA": "ESRB"}
_ELSEWHERE = "PEGI"
_ORDER = ("PEGI", "USK", "ESRB")
"""Which counts where a game has no rating of the country's system."""
_ESRB = {
    "EC": ("ec", "early childhood"), "E": ("e", "everyone"), "E10+": ("e10", "everyone 10"), "T": ("t", "teen"),
    "M": ("m", "mature", "mature 17"), "AO": ("ao", "adults only", "adults only 18"), "K-A": ("ka", "k-a", "kids to adults"),
}  # fmt: skip
_AGES = {"PEGI": frozenset((3, 7, 12, 16, 18)), "USK": frozenset((0, 6, 12, 16, 18))}
_NUMBERS = {"zero": 0, "three": 3, "six": 6, "seven": 7, "twelve": 12, "sixteen": 16, "eighteen": 18}
_DIGITS = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
_YOUNGEST, _OLDEST = 3, 21


def certifications(ratings: Mapping[str, str], country: str) -> tuple[str | None, dict[str, str]]:
    """The certification of a game in a country, and those by country. `ratings`: what systems ("ESRB", "PEGI", "USK") say.

    Where the country's system says nothing, the certification is another's, which stands for no country.
    """
    known = {system: text for system in _ORDER if (text := written(system, ratings.get(system, "")))}
    own = _OF_COUNTRY.get(country, _ELSEWHERE)
    by_country = {of: known[system] for of, system in _OF_COUNTRY.items() if system in known}
    if own in known:
        by_country[country] = known[own]
    return known.get(own) or next(iter(known.values()), None), by_country


def written(system: str, rating: str) -> str | None:
    """A rating with the name of its system: "ESRB E10+", "PEGI 16", "USK 0"; None: it says nothing, as "RP" (pending)."""
    plain = rating.strip().casefold().removeprefix(system.casefold()).strip(" :_-+")
    if system == "ESRB":
        found = next((letters for letters, names in _ESRB.items() if plain in names), None)
        return f"ESRB {found}" if found else None
    number = _NUMBERS.get(plain)
    if number is None and (digits := _DIGITS.fullmatch(plain)):
        number = int(digits[1])
    return f"{system} {number}" if number in _AGES.get(system, ()) else None


def from_age(age: int) -> str | None:
    """A certification that is an age and no system's: "16+"; None: it is for everybody, or no age."""
    return f"{age}+" if _YOUNGEST <= age <= _OLDEST else None
