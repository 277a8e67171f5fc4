"""SeaweedFS on a port of its own, for rows that need an S3 server, and s5cmd."""

import contextlib
import os
import socket
import subprocess
import time
from pathlib import Path

from exchange import PARALLEL, configure, projects
from harness import Bench

KEYS = {"AWS_ACCESS_KEY_ID": "testkey", "AWS_SECRET_ACCESS_KEY": "testsecret", "AWS_EC2_METADATA_DISABLED": "true"}
IDENTITIES = """{"identities": [{"name": "all", "credentials": [{"accessKey": "testkey", "secretKey": "testsecret"}],
"actions": ["Admin", "Read", "Write", "List", "Tagging"]}]}"""


def programs() -> Path:
    """Where `weed` and `s5cmd` are: a folder named by CAIRN_S3, else the one that Scripts/python.sh makes."""
    if "CAIRN_S3" in os.environ:
        return Path(os.environ["CAIRN_S3"])
    script = Path(__file__).parent.parent / "Scripts/python.sh"
    return Path(subprocess.check_output([script, "s3"], text=True).strip()) / "bin"


def ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        found = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in found:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in found]


@contextlib.contextmanager
def server(here: Path):
    """Runs until the block ends; gives its URL."""
    (here / "data").mkdir(parents=True)
    (here / "s3.json").write_text(IDENTITIES)
    p = ports(8)
    words = [
        programs() / "weed", "server", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-dir={here}/data", "-volume.max=1000",
        "-volume.minFreeSpace=1MiB", "-master.volumeSizeLimitMB=64", f"-master.port={p[0]}",
        f"-master.port.grpc={p[1]}", f"-volume.port={p[2]}", f"-volume.port.grpc={p[3]}", "-filer",
        f"-filer.port={p[4]}", f"-filer.port.grpc={p[5]}", "-s3", f"-s3.port={p[6]}", f"-s3.port.grpc={p[7]}",
        "-s3.port.iceberg=0", "-s3.port.lance=0", f"-s3.config={here}/s3.json",
    ]
    url = f"http://127.0.0.1:{p[6]}"
    with open(here / "log", "wb") as log:
        process = subprocess.Popen(words, stdout=log, stderr=log, cwd=here)
    try:
        for _ in range(600):
            made = s5cmd(url, ["mb", "s3://bench"], here)
            if made == 0:
                break
            if process.poll() is not None:
                raise SystemExit(f"bench: weed does not start, see {here}/log")
            time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait()


def client(url: str, words: list[str]) -> list:
    """A command line of s5cmd."""
    return [programs() / "s5cmd", "--endpoint-url", url, *words]


def s5cmd(url: str, words: list[str], folder: Path) -> int:
    return subprocess.run(
        client(url, words), cwd=folder, env=os.environ | KEYS,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode


class Bucket:
    """A bucket, and s5cmd with as many transfers at once as the others."""

    def __init__(self, url: str):
        self.url = url
        self.options = {"jobs": str(PARALLEL), "endpointurl": url}

    def place(self, name: str) -> str:
        return f"s3://bench/{name}"

    def up(self, source: Path, name: str):
        yield self.client("cp", f"{source}/*", f"s3://bench/{name}/")

    def down(self, name: str, target: Path):
        yield self.client("cp", f"s3://bench/{name}/*", f"{target}/")

    def client(self, *words: str) -> list:
        return client(self.url, ["--log", "error", "--numworkers", str(PARALLEL), *words])


@contextlib.contextmanager
def s3(bench: Bench, here: Path):
    with server(here) as url:
        bench.environment |= KEYS
        yield Bucket(url)


def nothing_to_push(count: int, remembers: bool):
    """The limit lists the remote. All tools have pushed to it.

    - remembers: as in daily work; else as in a fresh clone, where nothing is known of the remote.
    """
    def rounds(bench: Bench):
        source = bench.tree(f"far-{count}", count, 256, 256)
        here = bench.fresh("far")
        folders = projects(bench, "far", source)
        with server(here / "server") as url:
            bench.environment |= KEYS
            bucket = Bucket(url)
            for tool, program in bench.tools.items():
                configure(bench, program, folders[tool], bucket.place("all"), bucket.options)
                bench.run([program, "push", "-q"], folders[tool])
            for n in range(bench.rounds):
                runs = {"limit": bench.measure(bucket.client("ls", "s3://bench/all/*"), here)}
                for tool, program in bench.turns(n):
                    if not remembers:
                        bench.drop(folders[tool] / ".dvc/tmp", bench.scratch / "home/site")
                    runs[tool] = bench.measure([program, "push", "-q"], folders[tool])
                yield runs
        bench.drop(here, *folders.values())

    return rounds
