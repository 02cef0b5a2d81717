"""Two hosts on a network of the test's own: a server, and clients that find it, browse it and play from it.

`make upnp` also runs clients that people have: gupnp-tools and VLC.
"""

import json
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dim.upnp.services import BASIC_DEVICE, MEDIA_SERVER
from support import media
from support.namespaces import Host, two_hosts, why_not
from support.server import until

REASON = why_not()
pytestmark = pytest.mark.skipif(bool(REASON), reason=REASON)
WITH_CLIENTS = os.environ.get("DIM_TEST_UPNP_CLIENTS") == "1"


@dataclass
class Network:
    """The two hosts, and the server on one of them."""

    host: Host
    client: Host
    process: "subprocess.Popen[str]"
    port: int
    films: int
    disk: Path

    def set(self, **values: Any) -> list[dict[str, Any]]:
        """Change settings; what plays then."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(values) + "\n")
        self.process.stdin.flush()
        playing: list[dict[str, Any]] = json.loads(self.process.stdout.readline())
        return playing

    def ask(self, *arguments: str) -> Any:
        """What the client on the other host says."""
        return json.loads(self.client.run(sys.executable, "-m", "support.dlna_client", *arguments, env=_environment()))

    def find(self, target: str = MEDIA_SERVER) -> list[str]:
        found: list[str] = self.ask("find", "10.77.0.2", target, "1")
        return found

    def location(self, address: str = "10.77.0.1", path: str = "dlna") -> str:
        return f"http://{address}:{self.port}/{path}/device.xml"


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    disk = tmp_path_factory.mktemp("network")
    media.place(media.made("short.mp4", seconds=10), disk / "films" / "First (2001).mp4")
    with two_hosts() as (host, client):
        process = host.start(
            sys.executable,
            "-m",
            "support.dlna_server",
            str(disk),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_environment(),
        )
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            assert line, "the server did not start"
            yield Network(host, client, process, disk=disk, **json.loads(line))
        finally:
            process.stdin.close()
            process.wait(30)
            process.stdout.close()


def needs(program: str) -> pytest.MarkDecorator:
    reason = "runs with `make upnp`" if not WITH_CLIENTS else f"there is no {program}"
    return pytest.mark.skipif(not WITH_CLIENTS or shutil.which(program) is None, reason=reason)


def test_it_is_found_browsed_and_played_from_another_host(network: Network) -> None:
    assert network.find() == [network.location()]
    played = network.ask("play", network.location(), str(network.films))
    assert (played["name"], played["titles"], played["status"]) == ("Test house", ["First"], 206)
    assert played["url"].startswith(f"http://10.77.0.1:{network.port}/dlna/media/")


@needs("ip")
def test_it_is_found_again_after_its_address_changed(network: Network) -> None:
    network.host.set_address("10.77.0.9/24")
    try:
        until(lambda: network.find() == [network.location("10.77.0.9")], 30, "the new address")
        assert network.ask("play", network.location("10.77.0.9"), str(network.films))["status"] == 206
    finally:
        network.host.set_address("10.77.0.1/24")
        until(lambda: network.find() == [network.location()], 30, "the old address")


def test_switched_off_only_its_page_is_found(network: Network) -> None:
    network.set(dlna=False)
    try:
        assert network.find() == []
        assert network.find(BASIC_DEVICE) == ([] if "DIM_DISCOVERY" in os.environ else [network.location(path="upnp")])
    finally:
        network.set(dlna=True)
    assert network.find() == [network.location()]


@needs("gssdp-discover")
def test_gssdp_discover_lists_it(network: Network) -> None:
    said = network.client.run("gssdp-discover", "-i", "lan0", "-n", "4", "--target", MEDIA_SERVER)
    assert network.location() in said
    assert "resource available" in said


@needs("cvlc")
def test_vlc_finds_browses_and_plays(network: Network, tmp_path: Path) -> None:
    """VLC refuses root; it is told what to do by its input."""
    home = tmp_path / "home"
    home.mkdir()
    nobody = pwd.getpwnam("nobody")
    for folder in (home, *tmp_path.parents[:2], tmp_path):
        folder.chmod(0o755)
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    where = f"upnp://10.77.0.1:{network.port}/dlna/control/content-directory?ObjectID=l{network.films}.all"
    log = tmp_path / "vlc.log"
    with log.open("w") as output:
        vlc = network.client.start(
            "setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "cvlc", "-I", "rc", "--miface=lan0", "--services-discovery=upnp",
            "--vout=dummy", "--aout=dummy", "-vv", where, stdin=subprocess.PIPE, stdout=output, stderr=output,
            env={**os.environ, "HOME": str(home), "XDG_RUNTIME_DIR": str(home)},
        )  # fmt: skip
        assert vlc.stdin is not None
        try:
            until(network.set, 60, "a film in VLC")
            assert [(one["device"], one["mode"]) for one in network.set()] == [("VLC (10.77.0.2)", "direct")]
        finally:
            vlc.stdin.write("quit\n")
            vlc.stdin.close()
            vlc.wait(15)
