"""What the tags of a name say: resolution, source, codecs, edition, languages."""

from typing import Any

from dim.naming.words.split import Word

_SINGLE = {"resolution": "resolution", "source": "source", "hdr": "hdr", "edition": "edition"}


def describe(
    words: list[Word], name: str, offset: int, found: dict[str, Any], spans: dict[str, tuple[int, int]]
) -> None:
    """Note what the tags of a name say, where nothing nearer to the file said it."""
    index = 0
    total = len(words)
    codecs: list[str] = []
    languages: list[str] = []
    while index < total:
        word = words[index]
        if not word.tag or word.kind is None:
            index += 1
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
        if word.kind in _SINGLE:
            if word.kind == "edition":
                text = text.replace(".", " ").replace("_", " ")
            vague = word.kind == "resolution" and not found.get("resolution", "1")[0].isdigit() and text[0].isdigit()
            if word.kind not in found or (vague and spans["resolution"][0] >= offset):
                found[word.kind] = text
                spans[word.kind] = span
        elif word.kind in ("codec", "audio"):
            codecs.append(text)
            spans.setdefault("codecs", span)
        elif word.kind == "language":
            languages.append(word.lowered)
            spans.setdefault("languages", span)
        index = last + 1
    if codecs and "codecs" not in found:
        found["codecs"] = tuple(dict.fromkeys(codecs))
    if languages and "languages" not in found:
        found["languages"] = tuple(dict.fromkeys(languages))
