"""What is no part of a title: the sites of uploaders, explicit ids, checksums."""

import re

Found = tuple[str, int, int]
"""A value with its start and end in the name."""
_TLDS = (
    "com|net|org|info|biz|tv|me|to|cc|ws|ru|su|ua|by|kz|pl|cz|sk|hu|ro|bg|rs|gr|it|fr|de|es|pt|eu|uk|us|ca|br|mx|ar|cl|in|pk|ir|tr|nl|be|se|no|fi|dk|is|"
    "ie|ch|at|lu|li|jp|cn|hk|tw|kr|sg|my|id|ph|vn|th|lv|lt|ee|xyz|site|online|club|top|pro|vip|live|fun|icu|buzz|art|cool|cloud|world|party|best|link|lol|"
    "sbs|cfd|tel|ink|pw|bz|la|gg|io|co|app|dev|page|wiki|zone|today|space|website|tech|store|shop|stream|watch|movie|film|download|bid|win|loan|review|"
    "trade|mobi|name|asia|digital|agency|blog|host|press|rocks|ninja|guru|life|media|moe|cyou|quest|rest|monster|one|network|tk|ml|ga|cf|am|fm|ag|sh|so|st|re|yt|nz|au|za"
)
_STRICT_TLDS = (
    "com|net|org|info|biz|tv|me|to|cc|ws|ru|su|ua|pl|se|in|xyz|site|club|online|lol|sbs|cfd|pw|tel|icu|buzz|mx|nz|eu|bz|"
    "re|tc|st|li|gs|cx|vip|im|cloud|link"
)
_WWW = re.compile(
    rf"(?P<open>[\[({{]\s{{0,3}})?(?:(?<![^\W_])[\u3400-\u9fff\uac00-\ud7af]{{2,10}}[-·@]?)?(?<![a-z\d])w{{2,3}}\d?[ .,_]{{1,3}}[\w-]{{1,40}}"
    rf"(?:[ .,_](?:(?:co|com|org|net)[.,][a-z]{{2}}|{_TLDS})(?![^\W_])|[.,][\w-]{{2,20}}(?=[\s\]}})】_]|$)|[.,][\w-]{{2,6}}(?=\.))"
    r"(?(open)\s{0,3}[\]})]?)(?:[\s._]{0,3}[-–—_~|:]{1,3}(?=[\s._\[(])[\s._]{0,3})?",
    re.IGNORECASE,
)
"""A site with "www", in any place: "www.site.tld - ", "[www.site.tld]_-_", "ww.Site.xx", "www,Site.xyz", "www site tld - "."""
_BRACKETED = re.compile(
    rf"[\[({{【]\s?(?:[^\[\](){{}}【】\s]{{1,20}}\s)?(?:[\w-]{{1,40}}\.){{1,3}}(?:{_STRICT_TLDS})\s?[\]}})】]\.?",
    re.IGNORECASE,
)
_LEADING = re.compile(
    rf"\s{{0,3}}(?:[\w-]{{2,30}}\.){{1,2}}(?:{_STRICT_TLDS})(?:\.[a-z]{{2}})?\s{{0,2}}(?:[\s_.]-[\s_.]|__|- |_)[\s_]{{0,3}}",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?:(?<=[\s_.])(?:[-–]\s?|by\s|from\s|@)|-)[\w-]{2,30}\.(?:com|net|org|info|ru|to|me|cc|tv|se|pl|ws|in|xyz|site|io|co)\s{0,3}$",
    re.IGNORECASE,
)
_FROM = re.compile(r"(?:downloaded|uploaded|ripped|encoded)[ ._](?:from|by)[ ._]{1,3}(?:https?[:/_ ]{1,5})?(?=www)", re.IGNORECASE)
_AT = re.compile(
    rf"\s{{0,3}}(?:@[\w-]{{2,30}}(?:\.[\w-]{{2,20}})?[\s_.]{{1,3}}-[\s_.]{{1,3}}|(?:[\w-]{{2,30}}\.){{1,2}}(?:{_TLDS})@)",
    re.IGNORECASE,
)
_IDS = re.compile(
    r"[\[{(](?P<provider>tmdb|imdb|tvdb)(?:id)?[-=: ](?P<value>tt\d{5,10}|\d{1,10})[\]})]|(?<![^\W_])(?P<bare>tt\d{7,8})(?![^\W_])",
    re.IGNORECASE,
)
_CRC = re.compile(r"[\[(](?=[0-9A-F]*[0-9])(?P<crc>[0-9A-F]{8})[\])]", re.IGNORECASE)
_CJK_COUNT = re.compile(r"[\[(]?(?:全|共|更新至第?)\s?\d{1,4}\s?[集话話回期季](?:全)?[\])]?")
"""How many episodes there are: "全24集"."""
_TIMES = re.compile(r"(?<=\d)\*(?=\d)")
_FULL_WIDTH = [char for first, last in ("09", "AZ", "az") for char in range(ord(first), ord(last) + 1)]
_FOLDED = str.maketrans("【】「」『』（）［］｛｝×\u3000", "[][][]()[]{}x ") | {char + 0xFEE0: char for char in _FULL_WIDTH}
"""Brackets, and the full-width letters and digits of East Asian input, as ASCII: "Ｓ０１Ｅ０２"."""
_ESCAPED = re.compile(r"%(?:20|28|29|5B|5D|2C)", re.IGNORECASE)


def blank_sites(name: str) -> str:
    """Replace the sites of uploaders by spaces, so that positions stay; make brackets and full-width letters ASCII."""
    if not name.isascii():
        name = name.translate(_FOLDED)
    if "%20" in name and " " not in name:
        name = _ESCAPED.sub(_unescaped, name)
    if "+" in name and " " not in name and name.count("+") >= 2 and name.count(".") < 3:
        name = name.replace("+", " ")
    if not name.isascii():
        name = _CJK_COUNT.sub(_blank, name)
    if "*" in name:
        name = _TIMES.sub("x", name)  # "1280*720"
    if "@" in name and (match := _AT.match(name)) and match.end() < len(name):
        name = " " * match.end() + name[match.end() :]
    if "." not in name and "www" not in name.lower():
        return name
    lowered = name.lower()
    if "ww" in lowered:
        name = _FROM.sub(_blank, name) if "ed" in lowered else name
        name = _WWW.sub(_blank, name)
    if "." in name:
        if "[" in name or "(" in name or "{" in name:
            name = _BRACKETED.sub(_blank, name)
        if (
            (" " in name or "_" in name or ".-." in name)
            and (match := _LEADING.match(name))
            and match.end() < len(name)
        ):
            name = " " * match.end() + name[match.end() :]
        if "." in name[-9:]:
            name = _TRAILING.sub(_blank, name)
    return name


def _unescaped(match: re.Match[str]) -> str:
    """Return the character of "%5B", as wide as its escape."""
    return chr(int(match.group()[1:], 16)).ljust(3)


def _blank(match: re.Match[str]) -> str:
    whole: str = match.string
    if match.start() == 0 and match.end() == len(whole):
        return match.group()
    return " " * len(match.group())


def extract_ids(name: str) -> tuple[str, dict[str, Found], Found | None]:
    """Blank out explicit ids and the checksum of a name; return the name, the ids by provider, and the checksum."""
    ids: dict[str, Found] = {}
    checksum: Found | None = None
    lowered = name.lower()
    if "tt" in lowered or "db" in lowered:
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
