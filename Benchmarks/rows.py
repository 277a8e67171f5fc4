"""The workloads. Each yields its rounds: who ran → what it took; `limit` is a command that does the same I/O."""

from pathlib import Path

import hooks
import pipelines
import shell
import web
import weed
from exchange import exchange
from harness import Bench, Run

LISTING = "find . -type f -printf '%s %T@ %i %p\\n'"


def start(bench: Bench):
    for n in range(bench.rounds):
        runs = {"limit": bench.measure(["git", "--version"], bench.scratch, 20)}
        for tool, program in bench.turns(n):
            runs[tool] = bench.measure([program, "--version"], bench.scratch, 20 if tool == "cairn" else 1)
        yield runs


def small(bench: Bench):
    folders = {}
    for tool, program in bench.tools.items():
        folders[tool] = bench.project(f"small-{tool}", tool)
        (folders[tool] / "f").write_text("data")
        bench.run([program, "add", "-q", "f"], folders[tool])
        bench.shell("git add -A && git commit -qm one", folders[tool])
    for n in range(bench.rounds):
        runs = {"limit": bench.measure(["git", "status"], folders["cairn"], 10)}
        for tool, program in bench.turns(n):
            runs[tool] = bench.measure([program, "status"], folders[tool], 10 if tool == "cairn" else 1)
        yield runs
    bench.drop(*folders.values())


def adding(bench: Bench, source: Path, limit):
    """Adds `source` to fresh projects."""
    for n in range(bench.rounds):
        runs = {"limit": limit(source, bench.fresh("limit"))}
        for tool, program in bench.turns(n):
            folder = bench.project(f"add-{tool}", tool)
            with bench.lent(source, folder):
                runs[tool] = bench.measure([program, "add", "-q", "data"], folder)
            bench.drop(folder)
        bench.drop(bench.scratch / "limit")
        yield runs


def add(bench: Bench):
    yield from adding(
        bench, bench.small_files(), lambda source, to: bench.measure(["cp", "-r", source, to], bench.scratch))


def add_big(bench: Bench):
    source = bench.scratch / "big.bin"
    bench.shell("openssl enc -aes-128-ctr -pass pass:x -nosalt -pbkdf2 </dev/zero 2>/dev/null "
                f"| head -c {2 << 30} > {source}", bench.scratch)
    yield from adding(bench, source, lambda source, to: Run.slower(
        bench.measure(["md5sum", source], bench.scratch), bench.measure(["cp", source, to], bench.scratch)))
    source.unlink()


def add_mid(bench: Bench):
    source = bench.tree("mid", 2000, 1 << 20, 1 << 20)

    def limit(source, to):
        hashing = "find . -type f -print0 | xargs -0 -P2 -n 250 md5sum"
        copying = f"mkdir -p {to} && ls | xargs -P2 -n 1 -I NAME cp -r NAME {to}"
        return Run.slower(bench.measure(hashing, source), bench.measure(copying, source))

    yield from adding(bench, source, limit)
    bench.drop(source)


def standing(bench: Bench) -> dict[str, Path]:
    """A project of each tool with everything tracked, shared by the rows that change nothing for good."""
    folders = {}
    for tool in bench.tools:
        folders[tool] = bench.scratch / f"standing-{tool}"
        if not folders[tool].exists():
            bench.project_with(folders[tool].name, tool, bench.small_files())
            bench.shell("git add -A && git commit -qm one && git tag v1", folders[tool])
    return folders


def nothing_changed(bench: Bench, *command: str, prepare=None):
    folders = standing(bench)
    for tool, program in bench.tools.items():
        bench.run([program, *command], folders[tool])
    for n in range(bench.rounds):
        runs = {"limit": bench.measure(LISTING, folders["cairn"] / "data")}
        for tool, program in bench.turns(n):
            if prepare:
                prepare(folders[tool] / "data", n)
            runs[tool] = bench.measure([program, *command], folders[tool])
        yield runs


def add_again(bench: Bench):
    yield from nothing_changed(bench, "add", "-q", "data")


def status(bench: Bench):
    yield from nothing_changed(bench, "status")


