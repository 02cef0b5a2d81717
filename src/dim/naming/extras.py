"""Extras of a title: trailers, scenes, samples, by the names that Plex and Jellyfin use; no titles with such a word."""

import re
from typing import NamedTuple

_FOLDERS = {
    "behind the scenes": "behind the scenes", "behindthescenes": "behind the scenes", "deleted scenes": "deleted scene",
    "deleted": "deleted scene", "interviews": "interview", "interview": "interview", "scenes": "scene", "scene": "scene",
    "samples": "sample", "sample": "sample", "shorts": "short", "short": "short", "featurettes": "featurette",
    "featurette": "featurette", "clips": "clip", "trailers": "trailer", "trailer": "trailer", "extras": "other", "extra": "other",
    "bonus": "other", "bonuses": "other", "bonus features": "other", "bonus disc": "other", "menus": "other", "menu": "other",
    "other": "other", "others": "other", "special features": "other", "theme-music": "other", "backdrops": "other",
    "making of": "behind the scenes", "specials features": "other", "tráilers": "trailer", "trailery": "trailer",
    "nc": "other", "ncop": "other", "nced": "other", "creditless": "other", "pv": "trailer", "cm": "trailer", "proof": "sample",
    "bande annonce": "trailer", "bandes annonces": "trailer", "bonusmaterial": "other", "extra material": "other",
}  # fmt: skip
_SUFFIX = re.compile(
    r"[-_. ](?:-[ _.]?)?[\[(]?(behind[ ._]?the[ ._]?scenes|deleted(?:[ ._]?scenes?)?|featurettes?|interviews?|scene|short|"
    r"trailer[ ._]?\d?|clip|extra|other|teaser|promo|bande[ ._-]annonce|tráiler|fragman[ıi]?|trailerz?|трейлер|тизер|"
    r"making[ ._]of|gag[ ._]reel|bloopers?)"
    r"s?[ ._]?\d{0,2}[\])]?$",
    re.IGNORECASE,
)
_DASHED = re.compile(r"(?:-[ _.]?|[ ._][\[(])[a-z]", re.IGNORECASE)
_SAMPLE = re.compile(
    r"^(?:sample[-_]|sample$)|-[ _.]?sample$|[\[(]sample[)\]]$|(?<=[_. ])sample$|^sample[. ](?=\S{1,200}[._-])",
    re.IGNORECASE,
)
_AFTER_RELEASE = re.compile(
    r"(?<![^\W_])(?:19|20)\d\d[)\]]?[._ -]{1,3}(?:official[._ -])?(?P<kind>trailer|teaser|extras|bonus|featurette|"
    r"featurettes|deleted[._ -]scenes|making[._ -]of|sample)"
    r"(?:[._ -]?\d{0,2})(?=[._ -]{1,3}(?:\d{3,4}[pi]|dvd|blu|web|hd|x26|xvid|proper|$)|$)",
    re.IGNORECASE,
)
"""An extra between the year and the tags of a release: "Name.2011.Trailer.1080p"."""
_PHRASE = re.compile(
    r"[-_. (](?:(?:official|theatrical|teaser|red[ ._]?band)[ ._](?:hd[ ._]|teaser[ ._])?|(?=bande[ ._-]?annonce|"
    r"bonus[ ._]dis[ck]))"
    r"(?P<kind>trailer|bande[ ._-]?annonce|bonus[ ._]dis[ck])(?![^\W_])",
    re.IGNORECASE,
)
"""An extra in any place: "Official Trailer"."""
_DASHED_LABEL = re.compile(
    r"(?:(?:19|20)\d\d[)\]]?|\])[ ._]-[ ._](?P<kind>interview|featurette|deleted[ ._]scenes?|behind[ ._]the[ ._]scenes|"
    r"making[ ._]of|trailer|bonus|teaser|bloopers?|gag[ ._]reel)s?(?![^\W_])|"
    r"[ ._]-[ ._](?P<fansub>menu|preview|nc)[ ._]?\d{0,2}(?=[ ._]?[\[(]|$)",
    re.IGNORECASE,
)
"""An extra with a label of its own: "Name (2004) - Interview with the Director"."""
_OF_SEASON = re.compile(
    r"(?<![^\W_])(?:s\d{1,2}|season[ ._]\d{1,2})[ ._-]{1,3}(?P<kind>extras|bonus|featurettes|deleted[ ._]scenes|"
    r"special[ ._]features)(?![^\W_])",
    re.IGNORECASE,
)
_LONE = re.compile(
    r"(?P<kind>trailer|teaser|featurette|interview|bloopers|deleted[ ._]scenes?|making[ ._]of)s?[ ._-]?\d{0,2}",
    re.IGNORECASE,
)
"""An extra in the folder of its title, without a name."""
_CREDITLESS = re.compile(
    r"(?:^|[-_. \[(])(?:(?:NC|Creditless[ ._]|Textless[ ._]|Clean[ ._])(?:OP|ED|Opening|Ending)|(?:OP|ED|PV|CM|"
    r"SPOT)(?=[ ._]?\d{1,2}(?:v\d)?[\])]?(?:$|[ ._][\[(]))|"
    r"(?<=\[)(?:OP|ED|PV|CM|Menu|SPOT)|(?<=- )(?:PV|CM)(?=[ ._]?\d{0,2}(?:$|[ ._][\[(]))|"
    r"Menu(?=[ ._]?\d{1,2}))[ ._]?\d{0,2}[a-z]?(?:$|[-_. \])v(\[])"
)
_BONUS = re.compile(r"-x\d{2}-.{0,200}$", re.IGNORECASE)
_AROUND = " -_.[]()"
_NUMBERED = re.compile(r"(?<![^\W_])(?:s\d{1,3}[ ._-]?e\d{1,4}|\d{1,2}x\d{2,3})(?![^\W_])", re.IGNORECASE)
_DATE = re.compile(r"(?<!\d)(?:19|20)\d\d[-._ ]\d\d[-._ ]\d\d(?!\d)")
_TAGS = re.compile(
    r"(?:\d{3,4}[pi]|x26[45]|h\.?26[45]|xvid|divx|dvdrip|bluray|brrip|bdrip|web-?dl|webrip|hdtv|\b(?:19|20)\d\d\b|"
    r"-\w+)[)\]]*[-._ ]*$",
    re.IGNORECASE,
)
_SEASON = re.compile(
    r"^(?:season|series|staffel|saison|temporada|s)[ ._-]?\d{1,3}$|^specials$|^(?:сезон)[ ._-]?\d", re.IGNORECASE
)
_WORDS = (
    "sample", "trailer", "teaser", "extra", "bonus", "featurette", "scene", "making", "interview", "short", "clip", "other",
    "promo", "annonce", "tráiler", "fragman", "трейлер", "тизер", "reel", "blooper", "preview", "special features", "deleted",
)  # fmt: skip
_SIGNS = ("OP", "ED", "PV", "CM", "SPOT", "enu", "pening", "nding", "-x")
"""What names of extras have in them; most names have nothing of it."""
_KINDS = {
    "deletedscene": "deleted scene", "deletedscenes": "deleted scene", "deleted": "deleted scene",
    "behindthescenes": "behind the scenes", "teaser": "trailer", "extra": "other", "promo": "trailer", "bande-annonce": "trailer",
    "bandeannonce": "trailer", "tráiler": "trailer", "fragman": "trailer", "fragmanı": "trailer", "fragmani": "trailer",
    "trailerz": "trailer",
    "трейлер": "trailer", "тизер": "trailer", "makingof": "behind the scenes", "gagreel": "other", "blooper": "other",
    "bonus": "other",
    "bonusdisc": "other", "bonusdisk": "other", "specialfeatures": "other", "featurettes": "featurette", "extras": "other",
    "bloopers": "other",
}  # fmt: skip
_WORDS_OF_TITLES = frozenset(
    ("short", "other", "clip", "extra", "scene", "interview", "interviews", "promo", "deleted", "making of", "blooper")
)


