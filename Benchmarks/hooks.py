"""Hooks and history beside git's own commands, and the check of a push beside a listing; rounds as in rows.py."""

from pathlib import Path

import weed
from harness import Bench

COMMITS = 10_000
POINTERS = 2_000
FILES = 100_000


def beside(bench: Bench, folder: Path, limit: list[str], command: list[str], times: int = 1, before=None):
    """Our command after git's. The real dvc has none of these."""
    for _ in range(bench.rounds):
        if before:
            before()
        runs = {"limit": bench.measure(limit, folder, times)}
        runs["cairn"] = bench.measure([bench.tools["cairn"], *command], folder, times)
        yield runs


def wide(bench: Bench) -> Path:
    """2,000 `.dvc` files and one of 100,000 files, committed."""
    folder = bench.scratch / "wide"
    if folder.exists():
        return folder
    bench.project("wide", "cairn")
    names = [f"p{number % 40}/f{number}.txt" for number in range(POINTERS)]
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(name)
    for number in range(FILES):
        if number % 1000 == 0:
            (folder / f"big/{number // 1000}").mkdir(parents=True)
        (folder / f"big/{number // 1000}/{number}").write_text(str(number))
    for targets in (names, ["big"]):
        bench.run([bench.tools["cairn"], "add", "-q", *targets], folder)
    bench.shell("git add -A && git commit -qm data && git commit -q --allow-empty -m empty", folder)
    return folder


def pre_commit(bench: Bench):
    folder = wide(bench)
    bench.run([bench.tools["cairn"], "hook", "pre-commit"], folder)
    yield from beside(bench, folder, ["git", "status"], ["hook", "pre-commit"], 3)


def pre_commit_as_git(bench: Bench):
    """The limit is git's status where git itself tracks the same files: it looks at as many."""
    folder = wide(bench)
    copy = bench.fresh("tracked")
    bench.shell(f"cp -r --no-preserve=links wide {copy} && cd {copy} && sed -i /big/d .gitignore && git add -A "
                "&& git commit -qm all && git status", bench.scratch)
    for _ in range(bench.rounds):
        yield {"limit": bench.measure(["git", "status"], copy, 3),
               "cairn": bench.measure([bench.tools["cairn"], "hook", "pre-commit"], folder, 3)}
    bench.drop(copy)


def post_checkout(old: str):
    def rounds(bench: Bench):
        folder = wide(bench)
        bench.shell(f"git rev-parse {old} HEAD > ids", folder)
        before, now = (folder / "ids").read_text().split()
        (folder / "ids").unlink()
        yield from beside(bench, folder, ["git", "status"], ["hook", "post-checkout", before, now, "1"], 10)

    return rounds


def long(bench: Bench) -> Path:
    """10,000 commits, each with another version of one of seven pointers and of one of a hundred other files."""
    folder = bench.scratch / "long"
    if folder.exists():
        return folder
    bench.project("long", "cairn")
    lines = []
    for i in range(COMMITS):
        text = f"outs:\n- md5: {i:032x}\n  size: {i}\n  hash: md5\n  path: data{i % 7}\n"
        lines.append(
            f"commit refs/heads/main\ncommitter A <a@example.com> {1700000000 + i} +0000\n"
            f"data {len(str(i))}\n{i}\n"
            f"M 100644 inline data{i % 7}.dvc\ndata {len(text)}\n{text}\n"
            f"M 100644 inline code{i % 100}.py\ndata {len(str(i))}\n{i}\n")
    (folder / "stream").write_text("".join(lines))
    bench.shell("git fast-import --quiet --force < stream && rm stream && git symbolic-ref HEAD refs/heads/main "
                "&& git reset -q --hard main", folder)
    return folder


def history(command: list[str], first: bool):
    def rounds(bench: Bench):
        folder = long(bench)
        index = folder / ".dvc/tmp/cairn/history"
        bench.run([bench.tools["cairn"], *command], folder)
        yield from beside(
            bench, folder, ["git", "log", "--raw"], command, 1 if first else 5,
            (lambda: index.unlink(missing_ok=True)) if first else None)

    return rounds


def verify(bench: Bench):
    """100 commits that name 10,000 objects, each time in a fresh clone without data."""
    here = bench.fresh("verify")
    cairn = bench.tools["cairn"]
    with weed.server(here / "server") as url:
        bench.environment |= weed.KEYS
        folder = bench.project("verify/project", "cairn")
        bench.run([cairn, "remote", "add", "-q", "-d", "store", "s3://bench/store"], folder)
        bench.run([cairn, "remote", "modify", "-q", "store", "endpointurl", url], folder)
        bench.shell("git add -A && git commit -qm first", folder)
        for commit in range(100):
            (folder / f"d{commit}").mkdir()
            for number in range(99):
                (folder / f"d{commit}/{number}").write_text(f"{commit} {number}")
            bench.run([cairn, "add", "-q", f"d{commit}"], folder)
            bench.shell(f"git add -A && git commit -qm {commit}", folder)
        bench.run([cairn, "push", "-q"], folder)
        for _ in range(bench.rounds):
            bench.shell("rm -rf clone && git clone -q project clone", here)
            yield {
                "limit": bench.measure(weed.client(url, ["ls", "s3://bench/store/*"]), here),
                "cairn": bench.measure([cairn, "verify", "--range", "HEAD~100..HEAD", "--remote-only"], here / "clone"),
            }
    bench.drop(here)
