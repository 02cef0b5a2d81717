"""What is no part of a title: the sites of uploaders, explicit ids, checksums."""

import re

from dim.naming.text import has_latin

Found = tuple[str, int, int]
"""A value with its start and end in the name."""
_SITE = re.compile(
    r"\s{0,4}[\[{(【]?\s{0,4}(?:高清剧集网发布\s)?(?:www\.[\w-]{1,40}(?:\.[\w-]{1,20}){1,3}|\.?www[. ][\w-]{1,40}[. ]\w{2,4}\.?|"
    r"[\w-]{2,30}\.(?:com|net|org|info|pl|to|cc|me|ru|se|tv))\s{0,4}[\]})】]?\.?\s{0,4}[-_ ]{0,3}",
    re.IGNORECASE,
)
_ANY_SITE = re.compile(
    r"[\[({](?:www\.)?[\w-]{1,40}(?:\.[\w-]{1,40}){0,3}\.(?:com|net|org|info|ru|to|me|cc|tv|se|pl)[\])}]", re.IGNORECASE
)
_IDS = re.compile(
    r"[\[{(](?P<provider>tmdb|imdb|tvdb)(?:id)?[-=: ](?P<value>tt\d{5,10}|\d{1,10})[\]})]|(?<![^\W_])(?P<bare>tt\d{7,8})(?![^\W_])",
    re.IGNORECASE,
)
_CRC = re.compile(r"[\[(](?=[0-9A-F]*[0-9])(?P<crc>[0-9A-F]{8})[\])]", re.IGNORECASE)
_NUMBERED = re.compile(r"\(S\d{1,3}E[\d-]{1,8}\)")
_FOLDED_BRACKETS = str.maketrans("【】「」『』（）", "[][][]()")


def blank_sites(name: str) -> str:
    """Replace sites, and what precedes a Latin title, by spaces, so that positions stay; make brackets ASCII."""
    if " / " in name and not name.isascii():
        first = name.index(" / ")
        if _NUMBERED.search(name[:first]) and not has_latin(_NUMBERED.sub("", name[:first])):
            name = " " * (first + 3) + name[first + 3 :]
    if not name.isascii():
        name = name.translate(_FOLDED_BRACKETS)
    if "." in name:
        if (match := _SITE.match(name)) and match.end() < len(name) and (len(match.group().split(".")) > 1):
            found = match.group()
            if "www" in found.lower() or found.rstrip()[-1:] in "-]})" or found.lstrip()[:1] in "[({":
                name = " " * match.end() + name[match.end() :]
        if ("[" in name or "(" in name) and _ANY_SITE.search(name):
            name = _ANY_SITE.sub(lambda match: " " * len(match.group()), name)
    return name


def extract_ids(name: str) -> tuple[str, dict[str, Found], Found | None]:
    """Blank out explicit ids and the checksum of a name; return the name, the ids by provider, and the checksum."""
    ids: dict[str, Found] = {}
    checksum: Found | None = None
    if "tt" in name.lower() or "db" in name.lower():
        for match in _IDS.finditer(name):
            provider = (match["provider"] or "imdb").lower()
            ids[provider] = (match["value"] or match["bare"], *match.span())
            name = f"{name[: match.start()]}{' ' * len(match.group())}{name[match.end() :]}"
    if ("[" in name or "(" in name) and (crc := _CRC.search(name)) and not _looks_like_date(crc["crc"]):
        checksum = (crc["crc"], *crc.span("crc"))
        name = f"{name[: crc.start()]}{' ' * len(crc.group())}{name[crc.end() :]}"
    return name, ids, checksum


def _looks_like_date(text: str) -> bool:
    return text.isdigit() and text[:2] in ("19", "20")
