"""Tags of a name: resolution, source, codecs, edition, languages."""

from typing import Literal

from dim.naming.model import Details
from dim.naming.words.split import Word

_SINGLE_VALUE: dict[str, Literal["resolution", "source", "hdr", "edition"]] = {
    "resolution": "resolution",
    "source": "source",
    "hdr": "hdr",
    "edition": "edition",
}


def describe(words: list[Word], name: str, offset: int, found: Details, spans: dict[str, tuple[int, int]]) -> None:
    """Add what the tags of a name say to `found` and `spans`, unless a name closer to the file said it already."""
    total = len(words)
    done = 0
    codecs: list[str] = []
    languages: list[str] = []
    for index, word in enumerate(words):
        if not word.tag or word.kind is None or index < done:
            continue
        last = index
        if word.kind in ("edition", "source", "audio", "codec", "hdr"):
            while (
                last + 1 < total
                and words[last + 1].tag
                and words[last + 1].kind == word.kind
                and len(words[last + 1].separator) == 1
            ):
                last += 1
        text = name[word.start : words[last].end]
        span = (word.start + offset, words[last].end + offset)
        if (field := _SINGLE_VALUE.get(word.kind)) is not None:
            if field == "edition":
                text = text.replace(".", " ").replace("_", " ")
            is_sharper = field == "resolution" and _is_vague(found.get("resolution")) and text[0].isdigit()
            if field not in found or (is_sharper and spans["resolution"][0] >= offset):
                found[field] = text
                spans[field] = span
        elif word.kind in ("codec", "audio"):
            codecs.append(text)
            spans.setdefault("codecs", span)
        elif word.kind == "language":
            languages.append(word.lowered)
            spans.setdefault("languages", span)
        done = last + 1
    if codecs and "codecs" not in found:
        found["codecs"] = tuple(dict.fromkeys(codecs))
    if languages and "languages" not in found:
        found["languages"] = tuple(dict.fromkeys(languages))


def _is_vague(resolution: str | None) -> bool:
    """Whether a resolution is a word ("HD") rather than a number of lines."""
    return resolution is not None and not resolution[0].isdigit()
