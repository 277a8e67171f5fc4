"""Hooks and history beside git: each row the median of interleaved runs, and the ratio to git's own command.

    python3 Benchmarks/hooks.py .build/release/cairn [--commits 10000] [--pointers 2000] [--files 100000]
"""

import argparse
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path


def run(command, folder, environment, stdin=None):
    start = time.perf_counter()
    subprocess.run(
        command, cwd=folder, env=environment, check=True, input=stdin,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def medians(times, *calls):
    """Milliseconds of each call, run in turn."""
    runs = [[call() for call in calls] for _ in range(times)]
    return [statistics.median(row[i] for row in runs) * 1000 for i in range(len(calls))]


def project(folder, environment, cairn):
    folder.mkdir()
    run(["git", "init", "-q", "-b", "main"], folder, environment)
    run([cairn, "init", "-q"], folder, environment)


def pre_commit(scratch, environment, cairn, pointers, files):
    folder = scratch / "wide"
    project(folder, environment, cairn)
    for i in range(pointers):
        name = folder / f"p{i % 40}" / f"f{i}.txt"
        name.parent.mkdir(exist_ok=True)
        name.write_text(str(i))
    run([cairn, "add", "-q"] + [f"p{i % 40}/f{i}.txt" for i in range(pointers)], folder, environment)
    for i in range(files):
        name = folder / "big" / f"{i // 1000}" / str(i)
        name.parent.mkdir(parents=True, exist_ok=True)
        name.write_text(str(i))
    run([cairn, "add", "-q", "big"], folder, environment)
    run(["git", "add", "-A"], folder, environment)
    run(["git", "commit", "-q", "-m", "data"], folder, environment)
    hook = lambda: run([cairn, "hook", "pre-commit"], folder, environment)
    status = lambda: run(["git", "status"], folder, environment)
    hook(), status()
    ours, git = medians(5, hook, status)
    print(f"pre-commit, nothing wrong   {ours:8.1f} ms   git status {git:8.1f} ms   "
          f"x{ours / git:.2f}, {ours - git:+.0f} ms")
    head = subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=folder, text=True).strip()
    run(["git", "commit", "-q", "--allow-empty", "-m", "empty"], folder, environment)
    now = subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=folder, text=True).strip()
    same = lambda: run([cairn, "hook", "post-checkout", now, now, "1"], folder, environment)
    other = lambda: run([cairn, "hook", "post-checkout", head, now, "1"], folder, environment)
    one, two = medians(15, same, other)
    print(f"post-checkout, nothing to do {one:7.1f} ms   other commit, same data {two:6.1f} ms")


def history(scratch, environment, cairn, commits):
    folder = scratch / "long"
    project(folder, environment, cairn)
    lines = []
    for i in range(commits):
        text = (f"outs:\n- md5: {i:032x}\n  size: {i}\n  hash: md5\n  path: data{i % 7}\n")
        lines.append(
            f"commit refs/heads/main\ncommitter A <a@example.com> {1700000000 + i} +0000\n"
            f"data {len(str(i))}\n{i}\n"
            + f"M 100644 inline data{i % 7}.dvc\ndata {len(text)}\n{text}\n"
            + f"M 100644 inline code{i % 100}.py\ndata {len(str(i))}\n{i}\n")
    run(["git", "fast-import", "--quiet", "--force"], folder, environment, "".join(lines).encode())
    run(["git", "reset", "-q", "--hard", "main"], folder, environment)
    index = folder / ".dvc/tmp/cairn/history"
    index.parent.mkdir(parents=True, exist_ok=True)

    def first():
        index.unlink(missing_ok=True)
        return run([cairn, "log", "data3"], folder, environment)

    raw = lambda: run(["git", "log", "--raw"], folder, environment)
    again = lambda: run([cairn, "log", "data3"], folder, environment)
    whence = lambda: run([cairn, "whence", f"{commits // 2:032x}"], folder, environment)
    first(), raw()
    ours, git, second, place = medians(5, first, raw, again, whence)
    print(f"log over {commits} commits: first {ours:.0f} ms, git log --raw {git:.0f} ms (x{ours / git:.2f}); "
          f"again {second:.1f} ms; whence again {place:.1f} ms")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cairn")
    parser.add_argument("--commits", type=int, default=10_000)
    parser.add_argument("--pointers", type=int, default=2_000)
    parser.add_argument("--files", type=int, default=100_000)
    options = parser.parse_args()
    cairn = str(Path(options.cairn).resolve())
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        environment = {
            "PATH": os.environ["PATH"], "HOME": name, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8",
            "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.com",
            "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.com",
        }
        history(scratch, environment, cairn, options.commits)
        pre_commit(scratch, environment, cairn, options.pointers, options.files)


if __name__ == "__main__":
    main()
