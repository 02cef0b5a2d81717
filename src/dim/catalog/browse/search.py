"""Search as one types: beginnings of words in any order, with diacritics and small slips forgiven, in 100,000 titles.

Three steps, each taken only where the one before found too little: titles that begin with the text (a range of an index), titles
that have all of its words (by the rarest of them), titles that have words much like them. Nothing leans on one database's own
full-text search, so that SQLite and PostgreSQL find the same.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import Connection, Integer, bindparam, delete, exists, insert, select

from dim.accounts.rights import User
from dim.catalog.access import AccessScope, access_scope, visible_to
from dim.db import Transaction
from dim.db.rows import Prepared
from dim.db.tables import item, media, other_title, search_entry, search_word, setting
from dim.naming import fold

MOST_WORDS = 8
LONGEST_WORD = 40
MOST_LIKE = 20
"""Words that one might have meant."""
TITLES_A_WORD = 1500
MOST_OTHER_TITLES = 20
"""That sources know of a title, in other languages, and that find it."""
CHUNK = 200
# scripts written without spaces: every sign is a word
_SIGNS = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_FIRST, _END = "\x01", "\U0010ffff"
"""Before and after all characters of words. PostgreSQL has no NUL in text."""
PRUNED = "search.pruned"
"""The setting that counts how often words were pruned, so that every process notices."""
PRUNE_BATCH = 2000
Range = tuple[str, str]
"""Words from the first on, up to but without the last."""


def words_of(text: str) -> list[str]:
    """The words of a folded text."""
    return [word[:LONGEST_WORD] for word in _SIGNS.sub(lambda sign: f" {sign[0]} ", text).split()]


def index(transaction: Transaction, title_ids: Iterable[int]) -> None:
    """Write down which words the titles have."""
    numbers = sorted(title_ids)
    for start in range(0, len(numbers), CHUNK):
        part = numbers[start : start + CHUNK]
        rows = transaction.execute(select(media.c.id, media.c.search_text).where(media.c.id.in_(part))).all()
        wanted = {row.id: set(words_of(row.search_text)) for row in rows}
        others = select(other_title.c.media_id, other_title.c.match_key).where(other_title.c.media_id.in_(part))
        for row in transaction.execute(others):
            wanted[row.media_id].update(words_of(row.match_key))
        known_as = select(item.c.id, item.c.facts).where(item.c.id.in_(part), item.c.facts.is_not(None))
        for row in transaction.execute(known_as):
            for title in (row.facts.get("other_titles") or ())[:MOST_OTHER_TITLES]:
                wanted[row.id].update(words_of(fold(title)))
        entries = select(search_entry.c.media_id, search_word.c.word).join(search_word)
        known: dict[int, set[str]] = {}
        for row in transaction.execute(entries.where(search_entry.c.media_id.in_(part))):
            known.setdefault(row.media_id, set()).add(row.word)
        changed = {number: words for number, words in wanted.items() if known.get(number, set()) != words}
        if not changed:
            continue
        word_ids = _word_ids(transaction, set().union(*changed.values()))
        transaction.execute(delete(search_entry).where(search_entry.c.media_id.in_(list(changed))))
        new = [{"word_id": word_ids[word], "media_id": number} for number, words in changed.items() for word in words]
        if new:
            transaction.execute(insert(search_entry), new)


def _word_ids(transaction: Transaction, words: set[str]) -> dict[str, int]:
    """The ids of words, those that are new written down."""
    found: dict[str, int] = {}
    wanted = sorted(words)
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        query = select(search_word.c.word, search_word.c.id).where(search_word.c.word.in_(part))
        found |= {row.word: row.id for row in transaction.execute(query)}
    new = [{"word": word} for word in wanted if word not in found]
    if new:
        transaction.execute(insert(search_word), new)
        found |= _word_ids(transaction, {row["word"] for row in new})
    return found


def prune_words(transaction: Transaction) -> bool:
    """Remove some of the words that no title has any more; whether there may be more."""
    unused = select(search_word.c.id).where(~exists().where(search_entry.c.word_id == search_word.c.id))
    numbers = [row.id for row in transaction.execute(unused.limit(PRUNE_BATCH))]
    for start in range(0, len(numbers), CHUNK):
        transaction.execute(delete(search_word).where(search_word.c.id.in_(numbers[start : start + CHUNK])))
    if numbers:
        pruned = int(transaction.scalar(select(setting.c.value).where(setting.c.key == PRUNED)) or 0)
        transaction.execute(delete(setting).where(setting.c.key == PRUNED))
        transaction.execute(insert(setting), {"key": PRUNED, "value": str(pruned + 1)})
    return len(numbers) == PRUNE_BATCH


class Search:
    """Finds titles. Keeps all words in memory, for slips of the finger: some megabytes for 100,000 titles."""

    def __init__(self) -> None:
        self._newest = 0
        self._pruned: str | None = None
        self._by_length: dict[int, list[str]] = {}

    def find(self, connection: Connection, user: User, text: str, limit: int) -> list[int]:
        """The ids of titles, the best first."""
        folded = fold(text)[:200]
        words = words_of(folded)[:MOST_WORDS]
        if not words:
            return []
        beginning = {"first": folded, "last": folded + _END, "most": limit}
        found = [row[0] for row in _beginning(access_scope(user)).fetch(connection, beginning)]
        if len(found) < limit:
            found += _with_words(connection, user, [[_prefix(word)] for word in words], limit)
        if not found:
            found = _with_words(connection, user, [self._like(connection, word) for word in words], limit)
        return list(dict.fromkeys(found))[:limit]

    def _like(self, connection: Connection, word: str) -> list[Range]:
        """The words that begin with a word, or where there is none those that one slip (two in a long word) would turn into it."""
        if len(word) < 3 or _titles(connection, [_prefix(word)]):
            return [_prefix(word)]
        self._learn(connection)
        slips = 1 if len(word) < 6 else 2
        near: list[Range] = []
        for length in range(len(word) - slips, len(word) + slips + 1):
            words = self._by_length.get(length, [])
            like = process.extract(word, words, scorer=OSA.distance, score_cutoff=slips, limit=MOST_LIKE)
            near += [(other, other + _FIRST) for other, _, _ in like]
        return near[:MOST_LIKE]

    def _learn(self, connection: Connection) -> None:
        """Add the words that are new since the last time; start afresh after words were pruned, whose ids may be used again."""
        pruned = next((row[0] for row in _PRUNED.fetch(connection, {})), None)
        if pruned != self._pruned:
            self._pruned, self._newest, self._by_length = pruned, 0, {}
        for number, word in _NEW_WORDS.fetch(connection, {"newest": self._newest}):
            self._by_length.setdefault(len(word), []).append(word)
            self._newest = number


_NEW_WORDS = Prepared(
    select(search_word.c.id, search_word.c.word)
    .where(search_word.c.id > bindparam("newest"))
    .order_by(search_word.c.id)
)
_PRUNED = Prepared(select(setting.c.value).where(setting.c.key == PRUNED))
_IN_RANGE = (search_word.c.word >= bindparam("first"), search_word.c.word < bindparam("last"))
_TITLES = Prepared(select(search_entry.c.media_id).join(search_word).where(*_IN_RANGE).limit(TITLES_A_WORD))


def _prefix(word: str) -> Range:
    """The words that begin with a word."""
    return word, word + _END


@lru_cache(256)
def _beginning(scope: AccessScope) -> Prepared:
    """Titles that begin with the text."""
    range_ = (media.c.search_text >= bindparam("first"), media.c.search_text < bindparam("last"))
    query = select(media.c.id).where(*visible_to(scope), *range_)
    return Prepared(query.order_by(media.c.search_text).limit(bindparam("most")))


def _titles(connection: Connection, ranges: list[Range]) -> set[int]:
    """Titles that have a word of one of the ranges; as many as TITLES_A_WORD or more when there are many."""
    found: set[int] = set()
    for first, last in ranges:
        found.update(row[0] for row in _TITLES.fetch(connection, {"first": first, "last": last}))
    return found


def _with_words(connection: Connection, user: User, choices: list[list[Range]], limit: int) -> list[int]:
    """Titles with one word of every choice, by title.

    What few titles have is looked up; whether these have what many have as well is then looked up for each.
    """
    titles = [_titles(connection, ranges) for ranges in choices]
    few = [found for found in titles if len(found) < TITLES_A_WORD] or titles[:1]
    many = [
        ranges[0] for ranges, found in zip(choices, titles, strict=True) if not any(found is other for other in few)
    ]
    bounds = {
        f"{name}{place}": edge
        for place, range_ in enumerate(many)
        for name, edge in zip(("first", "last"), range_, strict=True)
    }
    candidates = sorted(set.intersection(*few))
    found: list[tuple[str, int]] = []
    for start in range(0, len(candidates), CHUNK):
        part = candidates[start : start + CHUNK]
        size = next(size for size in _SIZES if size >= len(part))
        numbers = {f"n{place}": number for place, number in enumerate([*part, *[0] * (size - len(part))])}
        rows = _that_have(len(many), size).fetch(connection, {**bounds, **numbers})
        # seen here, not by the query: SQLite would rather look through all that is visible than take some by their ids
        found += [(row[1], row[0]) for row in rows if row[2] and user.sees(row[3]) and user.allowed(row[4])]
        if len(found) >= limit:
            break
    return [number for _, number in sorted(found)[:limit]]


_SIZES = (8, 32, CHUNK)


@lru_cache(MOST_WORDS * len(_SIZES))
def _that_have(many: int, size: int) -> Prepared:
    """Those of so many titles that have a word of each of so many ranges more."""
    columns = (media.c.id, media.c.search_text, media.c.visible, media.c.library_id, media.c.age)
    query = select(*columns).where(media.c.id.in_([bindparam(f"n{place}", type_=Integer) for place in range(size)]))
    for place in range(many):
        word, entry = search_word.alias(f"word{place}"), search_entry.alias(f"entry{place}")
        in_range = (word.c.word >= bindparam(f"first{place}"), word.c.word < bindparam(f"last{place}"))
        query = query.where(exists().where(entry.c.media_id == media.c.id, word.c.id == entry.c.word_id, *in_range))
    return Prepared(query)
