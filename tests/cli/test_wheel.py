"""The wheel carries everything: installed into an empty environment, it serves the UI."""

import re
import subprocess
import sys
import venv
import zipfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import httpx
import pytest

from support.server import free_port, until

ROOT = Path(__file__).parents[2]


def link_what_dim_needs(packages: Path) -> None:
    """The packages of `requirements/run.txt`, as they are installed here, and nothing else: to install them again takes a minute."""
    names = re.findall(r"^([\w.-]+)==", (ROOT / "requirements" / "run.txt").read_text(), re.MULTILINE)
    for name in names:
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue  # it is for another platform
        for top in {file.parts[0] for file in found.files or () if file.parts[0] not in ("..", "__pycache__")}:
            (packages / top).symlink_to(str(found.locate_file(top)))


@pytest.mark.timeout(300)
def test_the_wheel_serves_the_ui(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, timeout=120)
    wheel = next(tmp_path.glob("*.whl"))
    home = tmp_path / "venv"
    venv.create(home)
    packages = next(home.glob("lib/python*/site-packages"))
    link_what_dim_needs(packages)
    with zipfile.ZipFile(wheel) as content:
        content.extractall(packages)
    port = free_port()
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(tmp_path),
        "DIM_DATA_DIR": str(tmp_path / "data"),
        "DIM_PORT": str(port),
    }
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            [str(home / "bin" / "python"), "-m", "dim", "serve"], env=environment, cwd=tmp_path, stdout=log, stderr=log
        )
    try:

        def page() -> str | None:
            assert process.poll() is None, (tmp_path / "log").read_text()
            try:
                return httpx.get(f"http://127.0.0.1:{port}/", trust_env=False).text
            except httpx.TransportError:
                return None

        html = until(page, 90, "the page")
        script = next(part.split('"')[0] for part in html.split('src="') if part.startswith("./assets/"))
        assert (
            httpx.get(f"http://127.0.0.1:{port}/{script}", trust_env=False)
            .headers["content-type"]
            .startswith("text/javascript")
        )
    finally:
        process.terminate()
        process.wait(10)
