"""Where benchmarks run, and how one run is measured."""

import contextlib
import os
import random
import shutil
import socket
import subprocess
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Run:
    """One process with its children: seconds of wall time and of CPU (user + system), MiB of peak memory."""

    wall: float
    cpu: float
    peak: float
    # How often each system call was made, when they were counted.
    calls: Counter = field(default_factory=Counter)

    def __add__(self, other: "Run") -> "Run":
        return Run(
            self.wall + other.wall, self.cpu + other.cpu, max(self.peak, other.peak), self.calls + other.calls)

    @staticmethod
    def slower(*runs: "Run") -> "Run":
        """Work that can be done side by side: the wall time of the slower, the CPU time of all."""
        return Run(
            max(r.wall for r in runs), sum(r.cpu for r in runs), max(r.peak for r in runs),
            sum((r.calls for r in runs), Counter()))


@contextlib.contextmanager
def disk(size_gib: int, folder: str | None):
    """A fresh ext4 in memory, so that neither the machine's disk nor files deleted there are measured.

    Needs root and a tmpfs; else, or with a given folder, a fresh folder on the machine's own file system.
    """
    shared = Path("/dev/shm")
    if folder or os.geteuid() != 0 or not os.access(shared, os.W_OK) or not shutil.which("mkfs.ext4"):
        place = Path(tempfile.mkdtemp(prefix="cairn-bench-", dir=folder))
        try:
            yield place, f"a folder on the file system of {place.parent}"
        finally:
            shutil.rmtree(place, ignore_errors=True)
        return
    home = Path(tempfile.mkdtemp(prefix="cairn-bench-", dir=shared))
    image, mount = home / "image", home / "disk"
    mount.mkdir()
    try:
        with open(image, "wb") as file:
            file.truncate(size_gib << 30)
        # Nothing is left for the kernel to initialise while we measure.
        lazy = ["-E", "lazy_itable_init=1,lazy_journal_init=1"]
        subprocess.run(["mkfs.ext4", "-q", "-F", "-i", "2048", *lazy, image], check=True)
        options = "loop,noinit_itable"
        mounted = subprocess.run(["mount", "-o", options, image, mount], stderr=subprocess.DEVNULL)
        if mounted.returncode == 0:
            try:
                yield mount, "ext4 with a journal on a loop device in memory"
            finally:
                subprocess.run(["umount", "-l", mount], check=False)
            return
        image.unlink()
        yield mount, "tmpfs (no loop device to be had)"
    finally:
        shutil.rmtree(home, ignore_errors=True)


