"""50 clients that write (progress, edits, scanner reports) and 50 that read: no errors, no lost writes, fast reads.

`python -m bench.writers [SECONDS [PAUSE]]`. Each client asks again PAUSE seconds (0) after it was answered; the clients run in a process of
their own. Readers who never pause want all that one core gives, and go first: writes then take seconds, but none is lost.
"""

import asyncio
import json
import multiprocessing
import statistics
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from bench.common import Api, folder, many_movies, running, scanned, show, titles

SECONDS = 60.0
PAUSE = 0.0
TITLES = 2000
WRITERS = {"progress": 20, "patch": 15, "batch": 15}
READERS = 50
FILES_A_BATCH = 5
PROBE = {"container": "mp4", "duration": 5400.0, "streams": [{"index": 0, "type": "video", "codec": "h264", "codec_string": "avc1.640028",
                                                              "width": 1280, "height": 720}]}  # fmt: skip


@dataclass
class Result:
    """Results of the clients: times of reads and writes (ms), wrong responses, and the last value of each writer."""

    reads: list[float] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    last: dict[str, float] = field(default_factory=dict)


class Client:
    """One connection."""

    def __init__(self, port: int, token: str) -> None:
        self._port, self._token = port, token
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, body: Any = None) -> tuple[int, bytes]:
        """Send a request; return status and body."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        data = b"" if body is None else json.dumps(body).encode()
        head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self._token}\r\n"
        if data:
            head += f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n"
        writer.write(head.encode() + b"\r\n" + data)
        answer = await reader.readuntil(b"\r\n\r\n")
        length = next(
            (int(line[15:]) for line in answer.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
        )
        return int(answer[9:12]), await reader.readexactly(length)


def run(port: int, token: str, scanner: str, ids: list[int], seconds: float, pause: float) -> Result:
    """Run all clients at once, in a separate process."""
    return asyncio.run(_run(port, token, scanner, ids, seconds, pause))


async def _run(port: int, token: str, scanner: str, ids: list[int], seconds: float, pause: float) -> Result:
    result, end = Result(), time.perf_counter() + seconds

    async def loop(client: Client, times: list[float], request: Any, key: str | None = None) -> None:
        number = 0
        while time.perf_counter() < end:
            number += 1
            method, path, body, value = request(number)
            began = time.perf_counter()
            status, answer = await client.ask(method, path, body)
            times.append((time.perf_counter() - began) * 1000)
            if status not in (200, 201):
                result.wrong.append(f"{method} {path}: {status} {answer[:200]!r}")
            elif key is not None:
                result.last[key] = value
            await asyncio.sleep(pause)

    def progress(item: int) -> Any:
        return lambda n: ("POST", f"/api/v1/user/stopped-at/{item}", {"secs_offset": n / 1000}, n / 1000)

    def patch(item: int) -> Any:
        return lambda n: ("PATCH", f"/api/v1/media/{item}", {"overview": f"Version {n}"}, n)

    def batch(writer: int) -> Any:
        def make(n: int) -> tuple[str, str, Any, float]:
            files = [
                {"path": f"w{writer}/{n}-{k}.mp4", "size": 1, "mtime_ns": 1, "fingerprint": f"{writer:08x}{n:016x}{k:08x}", "probe": PROBE,
                 "identity": {"kind": "movie", "title": f"Batch {writer} {n} {k}", "year": 2000}}
                for k in range(FILES_A_BATCH)
            ]  # fmt: skip
            return "POST", "/api/v1/scanner/reports", {"files": files}, n

        return make

    def read(reader: int) -> Any:
        paths = ["/api/v1/library/1/cards?limit=100", f"/api/v1/media/{ids[reader]}", "/api/v1/search?q=film+00", "/api/v1/home",
                 f"/api/v1/library/1/cards?limit=50&sort=year&year_from={1950 + reader}"]  # fmt: skip
        return lambda n: ("GET", paths[(n + reader) % len(paths)], None, 0.0)

    tasks = [loop(Client(port, token), result.reads, read(number)) for number in range(READERS)]
    writers = [(f"progress {ids[n]}", token, progress(ids[n])) for n in range(WRITERS["progress"])]
    writers += [(f"patch {ids[100 + n]}", token, patch(ids[100 + n])) for n in range(WRITERS["patch"])]
    writers += [(f"batch {n}", scanner, batch(n)) for n in range(WRITERS["batch"])]
    tasks += [loop(Client(port, by), result.writes, request, key) for key, by, request in writers]
    await asyncio.gather(*tasks)
    return result


def lost(owner: Api, library: int, result: Result) -> list[str]:
    """Return the writes that were answered with 201 but are lost."""
    found = []
    names = set(titles(owner, library))
    for key, value in result.last.items():
        kind, number = key.split(" ")
        if kind == "progress":
            there = owner.ask("GET", f"/api/v1/user/stopped-at/{number}")["secs_offset"]
            if abs(there - value) > 1e-9 and there < value:
                found.append(f"{key}: {there} for {value}")
        elif kind == "patch":
            there = owner.ask("GET", f"/api/v1/media/{number}")["overview"]
            if there != f"Version {value:.0f}":
                found.append(f"{key}: {there} for {value}")
        else:
            wanted = {f"Batch {number} {n} {k} (2000)" for n in range(1, int(value) + 1) for k in range(FILES_A_BATCH)}
            found += sorted(wanted - names)
    return found


def main() -> bool:
    """Measure, print, and return whether all limits hold."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    pause = float(sys.argv[2]) if len(sys.argv) > 2 else PAUSE
    with folder() as path:
        many_movies(path / "films", 200)
        with running(path) as (server, owner):
            body = {"name": "Films", "path": str(path / "films"), "type": "movie", "scanner": "external"}
            library = owner.ask("POST", "/api/v1/library", 201, json=body)["id"]
            token = owner.ask("POST", f"/api/v1/library/{library}/scanner-token", 201, json={"name": "bench"})["token"]
            with Api(
                base_url=server.url, headers={"Authorization": f"Bearer {token}"}, timeout=60, trust_env=False
            ) as scanner:
                for start in range(0, TITLES, 500):
                    files = [
                        {"path": f"Film {n:05}.mp4", "size": n, "mtime_ns": 1, "fingerprint": f"{n:032x}", "probe": PROBE,
                         "identity": {"kind": "movie", "title": f"Film {n:05}", "year": 1950 + n % 70}}
                        for n in range(start, start + 500)
                    ]  # fmt: skip
                    scanner.ask("POST", "/api/v1/scanner/reports", 201, json={"files": files})
                scanner.ask("POST", "/api/v1/scanner/progress", 201, json={"state": "done"})
            scanned(owner, library)
            ids = owner.ask("GET", f"/api/v1/library/{library}/media")
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                result: Result = pool.apply(
                    run, (server.port, owner.headers["Authorization"][7:], token, ids, seconds, pause)
                )
            missing = lost(owner, library, result)
            log = server.log.read_text()
    p99 = statistics.quantiles(result.reads, n=100)[-1]
    written = statistics.quantiles(result.writes, n=100)[-1]
    print(f"{'reads, 50 clients':44} {len(result.reads) / seconds:8.0f} /s, p99 {p99:.1f} ms (limit 100)")
    print(f"{'writes, 50 clients':44} {len(result.writes) / seconds:8.0f} /s, p99 {written:.1f} ms")
    print(f"{'wrong responses, lost writes':44} {len(result.wrong):8}, {len(missing)}")
    print(f"{'“database is locked” in the log':44} {log.count('database is locked'):8}")
    print("\n".join([*result.wrong[:5], *missing[:5]]))
    good = not result.wrong and not missing and "locked" not in log and p99 <= 100
    return show("a read, 50 writers", result.reads, "ms", 100) and good


if __name__ == "__main__":
    sys.exit(not main())
