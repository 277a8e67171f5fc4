"""SeaweedFS on a port of its own, for rows that need an S3 server."""

import contextlib
import os
import socket
import subprocess
import time
from pathlib import Path

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
