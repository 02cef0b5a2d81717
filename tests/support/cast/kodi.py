"""Kodi without a screen or a sound card, driven by JSON-RPC: as a renderer, and as a browser of media servers."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from support.namespaces import Host

PORT, DISPLAY = 18099, ":77"
SETTINGS = f"""<settings version="2">
<setting id="services.webserver">true</setting><setting id="services.webserverport">{PORT}</setting>
<setting id="services.webserverauthentication">false</setting><setting id="services.upnp">true</setting>
<setting id="services.upnprenderer">true</setting><setting id="services.devicename">Kodi</setting>
</settings>"""
ASK = (
    "import json,sys,urllib.request as u;"
    "r=u.Request(sys.argv[1],sys.argv[2].encode(),{'Content-Type':'application/json'});"
    "print(u.urlopen(r,timeout=20).read().decode())"
)


class Kodi:
    """Kodi on a host of the test's own."""

    def __init__(self, host: Host, home: Path) -> None:
        self._host = host
        settings = home / ".kodi" / "userdata"
        settings.mkdir(parents=True)
        (settings / "guisettings.xml").write_text(SETTINGS)
        (home / ".asoundrc").write_text("pcm.!default { type null }\nctl.!default { type null }\n")
        environment = {
            **os.environ, "HOME": str(home), "DISPLAY": DISPLAY, "AE_SINK": "ALSA", "LIBGL_ALWAYS_SOFTWARE": "1", "XDG_RUNTIME_DIR": str(home),
        }  # fmt: skip
        self._log = (home / "kodi.out").open("w")
        sinks = {
            "stdout": self._log,
            "stderr": self._log,
            "cwd": home,
        }  # what it leaves behind when it ends goes with its home
        self._screen = host.start("Xvfb", DISPLAY, "-screen", "0", "640x360x24", **sinks)
        time.sleep(1)
        binary = next(Path("/usr/lib").glob("*/kodi/kodi-x11"), Path("/usr/bin/kodi"))
        self._kodi = host.start(
            str(binary), "--standalone", "--windowing=x11", "--audio-backend=alsa", env=environment, **sinks
        )

    def __enter__(self) -> "Kodi":
        return self

    def __exit__(self, *_error: object) -> None:
        for process in (self._kodi, self._screen):
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(15)
        self._log.close()

    def ask(self, method: str, **parameters: Any) -> Any:
        """What Kodi answers; None: it does not run yet."""
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters})
        command = self._host.command(sys.executable, "-c", ASK, f"http://127.0.0.1:{PORT}/jsonrpc", body)
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        return json.loads(done.stdout).get("result") if done.returncode == 0 else None
