"""Run as a program on a host of a test's own: a server with a film and DLNA switched on, until its input ends.

Says its port and the id of the library in one line of JSON. Then each line of its input is settings to change, as JSON, and it
says what plays.
"""

import json
import sys
from pathlib import Path

from support import media
from support.server import RunningServer, add_library


def main(disk: Path) -> None:
    """Serve films of a folder."""
    server = RunningServer(disk / "data", DIM_DISCOVERY="true").start()
    try:
        with server.set_up() as owner:
            films = add_library(owner, disk / "films")
            owner.ask(
                "PATCH", "/api/v1/settings", json={"dlna": True, "dlna_libraries": [films], "server_name": "Test house"}
            )
            print(json.dumps({"port": server.port, "films": films}), flush=True)
            for line in sys.stdin:
                if settings := json.loads(line):
                    owner.ask("PATCH", "/api/v1/settings", json=settings)
                print(json.dumps(owner.ask("GET", "/api/v1/stream-session")), flush=True)
    finally:
        server.stop()
        media.forget()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
