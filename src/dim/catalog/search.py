"""Search as one types: beginnings of words in any order, with diacritics and small slips forgiven, in 100,000 titles.

Three steps, each taken only where the one before found too little: titles that begin with the text (a range of an index), titles
that have all of its words (by the rarest of them), titles that have words much like them. Nothing leans on one database's own
full-text search, so that SQLite and PostgreSQL find the same.
"""

import re
from collections.abc import Iterable, Sequence

from rapidfuzz.distance import OSA
from sqlalchemy import Connection, bindparam, delete, insert, select

from dim.accounts.rights import User
from dim.catalog.access import visible_to
from dim.db import Transaction
from dim.db.rows import fetch_all
from dim.db.tables import media, search_entry, search_word
from dim.naming import fold

MOST_WORDS = 8
LONGEST_WORD = 40
WORDS_A_PREFIX = 400
"""Words looked at that begin with what was typed; more are no help to anyone."""
TITLES_A_WORD = 4000
CHUNK = 400
# scripts written without spaces: every sign is a word
_SIGNS = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_END = "\U0010ffff"


def words_of(text: str) -> list[str]:
    """The words of a folded text."""
    return [word[:LONGEST_WORD] for word in _SIGNS.sub(lambda sign: f" {sign[0]} ", text).split()]


def index(transaction: Transaction, media_ids: Iterable[int]) -> None:
    """Write down which words the titles have."""
    numbers = sorted(media_ids)
    for start in range(0, len(numbers), CHUNK):
        part = numbers[start : start + CHUNK]
        rows = transaction.execute(select(media.c.id, media.c.search_text).where(media.c.id.in_(part))).all()
        wanted = {row.id: set(words_of(row.search_text)) for row in rows}
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


class Search:
    """Finds titles. Keeps all words in memory, for slips of the finger: some megabytes for 100,000 titles."""

    def __init__(self) -> None:
        self._newest = 0
        self._by_length: dict[int, list[tuple[str, int]]] = {}

    def find(self, connection: Connection, user: User, text: str, limit: int) -> list[int]:
        """The ids of titles, the best first."""
        folded = fold(text)[:200]
        words = words_of(folded)[:MOST_WORDS]
        if not words:
            return []
        found = self._beginning(connection, user, folded, limit)
        if len(found) < limit:
            found += self._with_words(connection, user, [_prefixed(connection, word) for word in words], limit)
        if not found:
            found = self._with_words(connection, user, [self._like(connection, word) for word in words], limit)
        return list(dict.fromkeys(found))[:limit]

    @staticmethod
    def _beginning(connection: Connection, user: User, folded: str, limit: int) -> list[int]:
        range_ = (media.c.search_text >= bindparam("first"), media.c.search_text < bindparam("last"))
        query = select(media.c.id).where(*range_, *visible_to(user)).order_by(media.c.search_text).limit(limit)
        return [row[0] for row in fetch_all(connection, query, {"first": folded, "last": folded + _END})]

    @staticmethod
    def _with_words(connection: Connection, user: User, choices: Sequence[dict[int, str]], limit: int) -> list[int]:
        """Titles with one word of every choice. The choice that the fewest have is looked up, the others are checked."""
        if not all(choices):
            return []
        titles: list[set[int]] = []
        for choice in choices:
            query = select(search_entry.c.media_id).where(search_entry.c.word_id.in_(list(choice))).limit(TITLES_A_WORD)
            titles.append({row[0] for row in fetch_all(connection, query)})
        rarest = min(titles, key=len)
        accepted = [set(choice.values()) for choice in choices]
        found: list[tuple[str, int]] = []
        candidates = sorted(rarest)
        for start in range(0, len(candidates), CHUNK):
            part = candidates[start : start + CHUNK]
            rows = fetch_all(
                connection, select(media.c.id, media.c.search_text).where(media.c.id.in_(part), *visible_to(user))
            )
            for number, text in rows:
                own = set(words_of(text))
                if all(own & words for words in accepted):
                    found.append((text, number))
        return [number for _, number in sorted(found)[:limit]]

    def _like(self, connection: Connection, word: str) -> dict[int, str]:
        """The words that begin with a word, or with something that one slip (two in a long word) would turn into it."""
        exact = _prefixed(connection, word)
        if exact or len(word) < 3:
            return exact
        self._learn(connection)
        slips = 1 if len(word) < 6 else 2
        lengths = range(len(word) - slips, len(word) + slips + 1)
        near = (entry for length in lengths for entry in self._by_length.get(length, ()))
        return {number: other for other, number in near if OSA.distance(word, other, score_cutoff=slips) <= slips}

    def _learn(self, connection: Connection) -> None:
        """Take up the words that came since the last time."""
        query = select(search_word.c.id, search_word.c.word).where(search_word.c.id > self._newest)
        for number, word in fetch_all(connection, query.order_by(search_word.c.id)):
            self._by_length.setdefault(len(word), []).append((word, number))
            self._newest = number


def _prefixed(connection: Connection, word: str) -> dict[int, str]:
    """The words that begin with a word."""
    range_ = (search_word.c.word >= word, search_word.c.word < word + _END)
    query = (
        select(search_word.c.id, search_word.c.word).where(*range_).order_by(search_word.c.word).limit(WORDS_A_PREFIX)
    )
    return dict(fetch_all(connection, query))
