"""What the names of tracks say: commentary, audio description, subtitles for the hard of hearing, forced ones. Pure.

Players and muxers have flags for all of that, and files often have the words only, in the language of whoever made them.
"""

import re

_COMMENTARY = re.compile(
    r"comment(?:ary|aries|aire|ator)|kommentar|коммент|comentari|comentário|comentario|commento|komentarz|komentář|kommentoitu|"
    r"komentár|yorum|σχόλι|解说|解說|评论|評論|コメンタリー|해설|פרשנות|تعليق"
)
_DESCRIPTION = re.compile(
    r"audio[ -]?descri|descriptive audio|described video|visually impaired|audiodeskr|hörfilm|bildbeschreibung|audiodeskryp|"
    r"syntolk|synstolk|тифлокоммент|audiodescri|sesli betimleme|音声解説|口述影像|화면해설|\bdvs\b|audiopopis|narrado para ciegos|"
    r"kuvailutulkk"
)
_HEARING = re.compile(
    r"\bsdh\b|\bcc\b|\[cc\]|hearing|hard of hearing|\bhoh\b|hörgeschädigt|gehörlos|malentendant|sourds|\bsme\b|sordos|"
    r"non udenti|surdos|слабослыш|глухих|niesłysz|neslyš|hörselskad|closed caption|字幕 ?cc|聴覚|청각"
)
_FORCED = re.compile(r"\bforced\b|\bforcé|\berzwungen|\bforzad|\bforzat|форсир|\bwymuszon|强制|強制|foreign parts")


def is_commentary(title: str | None) -> bool:
    """Whether a track is a commentary: "Commentary by the director". Tested before `is_description`: one is not the other."""
    return bool(title and _COMMENTARY.search(title.casefold()) and not is_description(title))


def is_description(title: str | None) -> bool:
    """Whether an audio track describes the picture for the blind: "Audiodescrizione"."""
    return bool(title and _DESCRIPTION.search(title.casefold()))


def is_for_hard_of_hearing(title: str | None) -> bool:
    """Whether subtitles also describe sounds: "SDH"."""
    return bool(title and _HEARING.search(title.casefold()))


def is_forced(title: str | None) -> bool:
    """Whether subtitles show only what is in another language than the sound."""
    return bool(title and _FORCED.search(title.casefold()))


def with_flags(label: str, title: str | None, **flags: bool) -> str:
    """A track's label with those of its flags that its title does not name.

    >>> with_flags("English", None, commentary=True, forced=False)
    'English (commentary)'
    """
    named = {
        "commentary": is_commentary(title), "audio_description": is_description(title),
        "hearing_impaired": is_for_hard_of_hearing(title), "forced": is_forced(title), "original": False,
    }  # fmt: skip
    words = {"audio_description": "audio description", "hearing_impaired": "SDH"}
    shown = [words.get(name, name) for name, is_set in flags.items() if is_set and not named[name]]
    return f"{label} ({', '.join(shown)})" if shown else label