def data_status(bench: Bench):
    yield from nothing_changed(bench, "data", "status")


def status_changed(bench: Bench):
    def change(data: Path, n: int):
        path = bench.one_percent(data, 0)[0]
        bench.rewrite(data, [path], 1000 + n)

    yield from nothing_changed(bench, "status", prepare=change)
    for folder in standing(bench).values():
        bench.drop(folder)


def few_changed(bench: Bench, folder: Path, paths: list[str], to: Path) -> Run:
    """Looking at everything and copying a few files."""
    listed = bench.scratch / "changed.txt"
    listed.write_text("".join(f"{path}\0" for path in paths))
    to.mkdir()
    run = bench.measure(f"{LISTING}; xargs -0 -a {listed} cp -t {to}", folder / "data")
    bench.drop(to)
    return run


def re_add(bench: Bench):
    folders = standing(bench)
    for n in range(bench.rounds):
        paths = bench.one_percent(folders["cairn"] / "data", 7 * n)
        runs = {}
        for tool, program in bench.turns(n):
            bench.rewrite(folders[tool] / "data", paths, n)
            runs[tool] = bench.measure([program, "add", "-q", "data"], folders[tool])
        runs["limit"] = few_changed(bench, folders["cairn"], paths, bench.fresh("limit"))
        yield runs
    bench.drop(*folders.values())


def without_data(bench: Bench) -> dict[str, Path]:
    """A project of each tool with everything tracked and nothing in the workspace, shared by the rows of checkout."""
    folders = {}
    for tool in bench.tools:
        folders[tool] = bench.scratch / f"checkout-{tool}"
        if not folders[tool].exists():
            bench.project_with(folders[tool].name, tool, bench.small_files())
            bench.drop(folders[tool] / "data")
    return folders


def checkout(bench: Bench, kind: str, flags: str):
    folders = without_data(bench)
    source = bench.small_files()
    for tool, program in bench.tools.items():
        bench.run([program, "config", "cache.type", kind], folders[tool])
    for n in range(bench.rounds):
        runs = {"limit": bench.measure(["cp", flags, source, bench.fresh("limit")], bench.scratch)}
        bench.drop(bench.scratch / "limit")
        for tool, program in bench.turns(n):
            runs[tool] = bench.measure([program, "checkout", "-q"], folders[tool])
            bench.drop(folders[tool] / "data")
        yield runs


def checkout_copy(bench: Bench):
    yield from checkout(bench, "copy", "-r")


def checkout_hardlink(bench: Bench):
    yield from checkout(bench, "hardlink", "-rl")


def checkout_symlink(bench: Bench):
    yield from checkout(bench, "symlink", "-rs")
    bench.drop(*without_data(bench).values())


def two_versions(bench: Bench) -> tuple[dict[str, Path], list[str]]:
    """Projects with two commits that differ in one file of a hundred."""
    folders, paths = {}, []
    for tool, program in bench.tools.items():
        folders[tool] = bench.scratch / f"versions-{tool}"
        made = folders[tool].exists()
        if not made:
            bench.project_with(folders[tool].name, tool, bench.small_files())
            bench.shell("git add -A && git commit -qm one && git tag v1", folders[tool])
        paths = bench.one_percent(folders[tool] / "data", 3)
        if not made:
            bench.rewrite(folders[tool] / "data", paths, 99)
            bench.run([program, "add", "-q", "data"], folders[tool])
            bench.shell("git commit -qam two && git tag v2", folders[tool])
    return folders, paths


def switch(bench: Bench):
    folders, paths = two_versions(bench)
    for n in range(bench.rounds):
        version = ["v1", "v2"][n % 2]
        runs = {}
        for tool, program in bench.turns(n):
            runs[tool] = bench.measure(f"git checkout -q {version}; '{program}' checkout -q", folders[tool])
        runs["limit"] = few_changed(bench, folders["cairn"], paths, bench.fresh("limit"))
        yield runs


