"""What a worker and a program in ffmpeg's place cannot do, on a system that has every layer."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from dim.sandbox import landlock, limits, seccomp
from dim.sandbox.confine import MODE, launched
from dim.workers import Pool, WorkerError
from support import media

HERE = "sandbox.attempts"
pytestmark = pytest.mark.skipif(
    landlock.abi() < 6 or not seccomp.is_supported(), reason="this kernel lacks a layer of the sandbox"
)
REFUSED = ("PermissionError", "MemoryError", "OSError", "BlockingIOError")


@pytest.fixture(autouse=True)
def children_find_the_tests(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    monkeypatch.setenv("PYTHONPATH", str(request.config.rootpath / "tests"))


@contextmanager
def listening() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a library, another one, and a folder that may be written."""
    for name in ("films/Film.mkv", "private/Secret.mkv", "artwork/image.webp"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_bytes(b"content")
    return tmp_path


def attempts(place: Path, port: int) -> list[tuple[str, dict[str, Any]]]:
    return [
        ("read", {"file": "/etc/passwd"}), ("read", {"file": str(place / "private/Secret.mkv")}),
        ("list_folder", {"folder": str(place)}), ("list_folder", {"folder": "/etc"}), ("list_folder", {"folder": "/"}),
        ("write", {"file": str(place / "films/new")}), ("write", {"file": "/tmp/dim-escaped"}),
        ("write", {"file": str(place / "films/Film.mkv")}),
        ("connect_tcp", {"port": port}), ("open_unix_socket", {}), ("start_program", {}), ("become_program", {}), ("fork", {}),
        ("allocate", {}), ("trace_parent", {}), ("mount", {}), ("signal_parent", {}), ("read_memory_of_parent", {}),
        ("change_mode", {"file": str(place / "films/Film.mkv")}),
    ]  # fmt: skip


def with_pool(pool: Pool, work: Any) -> None:
    async def run() -> None:
        try:
            await work(pool)
        finally:
            await pool.close()

    asyncio.run(run())


def test_a_worker_is_refused_what_it_does_not_need(place: Path) -> None:
    async def work(pool: Pool) -> None:
        with listening() as port:
            for function, arguments in attempts(place, port):
                with pytest.raises(WorkerError) as caught:
                    await pool.call(f"{HERE}:{function}", **arguments)
                assert caught.value.kind in REFUSED, (function, arguments, caught.value)
        assert await pool.call(f"{HERE}:gain_rights") == 1

    with_pool(Pool(1), work)
    assert not Path("/tmp/dim-escaped").exists()


def test_a_worker_reads_what_it_is_given_and_writes_where_it_may(place: Path) -> None:
    async def work(pool: Pool) -> None:
        assert await pool.call(f"{HERE}:read_given", path=str(place / "films/Film.mkv")) == "cont"
        with pytest.raises(WorkerError):
            await pool.call(f"{HERE}:read", file=str(place / "films/Film.mkv"))
        assert await pool.call(f"{HERE}:write", file=str(place / "artwork/new")) == "written"
        with pytest.raises(WorkerError, match="No such file"):
            await pool.call(f"{HERE}:read_given", path=str(place / "films/Other.mkv"))

    with_pool(Pool(1, writable=(str(place / "artwork"),)), work)


@pytest.mark.parametrize(
    "make", [lambda path: os.mkfifo(path), lambda path: path.mkdir(), lambda path: path.symlink_to("/dev/zero")]
)
def test_only_regular_files_are_given(place: Path, make: Any) -> None:
    make(place / "odd.mkv")

    async def work(pool: Pool) -> None:
        with pytest.raises(WorkerError, match=r"not a regular file|directory"):
            await pool.call(f"{HERE}:read_given", path=str(place / "odd.mkv"), timeout=5)

    with_pool(Pool(1), work)


def test_a_worker_sees_no_secrets_in_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DIM_DATABASE_URL", "DIM_CAPTCHA_SECRET", "PGPASSWORD", "GITHUB_TOKEN"):
        monkeypatch.setenv(name, "secret")

    async def work(pool: Pool) -> None:
        names = await pool.call(f"{HERE}:environment")
        assert not {name for name in names if name.startswith(("DIM_", "PG")) or "TOKEN" in name} - {MODE}

    with_pool(Pool(1), work)


def test_a_worker_that_starts_threads_without_end_is_stopped_by_its_limits() -> None:
    async def work(pool: Pool) -> None:
        assert await pool.call(f"{HERE}:many_threads", timeout=20) < 500

    with_pool(Pool(1), work)


def test_a_worker_that_its_parent_forgets_ends_by_its_cpu_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The parent would end it after a second; here it has stopped looking, and the limit of CPU time does."""
    from dim.workers import __main__ as worker

    script = f"import sys; sys.path[:0] = {sys.path!r}\nfrom dim.sandbox.limits import limit_cpu\nlimit_cpu(0.2)\nwhile True: pass"
    done = subprocess.run([sys.executable, "-c", script], timeout=20, check=False)
    assert done.returncode < 0
    assert worker.CPU_SHARE >= 1


def test_a_program_in_ffmpegs_place_is_refused_what_it_does_not_need(place: Path) -> None:
    """It is Python, which needs its library; ffmpeg reads its own only."""
    with listening() as port:
        tried = [
            name + (f"={next(iter(arguments.values()))}" if arguments else "")
            for name, arguments in attempts(place, port)
        ]
        readable = [
            str(place / "films/Film.mkv"),
            sys.base_prefix,
            sys.prefix,
            *filter(None, sys.path),
            str(Path(__file__).parent),
        ]
        command = [
            sys.executable,
            str(Path(__file__).with_name("attempts.py")),
            *tried,
            f"read={place / 'films/Film.mkv'}",
        ]
        done = subprocess.run(launched(command, readable), capture_output=True, text=True, timeout=60, check=False)
    lines = done.stdout.splitlines()
    assert [line for line in lines if line.startswith("let")] == ["let read"], done
    assert len(lines) == len(tried) + 1
    assert lines[-1] == "let read"
    assert not Path("/tmp/dim-escaped").exists()


def test_ffmpeg_reads_its_file_and_no_other(place: Path) -> None:
    film = media.made("h264.mkv", audio=("aac", "aac"), subtitles=True)
    shutil.copy(film, place / "films/Film.mkv")
    shutil.copy(film, place / "private/Secret.mkv")

    def played(name: str) -> bool:
        command = [media.FFMPEG, "-v", "error", "-nostdin", "-i", f"file:{place / name}", "-f", "null", "-"]
        done = subprocess.run(
            launched(command, [str(place / "films/Film.mkv")]), capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0 or "Permission denied" in done.stderr
        return done.returncode == 0

    assert played("films/Film.mkv")
    assert not played("private/Secret.mkv")
    (place / "films/link.mkv").symlink_to(place / "films/Film.mkv")
    assert played("films/link.mkv")


def test_a_script_in_ffmpegs_place_still_runs_it(place: Path) -> None:
    script = place / "my ffmpeg"
    script.write_text(f'#!/bin/sh\necho x > {place}/escaped\nexec {media.FFMPEG} "$@"\n')
    script.chmod(0o755)
    done = subprocess.run(
        launched([str(script), "-version"], []), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done
    assert "ffmpeg version" in done.stdout
    assert not (place / "escaped").exists()


def test_it_can_be_turned_off(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MODE, "off")
    assert launched(["/bin/true"], []) == ["/bin/true"]

    async def work(pool: Pool) -> None:
        assert await pool.call(f"{HERE}:read", file=str(place / "films/Film.mkv"))

    with_pool(Pool(1), work)


def test_no_process_holds_a_gibibyte() -> None:
    assert limits.MEMORY < 1 << 30
