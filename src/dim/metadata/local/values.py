"""Values as NFO files and tags write them: numbers, dates, certifications, countries, texts."""

import html
import re
from datetime import date

_NUMBER = re.compile(r"-?\d{1,12}(?:[.,]\d{1,12})?", re.ASCII)
_HOURS = re.compile(
    r"(?:(\d{1,3})\s*h(?:ours?|rs?)?)?\s*(?:(\d{1,4})\s*m(?:in(?:ute)?s?)?\.?)?", re.IGNORECASE | re.ASCII
)
_DATE = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?!\d)", re.ASCII)
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)", re.ASCII)
YEARS = range(1870, 2101)
_RATED = re.compile(r"(?:rated|rating)\s*:?\s+(.*)", re.IGNORECASE | re.DOTALL)
_COUNTRY_RATING = re.compile(r"([A-Za-z]{2})\s*[:/-]\s*(\S.*)", re.DOTALL)
_NO_COUNTRY = frozenset(("TV", "PG", "NC"))
"""Of TV-14, PG-13 and NC-17."""
_REASONS = re.compile(r"\s+(?:for|due to|because of)\s.*", re.IGNORECASE | re.DOTALL)
_MARKUP = re.compile(r"</?[A-Za-z][^<>]{0,300}>")
_KODI_MARKUP = re.compile(
    r"\[/?(?:B|I|UPPERCASE|LOWERCASE|CAPITALIZE|LIGHT|COLOR(?:\s+\w{1,20})?|COLOR=\w{1,20})\]", re.IGNORECASE
)
_BREAKS = re.compile(r"<br\s{0,5}/?>|</p>|\[CR\]", re.IGNORECASE)
_CODES = {
    "US": "United States|USA|United States of America|U.S.A.|US", "GB": "United Kingdom|UK|Great Britain|England",
    "DE": "Germany|Deutschland|West Germany", "FR": "France", "IT": "Italy|Italia", "ES": "Spain|España", "PT": "Portugal",
    "NL": "Netherlands|The Netherlands|Holland", "BE": "Belgium", "LU": "Luxembourg", "CH": "Switzerland|Schweiz",
    "AT": "Austria|Österreich", "DK": "Denmark", "SE": "Sweden", "NO": "Norway", "FI": "Finland", "IS": "Iceland", "IE": "Ireland",
    "PL": "Poland", "CZ": "Czech Republic|Czechia", "SK": "Slovakia", "HU": "Hungary", "RO": "Romania", "BG": "Bulgaria",
    "GR": "Greece", "TR": "Turkey|Türkiye", "RU": "Russia|Russian Federation", "UA": "Ukraine", "BY": "Belarus", "EE": "Estonia",
    "LV": "Latvia", "LT": "Lithuania", "RS": "Serbia", "HR": "Croatia", "SI": "Slovenia", "BA": "Bosnia and Herzegovina",
    "MK": "North Macedonia|Macedonia", "AL": "Albania", "GE": "Georgia", "AM": "Armenia", "CY": "Cyprus", "MT": "Malta",
    "CA": "Canada", "MX": "Mexico", "BR": "Brazil", "AR": "Argentina", "CL": "Chile", "CO": "Colombia", "PE": "Peru",
    "UY": "Uruguay", "VE": "Venezuela", "CU": "Cuba", "PR": "Puerto Rico", "AU": "Australia", "NZ": "New Zealand",
    "JP": "Japan|日本", "KR": "South Korea|Korea, South|Republic of Korea|Korea|대한민국", "KP": "North Korea", "CN": "China|中国",
    "TW": "Taiwan", "HK": "Hong Kong", "SG": "Singapore", "MY": "Malaysia", "TH": "Thailand", "VN": "Vietnam", "ID": "Indonesia",
    "PH": "Philippines", "IN": "India", "PK": "Pakistan", "BD": "Bangladesh", "LK": "Sri Lanka", "NP": "Nepal", "IR": "Iran",
    "IQ": "Iraq", "IL": "Israel", "PS": "Palestine", "LB": "Lebanon", "SY": "Syria", "JO": "Jordan", "SA": "Saudi Arabia",
    "AE": "United Arab Emirates", "QA": "Qatar", "KW": "Kuwait", "EG": "Egypt", "MA": "Morocco", "TN": "Tunisia",
    "DZ": "Algeria", "ZA": "South Africa", "NG": "Nigeria", "KE": "Kenya", "GH": "Ghana", "SN": "Senegal", "ET": "Ethiopia",
    "KZ": "Kazakhstan", "MN": "Mongolia", "SU": "Soviet Union", "YU": "Yugoslavia", "CS": "Czechoslovakia", "DD": "East Germany",
}  # fmt: skip
_COUNTRIES = {name.casefold(): code for code, names in _CODES.items() for name in names.split("|")}
_ALPHA_2 = re.compile(r"[A-Z]{2}", re.ASCII)


