"""Which of a title's names is the one in a language. IMDb says the country of most names, and the language of few. Pure."""

from collections.abc import Sequence

from dim.metadata.imdb.packing import Name
from dim.metadata.model import Locale, Translation

COUNTRIES: dict[str, tuple[str, ...]] = {
    "ar": ("EG", "AE", "SA"), "bg": ("BG",), "cs": ("CZ",), "da": ("DK",), "de": ("DE", "AT", "CH"), "el": ("GR",),
    "es": ("ES", "MX", "AR"), "et": ("EE",), "fa": ("IR",), "fi": ("FI",), "fr": ("FR", "CA"), "he": ("IL",), "hi": ("IN",),
    "hr": ("HR",), "hu": ("HU",), "id": ("ID",), "it": ("IT",), "ja": ("JP",), "ko": ("KR",), "lt": ("LT",), "lv": ("LV",),
    "nl": ("NL", "BE"), "no": ("NO",), "pl": ("PL",), "pt": ("PT", "BR"), "ro": ("RO",), "ru": ("RU", "SUHH"), "sk": ("SK",),
    "sl": ("SI",), "sr": ("RS",), "sv": ("SE",), "th": ("TH",), "tr": ("TR",), "uk": ("UA",), "vi": ("VN",),
    "zh": ("CN", "TW", "HK"),
}  # fmt: skip
"""In which countries, the first one first, a name without a language is in this one. English titles are IMDb's own."""
_SHARED = frozenset(("BE", "CA", "CH", "HK", "IN", "SG"))
"""Countries of several languages: a name of theirs counts only if it says which."""


def title_in(locale: Locale, names: Sequence[Name]) -> str | None:
    """The name in a language, that of the country if there are several; None: it is IMDb's own title, or there is none."""
    language = locale.language.partition("-")[0].casefold()
    if language == "en":
        return None
    countries = COUNTRIES.get(language, ())
    first = (locale.country,) if locale.country in countries else ()
    for country in dict.fromkeys((*first, *countries)):
        for one in names:
            if one.region == country and (
                one.language == language or (one.language is None and country not in _SHARED)
            ):
                return one.title
    return next((one.title for one in names if one.language == language), None)


def translations(title: str, names: Sequence[Name]) -> tuple[Translation, ...]:
    """The title in each language that it has a name in."""
    found = [Translation("en", title)]
    for language in COUNTRIES:
        other = title_in(Locale(language, ""), names)
        if other is not None:
            found.append(Translation(language, other))
    return tuple(found)
