"""The text of subtitles in an unknown encoding. Pure.

Unicode where the bytes are Unicode, even with a few damaged ones. Else every encoding is tried that languages were written in: that
of the letters which make up one language best, and first those of the language that the file is said to be in.
"""

import codecs
import itertools
import re
from collections.abc import Iterable, Iterator

from charset_normalizer import from_bytes

from dim.playback.subtitles.alphabets import COMMON_HAN, FREQUENT, LETTERS, MULTIBYTE

SAMPLE_BYTES = 16_384
"""Of lines with bytes beyond ASCII, by which encodings are compared."""
DAMAGED = 0.1
"""The share of characters beyond ASCII that may be damaged in UTF-8."""
EXPECTED = 0.35
"""How much more likely (in shares of its letters) the language is that the file is said to be in."""
VALID = 0.2
"""What it counts that two bytes make up a character: in other text they rarely do."""
LATIN = frozenset({"cs", "pl", "hu", "sk", "sl", "hr", "ro", "de", "fr", "es", "pt", "it", "nl", "da", "nb", "sv", "fi", "is", "ca",
                   "tr", "lt", "lv", "et", "vi"})  # fmt: skip
"""Languages whose words mix ASCII with other letters."""
_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
)  # fmt: skip
_UNMARKED = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_PUNCTUATION = frozenset("“”„‟‘’‚«»‹›…–—―♪♫°·•¡¿§€£©®\N{NO-BREAK SPACE}\N{SOFT HYPHEN}")
_BEYOND_ASCII = re.compile(rb"[\x20-\x7f]{0,20}[\x80-\xff][\x20-\xff]{0,200}")
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def decode(data: bytes, language: str | None = None) -> str:
    """The text of a subtitle file, or of some cues. `language`: the BCP 47 tag that the file is said to have."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if (unmarked := _unmarked_unicode(data)) is not None:
        return data.decode(unmarked, "replace")
    if b"\x1b$B" in data[:SAMPLE_BYTES] or b"\x1b$@" in data[:SAMPLE_BYTES]:
        return data.decode("iso2022_jp", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    sample = _sample(data)
    sequences = sum(1 for _ in _SEQUENCE.finditer(sample))
    rest = len(re.findall(rb"[\x80-\xff]", _SEQUENCE.sub(b"", sample)))
    if rest <= sequences * DAMAGED or (sequences and rest == 1):
        return data.decode("utf-8", "western")
    return data.decode(_legacy_encoding(sample, language), "replace")


def _unmarked_unicode(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark, by what every subtitle file has: line ends, digits, arrows."""
    head = data[:4096]
    if b"\0" not in head:
        return None
    for encoding in _UNMARKED:
        known = ["\n".encode(encoding), "0".encode(encoding), " ".encode(encoding)]
        width = len(known[0])
        units = [head[at : at + width] for at in range(0, len(head) - width + 1, width)]
        if units and sum(unit in known for unit in units) * 20 >= len(units):
            return encoding
    return None


def _as_western(error: UnicodeError) -> tuple[str, int]:
    """Read damaged bytes of UTF-8 as Windows's western encoding: an error handler of codecs."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("western", _as_western)


def _sample(data: bytes) -> bytes:
    """Pieces of lines with bytes beyond ASCII."""
    pieces, size = [], 0
    for match in _BEYOND_ASCII.finditer(data):
        pieces.append(match[0])
        size += len(match[0])
        if size >= SAMPLE_BYTES:
            break
    return b"\n".join(pieces)


def _legacy_encoding(sample: bytes, language: str | None) -> str:
    best, most = "", 0.0
    for encoding, tag, text in _candidates(sample):
        score = _score(text, tag) + (EXPECTED if _is_expected(tag, language) else 0.0)
        if score > most:
            best, most = encoding, score
    if best:
        return best
    guess = from_bytes(sample).best()
    return guess.encoding if guess is not None else "cp1252"


def _candidates(sample: bytes) -> Iterator[tuple[str, str, str]]:
    """Encoding, language and text, for every language that the bytes may be in."""
    for tag, encodings in [*((tag, entry[1]) for tag, entry in LETTERS.items()), *MULTIBYTE.items()]:
        for encoding in encodings:
            try:
                yield encoding, tag, sample.decode(encoding, "strict" if tag in LETTERS else "replace")
            except UnicodeDecodeError:
                continue


def _is_expected(tag: str, language: str | None) -> bool:
    if language is None:
        return False
    same = {"no": "nb", "nn": "nb", "bs": "hr", "zh-TW": "zh-Hant", "zh-HK": "zh-Hant", "zh-CN": "zh-Hans"}
    return tag in (language, same.get(language), language.partition("-")[0])


def _score(text: str, tag: str) -> float:
    """How well the characters beyond ASCII make up a language: 1 if all are its letters, less for others. Letters in the middle
    of a word are rarely capitals.
    """
    others = [character for character in text if not character.isascii() and character not in _PUNCTUATION]
    if not others:
        return 0.0
    mixed = 0.0 if tag in LATIN else sum(_is_mixed(before, after) for before, after in _pairs(text)) / len(others)
    if tag in MULTIBYTE:
        return _han_score(others, tag) - mixed
    letters = LETTERS[tag][0]
    known = set(letters + letters.upper())
    right = sum(character in known for character in others)
    frequent = FREQUENT.get(tag, "")
    bonus = sum(character in frequent for character in others) * 0.3 if frequent else 0.0
    capitals = sum(before.islower() and after.isupper() for before, after in _pairs(text))
    return (right + bonus - 2 * (len(others) - right) - capitals) / len(others) - mixed


def _is_mixed(before: str, after: str) -> bool:
    """Whether two letters of a word are of two scripts."""
    return before.isalpha() and after.isalpha() and before.isascii() != after.isascii()


def _han_score(others: Iterable[str], tag: str) -> float:
    """Of Japanese the share of kana, of Korean that of Hangul, of Chinese that of the most frequent characters."""
    score, total = 0.0, 0
    for character in others:
        total += 1
        if tag == "ja":
            score += (
                1.2
                if "\u3040" <= character <= "\u30ff"
                else 0.4
                if "\u4e00" <= character <= "\u9fff"
                else _mark(character)
            )
        elif tag == "ko":
            score += _hangul(character) if "\uac00" <= character <= "\ud7a3" else _mark(character)
        elif character in COMMON_HAN:
            score += 1.6
        else:
            score += 0.5 if "\u4e00" <= character <= "\u9fff" else _mark(character)
    return score / total + VALID


def _hangul(character: str) -> float:
    """More for the syllables of the old standard (KS X 1001) than for the thousands that are hardly used."""
    return 1.2 if len(character.encode("euc_kr")) == 2 else 0.3  # others are written as eight bytes


def _mark(character: str) -> float:
    """Punctuation of East Asia, and wide forms; anything else speaks against it."""
    return 0.2 if "\u3000" <= character <= "\u303f" or "\uff00" <= character <= "\uffef" else -1.0


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    return itertools.pairwise(text)