def extra_of_folder(folder: str) -> str | None:
    """Return the kind of extras in a folder of this name, or None."""
    return _FOLDERS.get(folder.strip().casefold().replace("_", " ").replace(".", " "))


class Extra(NamedTuple):
    """The kind of an extra, and the characters that say so: of the folder with an index, or of the name (None)."""

    kind: str
    folder: int | None
    start: int
    end: int


def find_extra(stem: str, folders: list[str]) -> Extra | None:
    """Return what kind of extra a file is, by its name without extension and the folders above; None if it is none."""
    for depth, folder in enumerate(folders):
        kind = extra_of_folder(folder)
        if kind is None or (
            depth == 0 and (kind not in ("sample", "trailer", "other") or _is_title(folder, stem, folders))
        ):
            continue
        return Extra(kind, depth, 0, len(folder))
    lowered = stem.lower()
    if not _may_be_extra(stem, lowered):
        return None
    if "sample" in lowered and (match := _SAMPLE.search(stem)) and _is_sample(stem, match):
        return _extra("sample", match)
    if (match := _AFTER_RELEASE.search(stem)) is not None:
        return _extra(_kind(match["kind"]), match, "kind")
    for pattern in (_PHRASE, _DASHED_LABEL, _OF_SEASON):
        if (match := pattern.search(stem)) is not None and match.start() > 0:
            return _extra(_kind(match["kind"]), match, "kind" if match["kind"] else "fansub")
    if folders and (match := _LONE.fullmatch(stem)) is not None:
        return _extra(_kind(match["kind"]), match, "kind")
    match = _SUFFIX.search(stem)
    if match is not None and match.start() > 0:
        text = re.sub(r"[\d]", "", match[1].lower()).strip(" ._")
        plain = re.sub(r"[ ._]", "", text).rstrip("s")
        titles = text in _WORDS_OF_TITLES or plain in _WORDS_OF_TITLES or plain == "makingof"
        if titles and not _DASHED.match(match.group()):
            return None  # "The Big Short", "The Interview"
        if _is_lone_title(stem, match):
            return None
        return _extra(_kind(match[1]), match, 1)
    match = _CREDITLESS.search(stem) or _BONUS.search(stem)
    return _extra("other", match) if match is not None else None