def diff(bench: Bench):
    folders, _ = two_versions(bench)
    objects = sorted((folders["cairn"] / ".dvc/cache/files/md5").glob("*/*.dir"))
    for n in range(bench.rounds):
        runs = {"limit": bench.measure(["md5sum", *objects], bench.scratch, 5)}
        for tool, program in bench.turns(n):
            runs[tool] = bench.measure([program, "diff", "v1", "v2"], folders[tool])
        yield runs
    bench.drop(*folders.values())


def gc(bench: Bench):
    folders = standing(bench)
    for n in range(bench.rounds):
        runs = {"limit": bench.measure(["find", ".dvc/cache"], folders["cairn"])}
        for tool, program in bench.turns(n):
            runs[tool] = bench.measure([program, "gc", "-q", "-w", "-f"], folders[tool])
        yield runs


def with_remotes(bench: Bench) -> dict[str, Path]:
    folders = standing(bench)
    for tool, program in bench.tools.items():
        remote = bench.scratch / f"remote-{tool}"
        bench.run([program, "remote", "add", "-q", "-f", "-d", "local", str(remote)], folders[tool])
    return folders


def push(bench: Bench):
    folders = with_remotes(bench)
    for n in range(bench.rounds):
        cache = folders["cairn"] / ".dvc/cache"
        runs = {"limit": bench.measure(["cp", "-r", cache, bench.fresh("limit")], bench.scratch)}
        bench.drop(bench.scratch / "limit")
        for tool, program in bench.turns(n):
            bench.drop(bench.scratch / f"remote-{tool}")
            bench.drop(*bench.scratch.glob("home/site/**/index"))
            runs[tool] = bench.measure([program, "push", "-q"], folders[tool])
        yield runs


def pushed(bench: Bench) -> dict[str, Path]:
    folders = with_remotes(bench)
    for tool, program in bench.tools.items():
        bench.run([program, "push", "-q"], folders[tool])
    return folders


def push_again(bench: Bench):
    folders = pushed(bench)
    yield from exchange_again(bench, folders, "push")


def fetch(bench: Bench):
    folders = pushed(bench)
    for n in range(bench.rounds):
        remote = bench.scratch / "remote-cairn"
        runs = {"limit": bench.measure(["cp", "-r", remote, bench.fresh("limit")], bench.scratch)}
        bench.drop(bench.scratch / "limit")
        for tool, program in bench.turns(n):
            bench.drop(folders[tool] / ".dvc/cache")
            runs[tool] = bench.measure([program, "fetch", "-q"], folders[tool])
        yield runs


def fetch_again(bench: Bench):
    folders = pushed(bench)
    yield from exchange_again(bench, folders, "fetch")
    bench.drop(*folders.values(), *[bench.scratch / f"remote-{tool}" for tool in bench.tools])


def exchange_again(bench: Bench, folders: dict[str, Path], command: str):
    for n in range(bench.rounds):
        runs = {"limit": bench.measure(LISTING, folders["cairn"] / "data")}
        for tool, program in bench.turns(n):
            runs[tool] = bench.measure([program, command, "-q"], folders[tool])
        yield runs


def linear(bench: Bench, command: list[str], again: bool):
    """`limit` is cairn itself on a tenth of the files, times ten."""
    program = bench.tools["cairn"]
    large, little = 10 * bench.files, bench.files
    sources = {count: bench.tree(f"tiny-{count}", count, 16, 256) for count in (little, large)}
    folders = {}
    # A round takes minutes.
    for n in range(min(bench.rounds, 2)):
        runs = {}
        for count, source in sources.items():
            # The source is tracked where it lies: two of a million files would not fit.
            if count not in folders:
                folders[count] = bench.project(f"linear-{count}", "cairn")
                source.rename(folders[count] / "data")
                if again:
                    bench.run([program, "add", "-q", "data"], folders[count])
            if not again:
                bench.drop(folders[count] / ".dvc/cache", folders[count] / ".dvc/tmp", folders[count] / "data.dvc")
            runs[count] = bench.measure([program, *command], folders[count])
        ten = runs[little]
        yield {"limit": Run(ten.wall * 10, ten.cpu * 10, ten.peak), "cairn": runs[large]}
    for count, source in sources.items():
        (folders[count] / "data").rename(source)
    bench.drop(*folders.values())


def million_add(bench: Bench):
    yield from linear(bench, ["add", "-q", "data"], again=False)


