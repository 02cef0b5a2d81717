"""What stands in brackets in the names of ROMs, by the schemes of No-Intro, Redump, TOSEC and GoodTools. Pure data."""

import re

REGIONS: frozenset[str] = frozenset(
    {
        "Argentina", "Asia", "Australia", "Austria", "Belgium", "Brazil", "Bulgaria", "Canada", "Chile", "China", "Colombia",
        "Croatia", "Czech", "Czech Republic", "Denmark", "Estonia", "Europe", "Export", "Finland", "France", "Germany",
        "Greece", "Hong Kong", "Hungary", "Iceland", "India", "Indonesia", "Iran", "Ireland", "Israel", "Italy", "Japan",
        "Korea", "Latin America", "Latvia", "Lithuania", "Luxembourg", "Malaysia", "Mexico", "Netherlands", "New Zealand",
        "Norway", "Peru", "Philippines", "Poland", "Portugal", "Romania", "Russia", "Saudi Arabia", "Scandinavia", "Serbia",
        "Singapore", "Slovakia", "Slovenia", "South Africa", "Spain", "Sweden", "Switzerland", "Taiwan", "Thailand", "Turkey",
        "UK", "USA", "Ukraine", "United Arab Emirates", "United Kingdom", "Vietnam", "World",
    }
)  # fmt: skip
"""As No-Intro and Redump write them."""
REGION_NAMES = {name.casefold(): name for name in REGIONS} | {
    "us": "USA", "eu": "Europe", "jp": "Japan", "eur": "Europe", "jpn": "Japan", "united kingdom": "UK", "united states": "USA",
    "czech republic": "Czech", "america": "USA", "holland": "Netherlands",
}  # fmt: skip
"""The name of a region by what is written, in small letters."""
GOODTOOLS_REGIONS: dict[str, tuple[str, ...]] = {
    "U": ("USA",), "E": ("Europe",), "J": ("Japan",), "W": ("World",), "JU": ("Japan", "USA"), "UE": ("USA", "Europe"),
    "EU": ("Europe",), "JE": ("Japan", "Europe"), "JUE": ("Japan", "USA", "Europe"), "UJ": ("USA", "Japan"),
    "UEJ": ("USA", "Europe", "Japan"), "F": ("France",), "G": ("Germany",), "S": ("Spain",), "I": ("Italy",), "K": ("Korea",),
    "B": ("Brazil",), "A": ("Australia",), "C": ("China",), "Ch": ("China",), "D": ("Netherlands",), "H": ("Netherlands",),
    "HK": ("Hong Kong",), "R": ("Russia",), "Sw": ("Sweden",), "Gr": ("Greece",), "FN": ("Finland",), "FC": ("Canada",),
    "Unk": (),
}  # fmt: skip
TOSEC_COUNTRIES: dict[str, str] = {
    "AE": "United Arab Emirates", "AR": "Argentina", "AS": "Asia", "AT": "Austria", "AU": "Australia", "BE": "Belgium",
    "BG": "Bulgaria", "BR": "Brazil", "CA": "Canada", "CH": "Switzerland", "CL": "Chile", "CN": "China", "CS": "Czech",
    "CZ": "Czech", "DE": "Germany", "DK": "Denmark", "EE": "Estonia", "ES": "Spain", "EU": "Europe", "FI": "Finland",
    "FR": "France", "GB": "UK", "GR": "Greece", "HK": "Hong Kong", "HR": "Croatia", "HU": "Hungary", "ID": "Indonesia",
    "IE": "Ireland", "IL": "Israel", "IN": "India", "IS": "Iceland", "IT": "Italy", "JP": "Japan", "KR": "Korea",
    "LT": "Lithuania", "LU": "Luxembourg", "LV": "Latvia", "MX": "Mexico", "MY": "Malaysia", "NL": "Netherlands",
    "NO": "Norway", "NZ": "New Zealand", "PE": "Peru", "PH": "Philippines", "PL": "Poland", "PT": "Portugal", "RO": "Romania",
    "RU": "Russia", "SE": "Sweden", "SG": "Singapore", "SI": "Slovenia", "SK": "Slovakia", "TH": "Thailand", "TR": "Turkey",
    "TW": "Taiwan", "US": "USA", "VN": "Vietnam", "YU": "Serbia", "ZA": "South Africa",
}  # fmt: skip
LANGUAGES = frozenset(
    {
        "af", "ar", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "eo", "es", "et", "eu", "fa", "fi",
        "fr", "ga", "gd", "gl", "he", "hi", "hr", "hu", "id", "is", "it", "ja", "ko", "lt", "lv", "mk", "ms", "nb", "nl",
        "nn", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "ta", "te", "th", "tr", "uk", "vi", "zh",
    }
)  # fmt: skip
"""ISO 639-1."""
FLAGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), flag)
    for pattern, flag in (
        (r"bios(?: .*)?", "bios"),
        (r"(?:possible |early |late |alternate )?proto(?:type)?(?:[ -]?\d+| [a-z])?", "proto"),
        (r"(?:pre-?)?(?:alpha|beta)(?:[ -]?\d+| [a-z])?|pre-?release|preview|debug(?: version)?", "beta"),
        (
            r"(?:tech )?(?:demo|taikenban|trial)(?:[ -]?\d+|-\w+| edition| version| disc)?|kiosk(?:,? .*)?|taikenban .*|"
            r"(?:rolling|playable) demo",
            "demo",
        ),
        (r"sample(?: \d+| disc)?|promo(?:tional)?", "sample"),
        (r"test program|program|enhancement chip|utility|sdk build|diagnostic", "program"),
        (r"unl|unlicensed", "unlicensed"),
        (r"pirate(?:, .*)?", "pirate"),
        (r"aftermarket", "aftermarket"),
        (r"homebrew|pd|public domain", "homebrew"),
        (r"alt(?:ernate)?(?: ?\d+)?", "alternate"),
        (r"hack(?: .*)?|.* hack", "hack"),
        (r"dlc(?: .*)?", "dlc"),
        (r"upd(?:ate)?(?: .*)?", "update"),
        (r"bootleg(?: .*)?", "bootleg"),
        (r"(?:en|eng|english)?[ -]?(?:fan)?(?:t-[a-z]{2,3}.*|translat(?:ed|ion)(?: .*)?)", "translation"),
    )
)  # fmt: skip
"""Whole words in round or square brackets, and the flag that they mean."""
DUMP_FLAGS = {
    "b": "bad dump", "a": "alternate", "h": "hack", "t": "trained", "p": "pirate", "f": "fixed", "o": "overdump",
    "cr": "cracked", "m": "modified", "u": "underdump", "v": "virus", "tr": "translation", "T": "translation", "!": "verified",
}  # fmt: skip
"""Codes in square brackets of TOSEC and GoodTools; a number and words may follow."""
DUMP_CODE = re.compile(r"^(cr|tr|[abcfhmoptuvT!])(?:(?=[\d+\- ]).{0,80})?$")
ARTICLES = (
    "The",
    "A",
    "An",
    "Der",
    "Die",
    "Das",
    "Ein",
    "Eine",
    "Le",
    "La",
    "Les",
    "Un",
    "Une",
    "Des",
    "El",
    "Los",
    "Las",
    "Lo",
    "Il",
    "Gli",
    "I",
    "Uno",
    "Una",
    "De",
    "Het",
    "Een",
    "O",
    "Os",
    "As",
    "Um",
    "Uma",
    "En",
    "Ett",
    "Den",
    "Det",
    "Et",
)  # fmt: skip"""That stand behind a title, in front of which they belong; those with an apostrophe (L') besides."""
