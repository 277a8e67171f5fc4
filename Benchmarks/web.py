"""Rows of HTTP and WebDAV remotes: Debian's nginx on a port of its own, and `curl --parallel` over the same list."""

import contextlib
import os
import socket
import subprocess
from pathlib import Path

from exchange import PARALLEL
from harness import Bench, wait_for

NGINX = """
load_module /usr/lib/nginx/modules/ngx_http_dav_ext_module.so;
daemon off;
{user}
worker_processes 1;
pid {here}/pid;
events {{ worker_connections 512; }}
http {{
  access_log off;
  keepalive_requests 1000000;
  client_max_body_size 0;
  client_body_temp_path {here}/temp/body;
  proxy_temp_path {here}/temp/proxy;
  fastcgi_temp_path {here}/temp/fastcgi;
  uwsgi_temp_path {here}/temp/uwsgi;
  scgi_temp_path {here}/temp/scgi;
  server {{
    listen 127.0.0.1:{port} backlog=512;
    location /http/ {{ alias {here}/data/http/; dav_methods PUT; create_full_put_path on; }}
    location /webdav {{
      alias {here}/data/webdav;
      dav_methods PUT DELETE MKCOL COPY MOVE;
      dav_ext_methods PROPFIND OPTIONS;
      create_full_put_path on;
    }}
  }}
}}
"""


@contextlib.contextmanager
def nginx(here: Path):
    """Runs until the block ends; gives the port."""
    for folder in ("data/http", "data/webdav", "temp"):
        (here / folder).mkdir(parents=True)
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    user = "user root;" if os.getuid() == 0 else ""
    (here / "conf").write_text(NGINX.format(here=here, port=port, user=user))
    process = subprocess.Popen(["/usr/sbin/nginx", "-e", here / "errors", "-p", here, "-c", here / "conf"])
    try:
        wait_for(port, process, here / "errors")
        yield port
    finally:
        process.terminate()
        process.wait()


class Web:
    """One location of nginx, and curl."""

    def __init__(self, kind: str, port: int, here: Path):
        self.kind, self.port, self.here = kind, port, here
        self.options = {"jobs": str(PARALLEL)} | ({"method": "PUT"} if kind == "http" else {})

    def url(self, name: str, scheme: str = "http") -> str:
        return f"{scheme}://127.0.0.1:{self.port}/{self.kind}/{name}"

    def place(self, name: str) -> str:
        if self.kind == "webdav":
            # The real dvc wants the remote's own collection to be there.
            (self.here / "data/webdav" / name).mkdir()
        return self.url(name, self.kind)

    def up(self, source: Path, name: str):
        yield self.curl([
            (f"upload-file = {path}", f"url = {self.url(name)}/{path.relative_to(source)}", "output = /dev/null")
            for path in sorted(source.rglob("*.bin"))])

    def down(self, name: str, target: Path):
        stored = self.here / "data" / self.kind / name
        paths = [path.relative_to(stored) for path in sorted(stored.rglob("*.bin"))]
        for path in paths:
            (target / path).parent.mkdir(parents=True, exist_ok=True)
        yield self.curl([(f"url = {self.url(name)}/{path}", f"output = {target}/{path}") for path in paths])

    def curl(self, transfers: list[tuple]) -> list[str]:
        script = self.here / "script"
        script.write_text("".join(f"{line}\n" for lines in transfers for line in lines))
        flags = ["-s", "--no-progress-meter", "-f", "--parallel", "--parallel-max", str(PARALLEL)]
        return ["curl", *flags, "--config", str(script)]


def served(kind: str):
    @contextlib.contextmanager
    def serve(bench: Bench, here: Path):
        with nginx(here) as port:
            yield Web(kind, port, here)

    return serve


http, webdav = served("http"), served("webdav")