def million_status(bench: Bench):
    yield from linear(bench, ["status"], again=True)


class Row:
    """A line of the table: how many times the limit at most, how many times faster than the peer at least."""

    def __init__(self, what, limit, most, least, rounds, size_gib=10):
        self.what, self.limit, self.most, self.least = what, limit, most, least
        self.rounds, self.size_gib = rounds, size_gib


ROWS = {
    "start": Row("--version", "git --version", 3, 50, start),
    "small": Row("status in a small repository", "git status", 3, 50, small),
    "add": Row("add {files} files of 1-16 KiB", "cp -r", 1.4, 5, add),
    "add-big": Row("add one file of 2 GiB", "md5sum or cp, the slower", 1.1, 1.7, add_big),
    "add-mid": Row("add 2,000 files of 1 MiB", "the same, two at once", 1.2, 2.5, add_mid),
    "add-again": Row("add again, nothing changed", "find -printf", 2, 12, add_again),
    "status": Row("status, nothing changed", "find -printf", 2, 12, status),
    "data-status": Row("data status, nothing changed", "find -printf", 2, 12, data_status),
    "gc": Row("gc -w, nothing to remove", "find of the cache", 2, 10, gc),
    "push": Row("push to a folder", "cp -r of the cache", 1.4, 10, push),
    "push-again": Row("push again", "find -printf", 2, 12, push_again),
    "fetch": Row("fetch from a folder", "cp -r of the remote", 1.4, 10, fetch),
    "fetch-again": Row("fetch again", "find -printf", 2, 12, fetch_again),
    "status-changed": Row("status, 1 file changed", "find -printf", 2, 12, status_changed),
    "re-add": Row("add after 1 % changed", "find -printf + cp of the 1 %", 2, 15, re_add),
    "checkout-copy": Row("checkout, copies", "cp -r", 1.3, 4, checkout_copy),
    "checkout-hardlink": Row("checkout, hard links", "cp -rl", 1.3, 8, checkout_hardlink),
    "checkout-symlink": Row("checkout, symbolic links", "cp -rs", 1.3, 4, checkout_symlink),
    "switch": Row("git switch, 1 % changed, checkout", "find -printf + cp of the 1 %", 2, 15, switch),
    "diff": Row("diff of two versions", "md5sum of both directory objects", 3, 30, diff),
    "http-push": Row("push of 5,000 × 8 KiB over HTTP", "curl --parallel", 1.2, 5,
                     exchange(web.http, "push", 5_000, 8 << 10)),
    "http-pull": Row("fetch of 5,000 × 8 KiB over HTTP", "curl --parallel", 1.2, 5,
                     exchange(web.http, "pull", 5_000, 8 << 10)),
    "webdav-push": Row("push of 5,000 × 8 KiB over WebDAV", "curl --parallel", 1.3, 15,
                       exchange(web.webdav, "push", 5_000, 8 << 10)),
    "webdav-pull": Row("fetch of 5,000 × 8 KiB over WebDAV", "curl --parallel", 1.3, 15,
                       exchange(web.webdav, "pull", 5_000, 8 << 10)),
    "s3-push": Row("push of 5,000 × 8 KiB to S3", "s5cmd cp", 1.2, 5, exchange(weed.s3, "push", 5_000, 8 << 10)),
    "s3-pull": Row("fetch of 5,000 × 8 KiB from S3", "s5cmd cp", 1.2, 5, exchange(weed.s3, "pull", 5_000, 8 << 10)),
    "s3-push-big": Row("push of 4 × 256 MiB to S3", "s5cmd cp", 1.2, 2, exchange(weed.s3, "push", 4, 256 << 20)),
    "s3-pull-big": Row("fetch of 4 × 256 MiB from S3", "s5cmd cp", 1.2, 2, exchange(weed.s3, "pull", 4, 256 << 20)),
    "s3-again": Row("push of 50,000 to S3, nothing to do", "s5cmd ls", 1.5, 8, weed.nothing_to_push(50_000, True)),
    "s3-again-new": Row("the same in a fresh clone", "s5cmd ls", 1.5, 8, weed.nothing_to_push(50_000, False)),
    "ssh-push": Row("push of 2,000 × 8 KiB over SSH", "sftp or scp, the faster", 1.3, 3,
                    exchange(shell.ssh, "push", 2_000, 8 << 10)),
    "ssh-pull": Row("fetch of 2,000 × 8 KiB over SSH", "sftp or scp, the faster", 1.3, 3,
                    exchange(shell.ssh, "pull", 2_000, 8 << 10)),
    "ssh-push-big": Row("push of 512 MiB over SSH", "sftp or scp, the faster", 1.3, 3,
                        exchange(shell.ssh, "push", 1, 512 << 20)),
    "ssh-pull-big": Row("fetch of 512 MiB over SSH", "sftp or scp, the faster", 1.3, 3,
                        exchange(shell.ssh, "pull", 1, 512 << 20)),
    "repro-10": Row("repro, nothing to do, 10 stages", "git status", "-", 40, pipelines.nothing(10, "chain")),
    "repro-1000": Row("repro, nothing to do, a chain of 1,000", "git status", "-", 80,
                      pipelines.nothing(1000, "chain")),
    "repro-fan": Row("repro, nothing to do, a fan of 1,000", "git status", "-", 80, pipelines.nothing(1000, "fan")),
    "repro-5000": Row("repro, nothing to do, a matrix of 5,000", "git status", "-", 30,
                      pipelines.nothing(5000, "matrix")),
    "repro-50": Row("repro of 50 trivial stages", "the commands in sh", 3, 10, pipelines.fifty),
    "stage-list": Row("stage list, 1,000 stages", "git status", "-", 30, pipelines.listing(["stage", "list"])),
    "dag": Row("dag --dot, 1,000 stages", "git status", "-", 30, pipelines.listing(["dag", "--dot"])),
    "pointers": Row("status of 2,000 .dvc files", "git status", "-", 50, pipelines.pointers),
    "metrics": Row("metrics diff, two revisions, 100 files", "git status", "-", 20, pipelines.metrics),
    "sleeping": Row("repro -j 2 of 20 stages of a second", "two at once", 1.05, 1.9, pipelines.sleeping),
    "pre-commit": Row("pre-commit, nothing wrong: 2,000 .dvc files, a directory of 100,000", "git status", 1.5, None,
                      hooks.pre_commit),
    "pre-commit-git": Row("the same", "git status where git tracks these files", 1.5, None, hooks.pre_commit_as_git),
    "post-checkout": Row("post-checkout, nothing to do", "git status", "30 ms", None, hooks.post_checkout("HEAD")),
    "post-checkout-2": Row("post-checkout, another commit with the same data", "git status", "30 ms", None,
                           hooks.post_checkout("HEAD~1")),
    "log-first": Row("log, the first, of 10,000 commits", "git log --raw", 3, None,
                     hooks.history(["log", "data3"], True)),
    "log": Row("log again", "git log --raw", "50 ms", None, hooks.history(["log", "data3"], False)),
    "whence": Row("whence again", "git log --raw", "50 ms", None, hooks.history(["whence", f"{5000:032x}"], False)),
    "verify": Row("verify of 100 commits, 10,000 objects, on SeaweedFS", "s5cmd ls", 2, None, hooks.verify),
    "million-add": Row("add 10 × {files} tiny files", "10 × add {files}", 1.2, None, million_add),
    "million-status": Row("status of 10 × {files}", "10 × status of {files}", 1.2, None, million_status),
}

# Rows that are measured together: `data` is everything about files and the workspace.
GROUPS = {
    "web": [name for name in ROWS if name.startswith(("http", "webdav", "s3", "ssh"))],
    "million": ["million-add", "million-status"],
}
GROUPS["data"] = list(ROWS)[list(ROWS).index("small"):list(ROWS).index("http-push")] + GROUPS["million"]
GROUPS["pipelines"] = [name for name in ROWS if name != "start" and not any(name in g for g in GROUPS.values())]
# What is done to each file is worth counting there, and the peer takes part.
COUNTED = [name for name in GROUPS["data"] if name not in ("small", "add-big", *GROUPS["million"])]
