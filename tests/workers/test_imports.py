"""A worker starts often, and imports only what it needs for that."""

import subprocess
import sys


def test_a_worker_starts_without_what_only_its_pool_needs() -> None:
    code = "import sys, dim.workers.__main__, dim.probe.batch; print(sorted({'asyncio', 'ssl', 'psutil'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
