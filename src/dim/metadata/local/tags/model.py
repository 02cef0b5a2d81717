"""What the tags of a video say."""

import re
from dataclasses import dataclass, field

from dim.metadata.model import Facts

_JUNK = re.compile(
    r"https?://|www\.|\b[\w-]{2,40}\.(?:com|net|org|to|info|ru|cc|me|io|in|xyz|site|ws|tv)\b(?!\.)"
    r"|\b(?:encoded|encode|ripped|uploaded|released|downloaded|muxed|remuxed|presented|subbed|converted)\s+(?:by|from|with|at)\b"
    r"|\b(?:yify|rarbg|yts|eztv|ettv|galaxyrg|psarips|tigole|qxr|etrg|axxo|handbrake|makemkv|mkvmerge|lavf|ffmpeg|x26[45]|h\.?26[45]"
    r"|hevc|xvid|divx|bluray|blu-ray|brrip|bdrip|webrip|web-dl|hdrip|dvdrip|hdtv|1080p|2160p|720p|480p)\b",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(
    r"(?:untitled|unknown|movie|video|film|main|title[ _]?\d*|video[ _]?ts|track[ _]?\d*|new project|dvd(?:[ _-]?video)?"
    r"|sequence \d*|\W*|\d{1,3})",
    re.IGNORECASE,
)
_RELEASE = re.compile(r"\w{2,}\.\w+\.\S+|[^\W_]+_\w+_\S+")


@dataclass(frozen=True, slots=True)
class VideoTags:
    """The facts of what a video is; of an episode also its numbers and what its show and season are."""

    facts: Facts = field(default_factory=Facts)
    season: int | None = None
    episode: int | None = None
    show: Facts | None = None


def clean_title(text: str) -> str | None:
    """A title; None: it is the name of an encoder, a site, a release or a file, as most segment titles are.

    >>> (
    ...     clean_title("The Matrix"),
    ...     clean_title("Encoded by JoyBell"),
    ...     clean_title("www.site.com - Heat"),
    ...     clean_title("Heat.1995.mkv"),
    ... )
    ('The Matrix', None, None, None)
    """
    text = " ".join(text.split())
    if not text or len(text) > 300 or _NO_TITLE.fullmatch(text) or _JUNK.search(text[:300]) or _RELEASE.fullmatch(text):
        return None
    return text


def clean_text(text: str) -> str | None:
    """A description; None: it says nothing but who made the file."""
    text = text.strip()[:20_000]
    return text if len(text) > 15 and not (len(text) < 120 and _JUNK.search(text)) else None
