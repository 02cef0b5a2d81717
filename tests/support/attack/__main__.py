"""Runs every attack at full length."""

import sys
import tempfile
import time
from pathlib import Path

from support.attack import by_files, on_accounts, over_http
from support.attack.house import House

ATTACKS = [*over_http.ATTACKS, *on_accounts.ATTACKS, *by_files.ATTACKS]


def main() -> int:
    """Attack a server; print what held."""
    failed = 0
    with tempfile.TemporaryDirectory(prefix="dim-attack-") as name:
        house = House(Path(name), by_files.make)
        for attack in ATTACKS:
            begun = time.monotonic()
            try:
                attack.run(house, True)
                result, reason = "held", ""
            except Exception as error:
                result, reason, failed = "FAILED", f"  {error!r:.300}", failed + 1
            print(f"{result:8}{time.monotonic() - begun:6.1f} s  {attack.name}{reason}", flush=True)
        try:
            house.close()
        except AssertionError as error:
            print(f"FAILED  the server's log has a traceback: {error}")
            failed += 1
    print(f"{len(ATTACKS) - failed} of {len(ATTACKS)} held.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
