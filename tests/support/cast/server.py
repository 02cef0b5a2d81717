"""Run as a program on a host of a test's own: a server with films and with casting and DLNA switched on, until its input ends.

Says the films' ids in one line of JSON. Then each line of its input is a request, as JSON [method, path, body], and it says the
answer.
"""

import json
import sys
from pathlib import Path

from support import media
from support.server import RunningServer, add_library, titles


def main(disk: Path) -> None:
    """Serve films of a folder."""
    server = RunningServer(disk / "data").start()
    try:
        with server.set_up() as owner:
            films = add_library(owner, disk / "films")
            wanted = {"casting": True, "dlna": True, "dlna_libraries": [films], "server_name": "Test house"}
            owner.ask("PATCH", "/api/v1/settings", json=wanted)
            ids = {card["title"]: card["id"] for card in titles(owner, films).values()}
            print(json.dumps({"port": server.port, "films": ids}), flush=True)
            for line in sys.stdin:
                method, path, body = json.loads(line)
                answer = owner.request(method, path, json=body)
                print(json.dumps({"status": answer.status_code, "body": answer.json()}), flush=True)
    finally:
        server.stop()
        media.forget()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
