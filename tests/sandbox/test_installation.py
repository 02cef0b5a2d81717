"""What `dim doctor` says of the sandbox, and the hardened unit."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from dim.sandbox import confine, landlock, seccomp, status

UNIT = Path(__file__).parents[2] / "packaging" / "dim.service"
MAX_EXPOSURE = 3.0


@pytest.mark.skipif(landlock.abi() < 6 or not seccomp.is_supported(), reason="this kernel lacks a layer")
def test_the_doctor_says_what_is_active() -> None:
    line = status.describe()
    for layer in ("no new privileges", "resource limits", "Landlock (ABI", "TCP", "system call filter"):
        assert layer in line
    assert "not offer" not in line


def test_the_doctor_says_that_it_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(confine.MODE, "off")
    assert "turned off" in status.describe()


def test_an_older_kernel_lacks_landlock_and_keeps_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(*_arguments: object, **_options: object) -> subprocess.CompletedProcess[str]:
        output = '{"abi": 0, "no_new_privileges": true, "landlock": false, "seccomp": true}'
        return subprocess.CompletedProcess([], 0, output, "")

    monkeypatch.setattr("subprocess.run", answer)
    line = status.describe()
    assert "this kernel does not offer: Landlock" in line
    assert "system call filter" in line.partition(";")[0]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_the_unit_is_hardened() -> None:
    command = ["systemd-analyze", "security", "--offline=true", str(UNIT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    found = re.search(r"Overall exposure level for dim\.service: ([\d.]+)", done.stdout)
    assert found, done.stdout + done.stderr
    assert float(found[1]) < MAX_EXPOSURE


def test_the_container_runs_without_root() -> None:
    lines = (UNIT.parents[1] / "Containerfile").read_text().splitlines()
    assert [line for line in lines if line.startswith("USER")] == ["USER 1000:1000"]
