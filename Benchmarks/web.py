"""Rows of HTTP and WebDAV remotes: Debian's nginx on a port of its own, and `curl --parallel` over the same list."""

import contextlib
import os
import socket
import subprocess
import time
from pathlib import Path

from harness import Bench

FILES = 5_000
PARALLEL = 16

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
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except ConnectionRefusedError:
                if process.poll() is not None:
                    raise
                time.sleep(0.02)
        yield port
    finally:
        process.terminate()
        process.wait()


def curl(lines: list[str], script: Path) -> list[str]:
    script.write_text("\n".join(lines))
    flags = ["-s", "--no-progress-meter", "-f", "--parallel", "--parallel-max", str(PARALLEL)]
    return ["curl", *flags, "--config", str(script)]


def web(bench: Bench, kind: str, direction: str):
    """Files of 8 KiB go up to a new remote each time, or come down into an empty cache."""
    source = bench.tree("web", FILES, 8192, 8192)
    here = bench.fresh(f"{kind}-{direction}")
    here.mkdir()
    folders = {tool: bench.project_with(f"{kind}-{direction}-{tool}", tool, source) for tool in bench.tools}
    objects = sorted((folders["cairn"] / ".dvc/cache/files/md5").glob("*/*"))
    keep = here / "objects"
    bench.run(["cp", "-r", folders["cairn"] / ".dvc/cache/files/md5", keep], here)
    with nginx(here / "server") as port:

        def place(name: str) -> str:
            if kind == "webdav":
                # The real dvc wants the remote's own collection to be there.
                (here / "server/data/webdav" / name).mkdir()
            return f"127.0.0.1:{port}/{kind}/{name}"

        for n in range(bench.rounds):
            url = f"http://{place(f'limit-{n}')}"
            names = [f"{path.parent.name}/{path.name}" for path in objects]
            up = [line for name in names
                  for line in (f"upload-file = {keep}/{name}", f"url = {url}/{name}", "output = /dev/null")]
            runs = {"limit": bench.measure(curl(up, here / "up"), here)}
            if direction == "pull":
                target = here / f"down-{n}"
                for name in names:
                    (target / name).parent.mkdir(parents=True, exist_ok=True)
                down = [line for name in names for line in (f"url = {url}/{name}", f"output = {target}/{name}")]
                runs["limit"] = bench.measure(curl(down, here / "down"), here)
                bench.drop(target)
            for tool, program in bench.turns(n):
                folder = folders[tool]
                bench.run([program, "remote", "add", "-f", "-d", "web", f"{kind}://{place(f'{tool}-{n}')}"], folder)
                bench.run([program, "remote", "modify", "web", "jobs", str(PARALLEL)], folder)
                if kind == "http":
                    bench.run([program, "remote", "modify", "web", "method", "PUT"], folder)
                runs[tool] = bench.measure([program, "push", "-q"], folder)
                if direction == "pull":
                    bench.drop(folder / ".dvc/cache")
                    runs[tool] = bench.measure([program, "fetch", "-q"], folder)
            yield runs
    bench.drop(here, *folders.values())


def http_push(bench: Bench):
    yield from web(bench, "http", "push")


def http_pull(bench: Bench):
    yield from web(bench, "http", "pull")


def webdav_push(bench: Bench):
    yield from web(bench, "webdav", "push")


def webdav_pull(bench: Bench):
    yield from web(bench, "webdav", "pull")