class Bench:
    """The programs, a scratch folder, and the environment of every run."""

    def __init__(self, cairn: str, peer: str | None, scratch: Path, files: int, rounds: int, peer_rounds: int):
        self.tools = {"cairn": cairn} | ({"dvc": peer} if peer else {})
        self.scratch = scratch
        self.files = files
        self.rounds = rounds
        self.peer_rounds = peer_rounds
        self.durability = None
        # System calls are counted (strace), which makes times worthless.
        self.counts_calls = False
        home = scratch / "home"
        home.mkdir()
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "DVC_NO_ANALYTICS": "1",
            "DVC_SITE_CACHE_DIR": str(home / "site"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "LC_ALL": "C.UTF-8",
        }
        for key, value in {"user.name": "bench", "user.email": "bench@localhost", "gc.auto": "0"}.items():
            self.run(["git", "config", "--global", key, value], scratch)

    # Running

    def run(self, command: list, folder: Path):
        """Something that is not measured, and must succeed."""
        subprocess.run(
            command, cwd=folder, env=self.environment, check=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )

    def shell(self, command: str, folder: Path):
        self.run(["sh", "-ec", command], folder)

    def measure(self, command: list | str, folder: Path, times: int = 1) -> Run:
        """Runs a command (a text: by the shell) that must succeed. Repeated, its mean: short runs are noisy."""
        if isinstance(command, str):
            command = ["sh", "-ec", command]
        if self.counts_calls:
            return self.count(command, folder)
        total, peak = Run(0, 0, 0), 0.0
        # A child's peak begins with its parent's: GNU time starts it from a small one.
        report = self.scratch / "home/peak"
        if times == 1 and os.path.exists("/usr/bin/time"):
            command = ["/usr/bin/time", "-q", "-o", report, "-f", "%M", *command]
        os.sync()
        for _ in range(times):
            start = time.perf_counter()
            process = subprocess.Popen(
                command, cwd=folder, env=self.environment,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            )
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode != 0:
                raise SystemExit(f"bench: {command} ended with {process.returncode}")
            total += Run(wall, usage.ru_utime + usage.ru_stime, 0)
            peak = max(peak, (int(report.read_text()) if times == 1 and report.exists() else usage.ru_maxrss) / 1024)
        return Run(total.wall / times, total.cpu / times, peak)

    def count(self, command: list, folder: Path) -> Run:
        """How often a command and its children make each system call."""
        report = self.scratch / "home/calls"
        columns = ["-U", "calls,name"]
        self.run(["strace", "-f", "-qq", "-c", *columns, "-o", report, *command], folder)
        calls = Counter()
        for line in report.read_text().splitlines():
            words = line.split()
            if len(words) == 2 and words[0].isdigit() and words[1] != "total":
                calls[words[1]] += int(words[0])
        return Run(0, 0, 0, calls)

    def turns(self, round_number: int):
        """Who runs in a round: the peer not always in all of them."""
        return [
            (tool, program) for tool, program in self.tools.items()
            if tool != "dvc" or round_number < self.peer_rounds
        ]

    # Places

    def fresh(self, name: str) -> Path:
        """A folder that is not there yet."""
        folder = self.scratch / name
        assert not folder.exists(), folder
        return folder

    def drop(self, *folders: Path):
        for folder in folders:
            if folder.exists():
                subprocess.run(["rm", "-rf", folder], check=True)
        os.sync()

    def project(self, name: str, tool: str) -> Path:
        folder = self.fresh(name)
        folder.mkdir()
        self.run(["git", "init", "-q", "."], folder)
        self.run([self.tools[tool], "init", "-q"], folder)
        if tool == "cairn" and self.durability:
            self.run([self.tools[tool], "config", "core.durability", self.durability], folder)
        return folder

    @contextlib.contextmanager
    def lent(self, source: Path, folder: Path):
        """The data itself as a project's `data` for a while: faster than a copy, and nobody writes to it."""
        source.rename(folder / "data")
        try:
            yield
        finally:
            (folder / "data").rename(source)

    def project_with(self, name: str, tool: str, source: Path, add: bool = True) -> Path:
        """A project whose `data` is a copy of `source`, tracked."""
        folder = self.project(name, tool)
        self.run(["cp", "-r", source, folder / "data"], folder)
        if add:
            self.run([self.tools[tool], "add", "-q", "data"], folder)
        return folder

    # Data

    def small_files(self) -> Path:
        """Files of 1 to 16 KiB, three levels deep, about 80 in a directory."""
        return self.tree("small", self.files, 1024, 16384)

    def tree(self, name: str, count: int, smallest: int, largest: int) -> Path:
        source = self.scratch / name
        if source.exists():
            return source
        rng = random.Random(count)
        folders = max(1, count // 83)
        for index in range(folders):
            (source / f"{index % 11:02}" / f"{index // 11 % 11:02}" / f"{index:05}").mkdir(parents=True)
        for index in range(count):
            n = index % folders
            path = f"{source}/{n % 11:02}/{n // 11 % 11:02}/{n:05}/{index:07}.bin"
            with open(path, "wb", buffering=0) as file:
                left = rng.randint(smallest, largest)
                while left > 0:
                    left -= file.write(rng.randbytes(min(left, 16 << 20)))
        os.sync()
        return source

    def one_percent(self, data: Path, seed: int) -> list[str]:
        """The paths of every hundredth file below a folder, relative to it."""
        paths = sorted(str(path.relative_to(data)) for path in data.rglob("*.bin"))
        return paths[seed % 100 :: 100]

    def rewrite(self, data: Path, paths: list[str], seed: int):
        """New content of another size, as an editor would leave it."""
        rng = random.Random(seed)
        for path in paths:
            (data / path).unlink()
            (data / path).write_bytes(rng.randbytes(rng.randint(1024, 16384)))


def wait_for(port: int, process: subprocess.Popen, log: Path):
    """Until a server of ours takes connections."""
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            if process.poll() is not None:
                raise SystemExit(f"bench: {process.args[0]} does not start, see {log}") from None
            time.sleep(0.02)
