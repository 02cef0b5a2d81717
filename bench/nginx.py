"""nginx with sendfile, for comparison."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.server import free_port

SETTINGS = """daemon off; worker_processes 1; pid {scratch}/nginx.pid; error_log stderr crit;
events {{ worker_connections 1024; }}
http {{ access_log off; sendfile on; tcp_nopush on; client_body_temp_path {scratch}/body; proxy_temp_path {scratch}/proxy;
fastcgi_temp_path {scratch}/fastcgi; uwsgi_temp_path {scratch}/uwsgi; scgi_temp_path {scratch}/scgi;
types {{ text/html html; text/javascript js; video/mp4 mp4 m4s; application/vnd.apple.mpegurl m3u8; }}
server {{ listen 127.0.0.1:{port}; root "{root}"; }} }}
"""


@contextmanager
def serving(root: Path, scratch: Path) -> Iterator[str]:
    """Serve a folder and yield its URL. Needs Debian's nginx (apt-get install nginx-light)."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if program is None:
        raise SystemExit("The peer is missing: apt-get install nginx-light.")
    port = free_port()
    scratch.mkdir(exist_ok=True)
    scratch.chmod(0o755)
    settings = scratch / "nginx.conf"
    settings.write_text("user root; \n" + SETTINGS.format(scratch=scratch, port=port, root=root))
    process = subprocess.Popen([program, "-c", str(settings), "-p", str(scratch)])
    time.sleep(0.3)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)
