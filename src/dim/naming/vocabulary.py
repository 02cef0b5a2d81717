"""The tags that people put into names, and where they stand in one.

Each row is a kind of tag and the words for it. A word counts only between separators. Tags end the title: what stands before
the first of them is the title.
"""

import re
from dataclasses import dataclass

VIDEO_EXTENSIONS = frozenset((
    "3g2", "3gp", "asf", "avi", "divx", "f4v", "flv", "m2ts", "m2v", "m4v", "mk3d", "mkv", "mov", "mp4", "mpe", "mpeg", "mpg",
    "mts", "mxf", "ogm", "ogv", "rm", "rmvb", "ts", "vob", "webm", "wmv", "wtv",
))  # fmt: skip
SUBTITLE_EXTENSIONS = frozenset(("srt", "vtt", "ass", "ssa"))
EXTENSIONS = VIDEO_EXTENSIONS | SUBTITLE_EXTENSIONS | {"idx", "img", "iso", "nfo", "strm", "sub", "txt"}

_WORDS: dict[str, str] = {
    "resolution": r"\d{3,4}[pi](?:x?\d{2,3})?|[48]k|uhd|\d{3,4}x\d{3,4}|full[ .-]?hd",
    "source": r"blu-?ray(?:[ .]?rip)?|b[rd](?:[ .-]?(?:rip|remux|mux))|bd(?:25|50)?|hd-?dvd(?:rip)?|"
    r"web(?:[ .-]?(?:dl|rip|hd|cap|mux))?|hd-?tv(?:rip)?|"
    r"a?hdtv|p?dtv(?:rip)?|dsr(?:ip)?|sat-?rip|dth-?rip|tv-?rip|dvd(?:[ .-]?(?:rip|scr|r|5|9|mux|full))?|vhs(?:[ .-]?rip)?|"
    r"hd-?rip|cam-?rip|hd-?cam|hd-?ts|telesync|telecine|screener|scr|r5|ppv(?:rip)?|vod(?:rip)?|remux|amzn|nf|dsnp|hmax|itunes|"
    r"bdrip|ntsc|pal|uhdrip|ws|workprint",
    "codec": r"[xh][ .]?26[3456]|hevc|avc|av1|vp9|xvid|divx\d?|mpeg-?[24]|hi10p?|10[ .-]?bits?|8[ .-]?bits?|vc-?1|"
    r"hdr(?:10)?(?:\+|plus)?|dolby[ .]?vision|dovi|dv|sdr",
    "audio": r"aac(?:[ .]?[2571][ .][01])?|e?-?ac-?3|dd[p+]?[ .]?[257][ .][01]|ddp?|dts(?:-?(?:hd|x|es|ma))*|true-?hd|"
    r"atmos|flac(?:[257][ .][01])?|mp3|opus|l?pcm|[257][ .][01](?:ch)?|2ch|6ch|dual[ .-]?audio|multi[ .-]?audio",
    "edition": r"director'?s?[ ._-]*(?:cut|edition)|extended(?:[ ._-]*(?:cut|edition))?|unrated(?:[ ._-]*(?:cut|edition))?|"
    r"uncut|theatrical(?:[ ._-]*(?:cut|edition))?|final[ ._-]cut|special[ ._-]edition|criterion(?:[ ._-]collection)?|"
    r"remastered|imax|ultimate[ ._-]edition|collector'?s?[ ._-]edition|anniversary[ ._-]edition|uncensored|open[ ._-]matte|redux",
    "release": r"proper|repack|rerip|real|internal|limited|complete|readnfo|read[ ._-]?nfo|retail|festival|dubbed|subbed|hybrid|"
    r"fansub|fastsub|hardsub|subs?|multi(?:sub|subs)?|vostfr|vost|truefrench|subfrench|subforced|hc|nuked|3d|h-?sbs|hou|half-?sbs|"
    r"sbs|colorized|dvdextras|oar|ova|oav|batch",
    "language": r"english|french|german|italian|spanish|castellano|espa[nñ]ol|portuguese|russian|swedish|norwegian|danish|"
    r"dutch|finnish|nordic|japanese|korean|chinese|hebrew|polish|turkish|hungarian|czech|hindi|latino|flemish|deutsch|"
    r"vff|vfq|vf|vo|fr|eng?|ita?|ger|rus|spa|jpn?|swe|pl|ptbr|pt-br|dublado|legendado|nl",
}
_WEAK_KINDS = frozenset({"language"})
"""Kinds whose words are also words of titles ("The Italian Job"): only tags when another tag or the end follows."""

_TAG = re.compile(
    r"(?<![^\W_])(?:" + "|".join(f"(?P<{kind}>{words})" for kind, words in _WORDS.items()) + r")(?![^\W_])",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19[0-9]{2}|20[0-4][0-9])(?!\d|p\b|i\b|x\d)")
_IDS = re.compile(r"[\[{(](?P<provider>tmdb|imdb|tvdb)(?:id)?[-= ](?P<value>tt\d+|\d+)[\]})]", re.IGNORECASE)
_CRC = re.compile(r"[\[(][0-9a-f]{8}[\])]", re.IGNORECASE)
_SITE = re.compile(
    r"^\s*[\[{(]?\s*(?:www\.)?[\w-]+\.(?:com|net|org|info|tv|to|cc|me|eu|ru|nl|se)(?:\.\w{2})?\s*[\]})]?\s*[-_ ]+|"
    r"\[(?:www\.)?[\w-]+(?:\.[\w-]+)*\.\w{2,4}\]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Tag:
    """A word with a meaning, and where it stands in the name."""

    kind: str
    text: str
    start: int
    end: int


def without_noise(name: str) -> str:
    """The name without web sites and check sums, blanked so that positions stay."""
    for pattern in (_SITE, _CRC, _IDS):
        name = pattern.sub(lambda match: " " * len(match.group()), name)
    return name


def ids(name: str) -> dict[str, str]:
    """Explicit ids: {"tmdb": "603"}."""
    return {match["provider"].lower(): match["value"] for match in _IDS.finditer(name)}


def tags(name: str) -> list[Tag]:
    """All tags of a name, in order. Language words count only where a sure tag stands before or right behind them."""
    found = [Tag(match.lastgroup or "", match.group(), match.start(), match.end()) for match in _TAG.finditer(name)]
    sure_from = min((tag.start for tag in found if tag.kind not in _WEAK_KINDS), default=len(name) + 1)
    return [tag for tag in found if tag.kind not in _WEAK_KINDS or tag.start > sure_from or _followed(name, tag, found)]


def _followed(name: str, tag: Tag, found: list[Tag]) -> bool:
    """Whether another tag comes right behind this one."""
    return any(other.start > tag.start and not name[tag.end : other.start].strip(" ._-[]()") for other in found)


def years(name: str) -> list[Tag]:
    """All numbers that may be a year."""
    return [Tag("year", match.group(), match.start(), match.end()) for match in _YEAR.finditer(name)]
