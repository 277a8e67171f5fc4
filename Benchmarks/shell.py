"""Debian's sshd on a port of its own with keys of its own, and the sftp and scp of OpenSSH."""

import contextlib
import os
import shutil
import subprocess
from pathlib import Path

from harness import Bench, wait_for
from weed import ports

SSHD = """
Port {port}
ListenAddress 127.0.0.1
HostKey {here}/host
AuthorizedKeysFile {here}/key.pub
PidFile none
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
StrictModes no
Subsystem sftp internal-sftp
MaxStartups 100
"""
CLIENT = """
Host *
  UserKnownHostsFile {here}/known
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking accept-new
  IdentitiesOnly yes
  IdentityFile {here}/key
  LogLevel ERROR
"""


class Shell:
    """A folder on the server, and other programs that reach it."""

    def __init__(self, port: int, here: Path):
        self.port, self.here = port, here
        self.data = here / "data"
        self.data.mkdir()
        self.options = {"keyfile": str(here / "key"), "user": os.environ.get("USER") or "root"}

    def place(self, name: str) -> str:
        return f"ssh://127.0.0.1:{self.port}{self.data}/{name}"

    def up(self, source: Path, name: str):
        # Each has a place of its own; what comes down is the last.
        (self.data / "sftp").mkdir()
        yield self.sftp(f"put -r {source} {self.data}/sftp/data")
        yield self.program("scp", "-q", "-r", source, f"127.0.0.1:{self.data}/{name}")

    def down(self, name: str, target: Path):
        yield self.sftp(f"get -r {self.data}/{name} {target}")
        shutil.rmtree(target)
        yield self.program("scp", "-q", "-r", f"127.0.0.1:{self.data}/{name}", target)

    def sftp(self, line: str) -> list:
        script = self.here / "script"
        script.write_text(line + "\n")
        return self.program("sftp", "-q", "-b", script, "127.0.0.1")

    def program(self, name: str, *words) -> list:
        port = f"-oPort={self.port}"
        return [name, "-F", self.here / "config", port, *words]


@contextlib.contextmanager
def ssh(bench: Bench, here: Path):
    """Runs until the block ends. The `ssh` of the runs knows nothing of the user's own configuration."""
    (here / "bin").mkdir(parents=True)
    port = ports(1)[0]
    for name in ("key", "host"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", here / name], check=True)
    (here / "sshd").write_text(SSHD.format(port=port, here=here))
    (here / "config").write_text(CLIENT.format(here=here))
    wrapper = here / "bin/ssh"
    wrapper.write_text(f'#!/bin/sh\nexec {shutil.which("ssh")} -F {here}/config "$@"\n')
    wrapper.chmod(0o755)
    if os.geteuid() == 0:
        # Where sshd looks for it when it is started by root.
        Path("/run/sshd").mkdir(exist_ok=True)
    process = subprocess.Popen(["/usr/sbin/sshd", "-D", "-f", here / "sshd", "-E", here / "log"])
    path = bench.environment["PATH"]
    bench.environment["PATH"] = f"{here}/bin:{path}"
    try:
        wait_for(port, process, here / "log")
        yield Shell(port, here)
    finally:
        bench.environment["PATH"] = path
        process.terminate()
        process.wait()
