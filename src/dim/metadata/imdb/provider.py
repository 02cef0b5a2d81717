"""The provider "imdb": the index as it is on disk at the moment. A new one is noticed at the next question."""

import asyncio
import os
import re
import sqlite3
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from dim.metadata.imdb.index_file import IndexFile, WrongFormatError
from dim.metadata.model import Candidate, EpisodeFacts, Locale, Picture, TitleFacts, TitleKind, TitleQuery
from dim.metadata.provider import ProviderInfo, UnavailableError
from dim.threads import DaemonThreads

T = TypeVar("T")
MOST_AT_ONCE = 2
"""Questions that are answered at the same time; further ones wait."""
_ID = re.compile(r"tt(\d{1,10})")
_threads = DaemonThreads("imdb")
_AGAIN = "Import the datasets again with `dim metadata import-imdb`."


class ImdbIndex:
    """Answers from the index at a path, from one event loop.

    >>> index = ImdbIndex(data_dir / "metadata" / "imdb.sqlite3")  # doctest: +SKIP
    >>> await index.search(TitleQuery(kind="movie", titles=("Heat",), year=1995), Locale())  # doctest: +SKIP
    """

    info = ProviderInfo(
        name="imdb", label="IMDb datasets", kinds=frozenset(("movie", "show")), is_network=False,
        gives="Titles in all countries, years, runtimes, genres, ratings, seasons and episode titles; no texts and no pictures.",
        attribution="Information courtesy of IMDb (https://www.imdb.com). Used with permission.", url="https://www.imdb.com",
    )  # fmt: skip

    def __init__(self, path: Path) -> None:
        self._path = path
        self._slots = asyncio.Semaphore(MOST_AT_ONCE)
        self._lock = threading.Lock()
        self._idle: list[tuple[object, IndexFile]] = []
        """Open files that nobody uses, with the version of the file that they are."""
        self._is_closed = False

    @property
    def is_ready(self) -> bool:
        """Whether there is an index."""
        return not self._is_closed and self._path.is_file()

    def close(self) -> None:
        """Close the file; questions that are being answered close it when they are done."""
        with self._lock:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for _, file in idle:
            file.close()

    async def find(self, kind: TitleKind, ids: Mapping[str, str], locale: Locale) -> Candidate | None:  # noqa: ARG002
        """The title of an IMDb id, with everything."""
        number = _number(ids.get("imdb"))
        return None if number is None else await self._ask(lambda index: index.find(kind, number))

    async def search(self, query: TitleQuery, locale: Locale, *, with_year: bool = True) -> Sequence[Candidate]:  # noqa: ARG002
        """At most 20 titles, the most similar first, then the best known. 20: there are more of that very name."""
        return await self._ask(lambda index: index.search(query, with_year=with_year))

    async def details(
        self,
        kind: TitleKind,
        provider_id: str,
        locale: Locale,
        seasons: Collection[int] = (),  # noqa: ARG002
    ) -> TitleFacts | None:
        """Everything about a title, of a show with all episodes."""
        number = _number(provider_id)
        return None if number is None else await self._ask(lambda index: index.details(kind, number, locale))

    async def episode_order(self, provider_id: str, order: str, locale: Locale) -> Sequence[EpisodeFacts]:  # noqa: ARG002
        """IMDb has one order only, that of `details`."""
        return ()

    async def artwork(self, kind: TitleKind, provider_id: str, locale: Locale) -> Sequence[Picture]:  # noqa: ARG002
        """The datasets have no pictures."""
        return ()

    async def _ask(self, question: Callable[[IndexFile], T]) -> T:
        """Answer on a thread. Raises UnavailableError."""
        async with self._slots:
            loop = asyncio.get_running_loop()
            answer: asyncio.Future[T] = loop.create_future()

            def finish(value: T | None, error: BaseException | None) -> None:
                if answer.cancelled():
                    return
                if error is not None:
                    answer.set_exception(error)
                else:
                    answer.set_result(value)  # type: ignore[arg-type]

            def run() -> None:
                value, error = None, None
                try:
                    value = self._answer(question)
                except BaseException as raised:
                    error = raised
                with suppress(RuntimeError):  # the loop is closed
                    loop.call_soon_threadsafe(finish, value, error)

            _threads.run(run)
            return await answer

    def _answer(self, question: Callable[[IndexFile], T]) -> T:
        """Answer from the file that is there now, on this thread. Raises UnavailableError."""
        try:
            version = _version(self._path)
            file = self._take(version)
        except FileNotFoundError:
            raise UnavailableError(f"There is no IMDb index. {_AGAIN}") from None
        except WrongFormatError:
            raise UnavailableError(f"The IMDb index {self._path} is of another version of Dim. {_AGAIN}") from None
        except (OSError, sqlite3.Error) as error:
            raise UnavailableError(f"The IMDb index {self._path} cannot be read ({error}). {_AGAIN}") from None
        try:
            answer = question(file)
        except (sqlite3.Error, ValueError, TypeError, OverflowError) as error:
            file.close()
            raise UnavailableError(f"The IMDb index {self._path} is damaged ({error}). {_AGAIN}") from None
        except BaseException:
            file.close()
            raise
        self._put_back(version, file)
        return answer

    def _take(self, version: object) -> IndexFile:
        """An open file of this version. Raises WrongFormatError, OSError, sqlite3.Error."""
        with self._lock:
            if self._is_closed:
                raise FileNotFoundError
            old = [file for known, file in self._idle if known != version]
            self._idle = [entry for entry in self._idle if entry[0] == version]
            taken = self._idle.pop()[1] if self._idle else None
        for file in old:
            file.close()
        return taken or IndexFile(self._path)

    def _put_back(self, version: object, file: IndexFile) -> None:
        with self._lock:
            if not self._is_closed:
                self._idle.append((version, file))
                return
        file.close()


def _version(path: Path) -> object:
    """What tells a file from the one that replaces it. Raises OSError."""
    known = os.stat(path)
    return known.st_dev, known.st_ino, known.st_size, known.st_mtime_ns


def _number(text: str | None) -> int | None:
    found = _ID.fullmatch(text or "")
    return int(found[1]) if found else None
