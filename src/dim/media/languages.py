"""Names of languages, by the codes that files have."""

LANGUAGES = {
    "eng": "English", "jpn": "日本語", "ger": "Deutsch", "deu": "Deutsch", "fre": "Français", "fra": "Français", "spa": "Español",
    "ita": "Italiano", "por": "Português", "rus": "Русский", "gre": "Ελληνικά", "ell": "Ελληνικά", "kor": "한국어", "chi": "中文",
    "zho": "中文", "dut": "Nederlands", "nld": "Nederlands", "pol": "Polski", "swe": "Svenska", "nor": "Norsk", "dan": "Dansk",
    "fin": "Suomi", "tur": "Türkçe", "ara": "العربية", "heb": "עברית", "hin": "हिन्दी", "ukr": "Українська", "cze": "Čeština",
    "ces": "Čeština", "hun": "Magyar",
}  # fmt: skip
"""Names in the language itself, by ISO 639-2 (bibliographic and terminological codes)."""
TWO_LETTERS = {
    "en": "eng", "ja": "jpn", "de": "deu", "fr": "fra", "es": "spa", "it": "ita", "pt": "por", "ru": "rus", "el": "ell",
    "ko": "kor", "zh": "zho", "nl": "nld", "pl": "pol", "sv": "swe", "no": "nor", "da": "dan", "fi": "fin",
    "tr": "tur", "ar": "ara", "he": "heb", "hi": "hin", "uk": "ukr", "cs": "ces", "hu": "hun",
}  # fmt: skip
"""ISO 639-1, as names of subtitle files have it, to ISO 639-2."""


def language_name(code: str | None) -> str | None:
    """A language's own name for its code ("de", "ger", "deu": "Deutsch"); the code itself where it is unknown, None for None."""
    return LANGUAGES.get(TWO_LETTERS.get(code, code), code) if code else None


def track_label(title: str | None, language: str | None, number: int, word: str) -> str:
    """A track's name for a person: its title, its language, or `word` and its number.

    >>> track_label("Commentary", "eng", 2, "Audio"), track_label(None, None, 2, "Audio")
    ('English · Commentary', 'Audio 2')
    """
    name = language_name(language)
    if title and name and name.casefold() not in title.casefold():
        return f"{name} · {title}"
    return title or name or f"{word} {number}"


def language_key(code: str | None) -> str | None:
    """What two codes of one language have in common, for comparing ("de", "ger", "de-AT"); None: no language is known.

    >>> language_key("de-AT") == language_key("ger"), language_key("und")
    (True, None)
    """
    primary = (code or "").replace("_", "-").partition("-")[0].casefold()
    return None if primary in ("", "und", "unk", "mis", "mul", "zxx") else language_name(primary)
