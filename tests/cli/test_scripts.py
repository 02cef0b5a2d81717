"""The scripts that install Dim: which Node they take, and what they print when something fails."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def program(path: Path, output: str, status: int = 0) -> None:
    """A program that prints one thing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{output}'\nexit {status}\n")
    path.chmod(0o755)


def npm_on(tmp_path: Path, node: str | None) -> str:
    """What runs as npm on a system with this version of Node."""
    scripts, system = tmp_path / "scripts", tmp_path / "system"
    scripts.mkdir()
    shutil.copy(ROOT / "scripts" / "npm", scripts)
    program(tmp_path / ".local" / "bin" / "npm", "pinned")
    if node is not None:
        program(system / "node", node)
        program(system / "npm", "system")
    path = f"{system}:/usr/bin:/bin" if node is not None else "/usr/bin:/bin"
    environment = {**os.environ, "PATH": path}
    return subprocess.run([scripts / "npm"], env=environment, capture_output=True, text=True, check=True).stdout.strip()


VERSIONS = [
    ("v18.20.4", False), ("v20.19.0", False), ("v20.20.2", False), ("v21.7.3", False), ("v22.11.0", False), ("v22.12.0", False),
    ("v22.13.0", True), ("v22.22.0", True), ("v23.11.0", False), ("v24.0.0", True), ("v25.2.1", False), ("v26.0.0", True),
    ("v30.1.0", True), ("not a version", False), ("", False),
]  # fmt: skip


@pytest.mark.parametrize(("node", "taken"), VERSIONS)
def test_a_system_node_is_used_only_if_every_tool_accepts_it(tmp_path: Path, node: str, taken: bool) -> None:
    assert npm_on(tmp_path, node) == ("system" if taken else "pinned")


def satisfies(version: tuple[int, int, int], ranges: str) -> bool:
    """Whether a version is in npm's ranges: `^22.13.0 || >=24`."""
    for choice in ranges.split("||"):
        match = re.fullmatch(r"\s*(\^|>=)?\s*v?(\d+)(?:\.(\d+))?(?:\.(\d+))?\s*", choice)
        assert match is not None, ranges
        least = (int(match[2]), int(match[3] or 0), int(match[4] or 0))
        if version >= least and (match[1] == ">=" or version[0] == least[0]):
            return True
    return False


@pytest.mark.parametrize(("node", "taken"), VERSIONS[:13])
def test_the_script_agrees_with_the_engines_of_the_pinned_packages(node: str, taken: bool) -> None:
    major, minor, patch = map(int, node[1:].split("."))
    packages = json.loads((ROOT / "web" / "package-lock.json").read_text())["packages"]
    engines = {
        name: package["engines"]["node"] for name, package in packages.items() if "node" in package.get("engines", ())
    }
    assert len(engines) > 50
    refusing = [name for name, ranges in engines.items() if not satisfies((major, minor, patch), ranges)]
    assert (refusing == []) == taken, refusing


def test_make_install_says_why_npm_failed(tmp_path: Path) -> None:
    top = tmp_path / "dim"
    (top / "web").mkdir(parents=True)
    (top / "src/dim/webui").mkdir(parents=True)
    shutil.copy(ROOT / "Makefile", top)
    shutil.copytree(ROOT / "scripts", top / "scripts")
    (top / "web" / "package-lock.json").touch()
    program(top / "scripts" / "npm", "npm error code EINTEGRITY", 7)
    install = ["make", "--no-print-directory", "-o", ".venv/.installed", "web/node_modules/.installed"]
    failed = subprocess.run(install, cwd=top, capture_output=True, text=True, check=False)
    assert failed.returncode == 2
    assert "npm error code EINTEGRITY" in failed.stderr
    assert "npm --prefix web ci' failed with status 7" in failed.stderr
    program(top / "scripts" / "npm", "added 400 packages")
    (top / "web" / "node_modules").mkdir()
    done = subprocess.run(install, cwd=top, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "Installing what the web UI is built with ...\n")
    assert (top / "web" / "node_modules" / ".installed").exists()
