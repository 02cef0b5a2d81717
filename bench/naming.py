"""How fast names are read, on the cases of the project's own tests."""

import statistics
import sys
import time

from bench.common import show
from dim.naming import parse
from naming.test_parse import EPISODES, EXTRAS, MOVIES


def main() -> bool:
    """Measure and print."""
    paths = (
        [(path, "movie") for path, _ in MOVIES]
        + [(path, "show") for path, _ in EPISODES]
        + [(path, "movie") for path, _, _ in EXTRAS]
    )
    rates = []
    for _ in range(7):
        began = time.perf_counter()
        for _ in range(100):
            for path, library in paths:
                parse(path, library)  # type: ignore[arg-type]
        rates.append(len(paths) * 100 / (time.perf_counter() - began))
    print(f"{'names read a second, one core':44} {statistics.median(rates):8.0f}")
    return show("one name", [1000 / rate for rate in rates], "ms", 0.2)


if __name__ == "__main__":
    sys.exit(not main())
