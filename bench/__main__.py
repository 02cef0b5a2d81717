"""Runs all benchmarks one after another: `make bench`."""

import subprocess
import sys

NAMES = (
    "naming", "naming_styles", "scan", "startup", "sync_delay", "first_frame", "segments", "sandbox", "direct_play", "viewers", "api", "pictures", "match", "outages", "remote", "steering", "together", "imdb_index", "steam", "roms", "catalog", "responsiveness", "quality_changes", "writers", "crash",
)  # fmt: skip

if __name__ == "__main__":
    failed = [name for name in NAMES if subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode]
    if failed:
        sys.exit(f"Over their limits: {', '.join(failed)}")
