"""Finds out where the server runs: in a container, behind a firewall. Says only what is certain."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from dim.network.interfaces import Address, read_addresses
from dim.network.reachability import Firewall, Surroundings

PROGRAM_SECONDS = 5.0
LONGEST_FILE = 1 << 20
_MARKERS = {"/.dockerenv": "Docker", "/run/.containerenv": "Podman"}
_CGROUPS = {"kubepods": "Kubernetes", "docker": "Docker", "libpod": "Podman", "lxc": "LXC"}


def look_around(
    port: int, addresses: tuple[Address, ...] | None = None, root: Path = Path("/"), *, run_programs: bool = False
) -> Surroundings:
    """What is known of the surroundings of a server on a port. `root`: where files are read, for tests.

    `run_programs`: ask firewalls by their programs, which takes up to some seconds and blocks.
    """
    firewalls = [*_ufw(port, root), *(_by_programs(port) if run_programs else ())]
    return Surroundings(
        addresses=read_addresses() if addresses is None else addresses,
        container=container_kind(root), firewalls=tuple(firewalls),
    )  # fmt: skip


def container_kind(root: Path = Path("/")) -> str | None:
    """The kind of container that this process is in; None: none, or none that can be told."""
    for marker, name in _MARKERS.items():
        if _exists(root / marker.lstrip("/")):
            return name
    return kind_of_cgroup(_read(root / "proc/1/cgroup") or "")


def kind_of_cgroup(text: str) -> str | None:
    """The kind of container by the control groups of its first process (cgroups(7)); under version 2 they say nothing."""
    paths = [line.rsplit(":", 1)[-1] for line in text.splitlines()]
    return next((name for word, name in _CGROUPS.items() if any(f"/{word}" in path for path in paths)), None)


def ufw_is_on(configuration: str) -> bool:
    """Whether /etc/ufw/ufw.conf says that ufw is on."""
    return any(line.strip().lower() == "enabled=yes" for line in configuration.splitlines())


def ufw_allows(rules: str, port: int) -> bool:
    """Whether a rule of /etc/ufw/user.rules ("### tuple ### allow tcp 8008 0.0.0.0/0 …") lets TCP connections to a port in."""
    tuples = [line.split()[3:6] for line in rules.splitlines() if line.startswith("### tuple ### ")]
    return any(
        len(rule) == 3
        and rule[0] in ("allow", "limit")
        and rule[1] in ("tcp", "any")
        and any(_covers(part, port) for part in rule[2].split(","))
        for rule in tuples
    )


def drops_by_default(ruleset: str) -> bool:
    """Whether a chain of `nft -j list ruleset` drops what comes in and that no rule lets in."""
    try:
        entries = json.loads(ruleset)["nftables"]
        chains = [entry["chain"] for entry in entries if "chain" in entry]
    except (ValueError, TypeError, KeyError):
        return False
    return any(chain.get("hook") == "input" and chain.get("policy") == "drop" for chain in chains)


def _covers(ports: str, port: int) -> bool:
    if ports == "any":
        return True
    first, _, last = ports.partition(":")
    return first.isdigit() and (last or first).isdigit() and int(first) <= port <= int(last or first)


def _ufw(port: int, root: Path) -> Iterator[Firewall]:
    if not ufw_is_on(_read(root / "etc/ufw/ufw.conf") or ""):
        return
    rules = _read(root / "etc/ufw/user.rules")  # for root alone on most systems
    if rules is None or not ufw_allows(rules, port):
        yield Firewall("ufw", f"Run: sudo ufw allow {port}/tcp")


def _by_programs(port: int) -> Iterator[Firewall]:
    if _output("firewall-cmd", "--state") is not None:
        allowed = _output("firewall-cmd", f"--query-port={port}/tcp", accepted=(0, 1))
        if allowed is None or allowed.strip() != "yes":  # a service or a zone of its own may allow it
            advice = f"Run: sudo firewall-cmd --permanent --add-port={port}/tcp && sudo firewall-cmd --reload"
            yield Firewall("firewalld", advice)
        return
    ruleset = _output("nft", "-j", "list", "ruleset")
    if ruleset is not None and drops_by_default(ruleset):
        yield Firewall("nftables", "It drops what no rule lets in: see `nft list ruleset`.")
        return
    rules = _output("iptables", "-S", "INPUT")
    if rules is not None and any(line.split()[:3] == ["-P", "INPUT", "DROP"] for line in rules.splitlines()):
        yield Firewall("iptables", "It drops what no rule lets in: see `iptables -S INPUT`.")


def _output(program: str, *arguments: str, accepted: tuple[int, ...] = (0,)) -> str | None:
    """What a program prints; None: it is not there, it may not be asked, or it takes too long."""
    found = shutil.which(program)
    if found is None:
        return None
    try:
        done = subprocess.run(
            [found, *arguments], capture_output=True, text=True, errors="replace", timeout=PROGRAM_SECONDS, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout if done.returncode in accepted else None


def _read(path: Path) -> str | None:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(LONGEST_FILE)
    except OSError:
        return None


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False
