"""Two hosts on one machine: network namespaces joined by a cable (veth(4)), made by the test and removed after it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any


def why_not() -> str:
    """Why there can be no namespaces here; empty: there can."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    if shutil.which("ip") is None:
        return "network namespaces need `ip` (Debian: iproute2)"
    name = f"dim-try-{os.getpid()}"
    made = subprocess.run(["ip", "netns", "add", name], capture_output=True, text=True, check=False)
    if made.returncode:
        return f"network namespaces are not allowed here: {made.stderr.strip()}"
    subprocess.run(["ip", "netns", "delete", name], check=False)
    return ""


@dataclass(frozen=True)
class Host:
    """A namespace with one interface."""

    name: str
    interface: str

    def command(self, *command: str) -> list[str]:
        """A command that runs on this host."""
        return ["ip", "netns", "exec", self.name, *command]

    def start(self, *command: str, **options: Any) -> "subprocess.Popen[str]":
        """Start a program on this host."""
        return subprocess.Popen(self.command(*command), text=True, **options)

    def run(self, *command: str, seconds: float = 30, **options: Any) -> str:
        """What a program on this host says; it has to succeed."""
        done = subprocess.run(
            self.command(*command), capture_output=True, text=True, timeout=seconds, check=False, **options
        )
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return str(done.stdout)

    def set_address(self, address: str) -> None:
        """Give it this address (with the length of the prefix) in place of the one before."""
        self.run("ip", "address", "flush", "dev", self.interface, "scope", "global")
        self.run("ip", "address", "add", address, "dev", self.interface)
        self.run("ip", "route", "replace", "default", "dev", self.interface)


@contextmanager
def two_hosts() -> Iterator[tuple[Host, Host]]:
    """A server's host, 10.77.0.1, and a client's, 10.77.0.2, on one cable."""
    number = os.getpid()
    server, client = Host(f"dim-server-{number}", "lan0"), Host(f"dim-client-{number}", "lan0")
    try:
        for host in (server, client):
            subprocess.run(["ip", "netns", "add", host.name], check=True)
            host.run("ip", "link", "set", "lo", "up")
        server.run("ip", "link", "add", "lan0", "type", "veth", "peer", "name", "lan0", "netns", client.name)
        for host, address in ((server, "10.77.0.1/24"), (client, "10.77.0.2/24")):
            host.run("ip", "link", "set", "lan0", "up")
            host.set_address(address)
        yield server, client
    finally:
        for host in (server, client):
            with suppress(OSError):
                subprocess.run(["ip", "netns", "delete", host.name], capture_output=True, check=False)