def number(text: str) -> float | None:
    """A number; a comma may be its decimal point. None: it is none.

    >>> number("7,4"), number("n/a")
    (7.4, None)
    """
    text = text.strip()
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def whole_number(text: str, most: int = 1_000_000) -> int | None:
    """A whole number from 0 to `most`, also written as "1,234"; None: it is none."""
    text = text.strip().replace(",", "").replace(".", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 and int(text) <= most else None


def year(text: str) -> int | None:
    """The year in a text; None: there is none."""
    match = _YEAR.search(text[:100])
    return int(match.group(1)) if match and int(match.group(1)) in YEARS else None


def iso_date(text: str) -> str | None:
    """A date as ISO 8601; None: it is none, or none that exists.

    >>> iso_date("1999-3-31T00:00:00Z"), iso_date("2001-02-30")
    ('1999-03-31', None)
    """
    match = _DATE.match(text.strip())
    try:
        return date(*(int(part) for part in match.groups())).isoformat() if match else None
    except ValueError:
        return None


def minutes(text: str) -> float | None:
    """A runtime that is written in minutes, in seconds.

    >>> minutes("136"), minutes("2h 16min"), minutes("136 min"), minutes("long")
    (8160.0, 8160.0, 8160.0, None)
    """
    text = text.strip()
    found = number(text)
    if found is None and text and (match := _HOURS.fullmatch(text)):
        found = int(match.group(1) or 0) * 60.0 + int(match.group(2) or 0)
    return found * 60 if found and 0 < found < 100_000 else None


def rating(text: str, most: float = 10.0) -> float | None:
    """A rating, scaled from 0 to `most` to 0 to 10; None: it is none, or lies outside."""
    value = number(text)
    if value is None or most <= 0:
        return None
    value = round(value * 10 / most, 3)
    return value if 0 < value <= 10 else None


def certifications(text: str) -> tuple[str | None, dict[str, str]]:
    """A certification and those by country, of what programs write into `mpaa`.

    >>> certifications("US:PG-13 / DE:12"), certifications("Rated R for violence"), certifications("FSK 16")
    (('PG-13', {'US': 'PG-13', 'DE': '12'}), ('R', {}), ('16', {'DE': '16'}))
    """
    first: str | None = None
    by_country: dict[str, str] = {}
    for part in re.split(r" / |\s*[|,;]\s*(?=[A-Za-z]{2}\s*:)", text.strip())[:50]:
        country, value = _certification(part.strip())
        if value:
            first = first or value
            if country:
                by_country.setdefault(country, value)
    return first, by_country


def _certification(text: str) -> tuple[str | None, str | None]:
    match = _COUNTRY_RATING.fullmatch(text)
    country = None
    if match and match.group(1).upper() not in _NO_COUNTRY:
        country, text = match.group(1).upper(), match.group(2)
    elif text[:3].upper() == "FSK" and text[3:].strip(" -:"):
        country, text = "DE", text[3:].strip(" -:")
    elif ":" in text:
        name, _, rest = text.partition(":")
        if (code := _COUNTRIES.get(name.strip().casefold())) and rest.strip():
            country, text = code, rest
    text = text.strip()
    if rated := _RATED.fullmatch(text):
        text = rated.group(1)
    text = _REASONS.sub("", text).strip()[:50]
    country = "GB" if country == "UK" else country
    return country, text if text and text.casefold() not in ("not rated", "none", "n/a", "unknown") else None


def country_code(name: str) -> str | None:
    """The ISO 3166-1 code of a country's name or code; None: it is not known.

    >>> country_code("United States of America"), country_code("de"), country_code("Middle-earth")
    ('US', 'DE', None)
    """
    name = name.strip()
    if known := _COUNTRIES.get(name.casefold()):
        return known
    return name.upper() if _ALPHA_2.fullmatch(name.upper()) else None


def country_name(code: str) -> str:
    """The English name of a country, which programs write; the code itself where it has none here."""
    return _CODES[code].partition("|")[0] if code in _CODES else code


def plain_text(text: str) -> str:
    r"""A text without the markup of HTML and Kodi; paragraphs stay.

    >>> plain_text("A hacker &amp; his <b>choice</b>.<br/>[B]Red[/B] or blue?")
    'A hacker & his choice.\nRed or blue?'
    """
    if "<" in text or "[" in text:
        text = _KODI_MARKUP.sub("", _MARKUP.sub("", _BREAKS.sub("\n", text)))
    if "&" in text:
        text = html.unescape(text)
    return "\n".join(line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")).strip()


def names(text: str) -> list[str]:
    """The names of a list that programs write into one element: "Action / Science Fiction"."""
    return [name for part in text.split(" / ") if (name := " ".join(part.split()))]
