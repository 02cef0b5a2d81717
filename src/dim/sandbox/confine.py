"""What processes that read strangers' data may do: a worker, and ffmpeg."""

import glob
import os
import shutil
import struct
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dim.sandbox import landlock, limits, seccomp

MODE = "DIM_SANDBOX"
"""In the environment: "off" starts processes without a sandbox. Child processes inherit it."""
WORKER_FILE_SIZE = 1 << 30
"""Bytes that a worker writes into one file: a segment, or an image."""
GPU_FILE_SIZE = 256 << 20
PROGRAM_CPU_SECONDS = 2 * 24 * 3600
"""Of one ffmpeg: more than a long movie takes; one that loops for ever is stopped when nobody waits for it."""
_SECRET_NAMES = ("SECRET", "PASSWORD", "PASSWD", "TOKEN", "CREDENTIAL", "API_KEY", "ACCESS_KEY")
_SYSTEM = (
    "/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libexec", "/usr/local/lib", "/usr/share",
    "/nix/store", "/gnu/store", "/etc/ld.so.cache", "/etc/ld.so.preload", "/etc/localtime",
    "/etc/ssl/openssl.cnf", "/etc/gnutls", "/etc/crypto-policies",
    "/sys/devices/system", "/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat",
    "/sys/fs/cgroup/cpu.max", "/dev/urandom", "/dev/random", "/dev/zero",
)  # fmt: skip
"""Libraries, and what they ask of the machine: readable for all."""
_GPU_FILES = (
    "/sys/dev", "/sys/devices", "/sys/bus", "/sys/class", "/sys/module", "/proc/driver", "/proc/modules", "/proc/devices",
    "/etc/vulkan", "/etc/OpenCL", "/etc/glvnd", "/etc/drirc", "/etc/igfx_user_feature.txt", "/run/opengl-driver", "/usr/lib/wsl",
    "/proc/sys/vm", "/proc/self",
)  # fmt: skip
_GPU_DEVICES = ("/dev/dri", "/dev/nvidia*", "/dev/nvidia-caps", "/dev/kfd", "/dev/dxg", "/dev/mali*", "/dev/video*",
                "/dev/media*", "/dev/dma_heap", "/dev/mpp_service", "/dev/rga", "/dev/shm")  # noqa: S108 # fmt: skip
_RUN = landlock.READ | landlock.EXECUTE
_SCRIPT = b"#!"
_ELF_INTERPRETER = 3
"""PT_INTERP, a segment of ELF (man elf)."""


@dataclass(frozen=True, slots=True)
class Layers:
    """Which layers of the sandbox the system put into force."""

    no_new_privileges: bool
    landlock: bool
    seccomp: bool


def is_enabled() -> bool:
    """Whether processes are started in a sandbox: on Linux, unless the setting turns it off."""
    return sys.platform.startswith("linux") and os.environ.get(MODE) != "off"


def clean_environment() -> dict[str, str]:
    """The environment without Dim's settings and without secrets, for processes that read strangers' data."""
    return {
        name: value
        for name, value in os.environ.items()
        if name == MODE or not (name.startswith(("DIM_", "PG")) or any(word in name.upper() for word in _SECRET_NAMES))
    }


def confine_worker(writable: Sequence[str] = ()) -> Layers:
    """Confine this process, a worker: it reads Python's own files, writes below `writable`, and starts nothing. What it
    looks into is passed as open descriptors. Call it before libraries that read strangers' data are loaded.
    """
    rules = [*_readable(_python_files()), ("/dev/null", landlock.DEVICE), *((one, landlock.WRITE) for one in writable)]
    limits.apply(file_size=WORKER_FILE_SIZE)
    if not limits.forbid_new_privileges():
        return Layers(False, False, False)
    return Layers(True, landlock.restrict(rules), seccomp.restrict())


def launched(command: Sequence[str], readable: Sequence[str], uses_gpu: bool = False, nice: int = 0) -> list[str]:
    """The command line that starts a program (ffmpeg) confined: that reads its libraries and `readable`, and writes
    only to what is open. A script may start other programs and read every file, since nobody knows what it needs.

    Without a sandbox it is the command itself.
    """
    if not is_enabled():
        return list(command)
    program = os.path.abspath(shutil.which(command[0]) or command[0])
    real = os.path.realpath(program)
    beside = [
        os.path.join(os.path.dirname(os.path.dirname(path)), name)
        for path in (program, real)
        for name in ("lib", "lib64")
    ]
    libraries = [path for path in os.environ.get("LD_LIBRARY_PATH", "").split(":") if path]
    is_script, interpreter = _kind_of(real)
    rules = [
        *_readable((*_SYSTEM, *beside, *libraries, *readable)),
        ("/dev/null", landlock.DEVICE), (real, _RUN), *([(interpreter, _RUN)] if interpreter else []),
        *([("/", _RUN)] if is_script else []),
        *(((path, landlock.READ) for path in _GPU_FILES) if uses_gpu else ()),
        *((path, landlock.DEVICE | landlock.READ_DIR) for pattern in _GPU_DEVICES if uses_gpu for path in glob.glob(pattern)),
    ]  # fmt: skip
    numbers = [nice, uses_gpu, is_script, GPU_FILE_SIZE if uses_gpu else 0, PROGRAM_CPU_SECONDS]
    launcher = os.path.join(os.path.dirname(os.path.abspath(__file__)), "launch.py")
    return [
        sys.executable, "-I", "-S", launcher,
        ",".join(str(int(number)) for number in numbers), *(f"{access}:{path}" for path, access in rules),
        "--", program, *command[1:],
    ]  # fmt: skip


def _readable(paths: Sequence[str]) -> Iterator[tuple[str, int]]:
    return ((path, landlock.READ) for path in paths)


def _python_files() -> list[str]:
    """Where this Python loads modules from, and what they need of the system."""
    library = os.path.dirname(os.__file__)
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    prefixes = [os.path.join(sys.prefix, name) for name in ("lib", "lib64", "pyvenv.cfg")]
    return [*_SYSTEM, library, os.path.join(sys.base_prefix, "lib"), *prefixes, package, *filter(None, sys.path)]


def _kind_of(program: str) -> tuple[bool, str | None]:
    """Whether a program is a script, and the loader of a binary that is linked dynamically."""
    try:
        with open(program, "rb") as file:
            head = file.read(4096)
    except OSError:
        return False, None
    if not head.startswith(b"\x7fELF"):
        return head.startswith(_SCRIPT), None
    try:
        (table,), (size, count) = struct.unpack_from("=Q", head, 32), struct.unpack_from("=HH", head, 54)
        for start in range(table, table + size * count, size):
            if struct.unpack_from("=I", head, start)[0] == _ELF_INTERPRETER:
                offset, length = (
                    struct.unpack_from("=Q", head, start + 8)[0],
                    struct.unpack_from("=Q", head, start + 32)[0],
                )
                with open(program, "rb") as file:
                    file.seek(offset)
                    return False, file.read(length).rstrip(b"\0").decode()
    except (struct.error, UnicodeDecodeError):
        pass
    return False, None
