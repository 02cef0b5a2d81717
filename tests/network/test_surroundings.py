"""What files and programs say of containers and firewalls."""

import json
from pathlib import Path

import pytest

from dim.network.reachability import Firewall
from dim.network.surroundings import drops_by_default, kind_of_cgroup, look_around, ufw_allows, ufw_is_on

TUPLE = "### tuple ### {} {} {} 0.0.0.0/0 any 0.0.0.0/0 in"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", None),
        ("0::/init.scope\n", None),
        ("12:pids:/docker/0123abcd\n0::/docker/0123abcd\n", "Docker"),
        ("0::/system.slice/docker-0123.scope\n", "Docker"),
        ("1:name=systemd:/kubepods/besteffort/pod1/docker\n", "Kubernetes"),
        ("0::/machine.slice/libpod-0123.scope/container\n", "Podman"),
        ("4:memory:/lxc/films\n", "LXC"),
        ("0::/user.slice/my-docker-notes.scope\n", None),
    ],
)
def test_containers(text: str, kind: str | None) -> None:
    assert kind_of_cgroup(text) == kind


@pytest.mark.parametrize(
    ("text", "is_on"),
    [("ENABLED=yes\n", True), ("# a\nenabled=YES", True), ("ENABLED=no", False), ("#ENABLED=yes", False)],
)
def test_ufw(text: str, is_on: bool) -> None:
    assert ufw_is_on(text) is is_on


@pytest.mark.parametrize(
    ("rule", "is_allowed"),
    [
        (TUPLE.format("allow", "tcp", "8008"), True),
        (TUPLE.format("allow", "any", "8008"), True),
        (TUPLE.format("limit", "tcp", "8008"), True),
        (TUPLE.format("allow", "tcp", "22,8000:8010"), True),
        (TUPLE.format("allow", "any", "any"), True),
        (TUPLE.format("allow", "udp", "8008"), False),
        (TUPLE.format("deny", "tcp", "8008"), False),
        (TUPLE.format("allow", "tcp", "80"), False),
        (TUPLE.format("allow", "tcp", "x:y"), False),
        ("### tuple ### allow", False),
        ("-A ufw-user-input -p tcp --dport 8008 -j ACCEPT", False),
    ],
)
def test_rules_of_ufw(rule: str, is_allowed: bool) -> None:
    assert ufw_allows(f"*filter\n{rule}\nCOMMIT\n", 8008) is is_allowed


@pytest.mark.parametrize(
    ("ruleset", "drops"),
    [
        ({"nftables": [{"metainfo": {}}, {"chain": {"hook": "input", "policy": "drop"}}]}, True),
        ({"nftables": [{"chain": {"hook": "input", "policy": "accept"}}]}, False),
        ({"nftables": [{"chain": {"hook": "forward", "policy": "drop"}}]}, False),
        ({"nftables": [{"chain": {"name": "mine"}}]}, False),
        ({"nftables": None}, False),
        ([], False),
    ],
)
def test_nftables(ruleset: object, drops: bool) -> None:
    assert drops_by_default(json.dumps(ruleset)) is drops


def test_what_lies_on_the_disk_is_read(tmp_path: Path) -> None:
    assert look_around(8008, (), tmp_path).firewalls == ()
    assert look_around(8008, (), tmp_path).container is None
    (tmp_path / "etc/ufw").mkdir(parents=True)
    (tmp_path / "etc/ufw/ufw.conf").write_text("ENABLED=yes\n")
    (tmp_path / ".dockerenv").touch()
    found = look_around(8008, (), tmp_path)
    assert found.container == "Docker"
    assert found.firewalls == (Firewall("ufw", "Run: sudo ufw allow 8008/tcp"),)
    (tmp_path / "etc/ufw/user.rules").write_text(TUPLE.format("allow", "tcp", "8008") + "\n")
    assert look_around(8008, (), tmp_path).firewalls == ()