def _extra(kind: str, match: re.Match[str], group: str | int = 0) -> Extra:
    """Return the kind that the characters of a match say, without the separators and brackets around them."""
    text, start = match[group], match.start(group)
    return Extra(kind, None, start + len(text) - len(text.lstrip(_AROUND)), start + len(text.rstrip(_AROUND)))


def _may_be_extra(stem: str, lowered: str) -> bool:
    for word in _WORDS:
        if word in lowered:
            return True
    for mark in _SIGNS:  # noqa: SIM110 (a loop is twice as fast as any() here, and every name comes by)
        if mark in stem:
            return True
    return False


def _kind(text: str | None) -> str:
    if text is None:
        return "other"
    word = re.sub(r"[ ._\d]", "", text.lower())
    return _KINDS.get(word) or _KINDS.get(word.rstrip("s")) or word.rstrip("s")


def _is_title(folder: str, stem: str, folders: list[str]) -> bool:
    """Whether the outermost folder is a show or film of that name: "Extras/Season 1", "Extras/Extras S02E03"."""
    if len(folders) > 1 and _SEASON.match(folders[1].strip()):
        return True
    if len(folders) == 1 and _NUMBERED.match(stem) is not None:
        return True
    if stem.casefold().startswith(folder.strip().casefold()) and _DATE.search(stem) is not None:
        return True
    name = folder.strip().casefold()
    rest = stem.casefold()
    return rest.startswith(name) and (
        _NUMBERED.search(stem) is not None or re.match(r"[ ._]\((?:19|20)\d\d\)", rest[len(name) :]) is not None
    )


def _is_sample(stem: str, match: re.Match[str]) -> bool:
    """Whether the word marks a sample, rather than being one of the title: "Town Sample", "Sample People (2000)"."""
    text, before = match.group(), stem[: match.start()]
    if match.start() == 0:
        return stem.lower() == "sample" or text[6:7] in ("-", "_") or (text[6:7] == "." and stem[7:].count(".") > 1)
    if text[0] in "-[(" or text[-1] in ")]":
        return True
    if stem[match.start() :] == "sample" and before != before.lower():
        return True
    return _TAGS.search(before) is not None


def _is_lone_title(stem: str, match: re.Match[str]) -> bool:
    """Whether the word is the last of a title in small print: "Town Trailer" without a dash, year or tags before it."""
    if _DASHED.match(match.group()) or re.search(r"\d", match.group()):
        return False
    before = stem[: match.start()]
    return (
        match.group()[0] == " "
        and _TAGS.search(before) is None
        and ("." not in before)
        and match[1][0].isupper()
        and _NUMBERED.search(before) is not None
    )


def without_suffix(stem: str) -> str:
    """Remove the part of a name that marks an extra."""
    return (
        _SUFFIX.sub(
            "", _SAMPLE.sub(" ", _BONUS.sub("", _CREDITLESS.sub(" ", _AFTER_RELEASE.sub(_year_of, _cut(stem)))))
        ).strip(" -_.")
        or stem
    )


def _cut(stem: str) -> str:
    """Cut a name before the label of an extra."""
    for pattern in (_PHRASE, _DASHED_LABEL, _OF_SEASON):
        if (match := pattern.search(stem)) is not None and match.start() > 0:
            at = match.start("kind") if match["kind"] else match.start("fansub")
            rest = stem[match.end() :] if pattern is _PHRASE else ""
            return f"{stem[:at] if pattern is not _PHRASE else stem[: match.start()]}{rest}".rstrip(" -_.")
    return stem


def _year_of(match: re.Match[str]) -> str:
    return match.group()[: match.start("kind") - match.start()]
