"""What the sandbox puts into force on this machine: a process confines itself as a worker does, and says what it got."""

import json
import subprocess
import sys

from dim.sandbox import landlock
from dim.sandbox.confine import clean_environment, confine_worker, is_enabled

SECONDS = 20.0


def describe() -> str:
    """One line for people: what is active, and what is not. Raises OSError, subprocess.SubprocessError: it cannot be tested."""
    if not sys.platform.startswith("linux"):
        return "Sandbox: not available on this system; workers and ffmpeg are processes of their own"
    if not is_enabled():
        return "Sandbox: turned off by DIM_SANDBOX"
    done = subprocess.run(
        [sys.executable, "-P", "-m", "dim.sandbox.status"], capture_output=True, text=True, timeout=SECONDS, check=True,
        env=clean_environment(),
    )  # fmt: skip
    found = json.loads(done.stdout)
    version = found["abi"]
    layers = {
        "no new privileges": found["no_new_privileges"],
        "resource limits": True,
        f"Landlock (ABI {version}: {'files' if version < 4 else 'files, TCP' if version < 6 else 'files, TCP, signals'})"
        if version
        else "Landlock": found["landlock"],
        "system call filter": found["seccomp"],
    }
    active = ", ".join(name for name, has in layers.items() if has)
    missing = ", ".join(name for name, has in layers.items() if not has)
    return f"Sandbox of workers and ffmpeg: {active}" + (f"; this kernel does not offer: {missing}" if missing else "")


def main() -> None:
    """Confine this process, and print what came into force as JSON."""
    version, layers = landlock.abi(), confine_worker()
    print(
        json.dumps(
            {
                "abi": version,
                "no_new_privileges": layers.no_new_privileges,
                "landlock": layers.landlock,
                "seccomp": layers.seccomp,
            }
        )
    )


if __name__ == "__main__":
    main()
