"""Rows of remotes: files go up to a fresh place on a server, or come down into an empty cache.

A server is a context manager that gives an object with
- `place(name)`: the URL of a remote that holds nothing yet,
- `options`: what `remote modify` is told,
- `up(source, name)`, `down(name, target)`: commands of other programs that do the same; the fastest is the limit.
"""

from pathlib import Path

from harness import Bench, Run

PARALLEL = 16


def projects(bench: Bench, name: str, source: Path) -> dict[str, Path]:
    """A project of each tool with the data in its cache and nothing in its workspace."""
    folders = {}
    for tool, program in bench.tools.items():
        folders[tool] = bench.project(f"{name}-{tool}", tool)
        with bench.lent(source, folders[tool]):
            bench.run([program, "add", "-q", "data"], folders[tool])
    return folders


def configure(bench: Bench, program: str, folder: Path, url: str, options: dict[str, str]):
    bench.run([program, "remote", "add", "-q", "-f", "-d", "far", url], folder)
    for name, value in options.items():
        bench.run([program, "remote", "modify", "-q", "far", name, value], folder)


def exchange(serve, direction: str, count: int, size: int):
    def rounds(bench: Bench):
        source = bench.tree(f"far-{count}-{size}", count, size, size)
        here = bench.fresh("far")
        here.mkdir()
        folders = projects(bench, "far", source)
        for n in range(bench.rounds):
            # A fresh one each time: what was deleted would stay in the way.
            with serve(bench, here / "server") as server:
                yield one_round(bench, server, direction, source, here, folders, n)
            bench.drop(here / "server")
        bench.drop(here, *folders.values())

    return rounds


def one_round(
    bench: Bench, server, direction: str, source: Path, here: Path, folders: dict[str, Path], n: int
) -> dict[str, Run]:
    runs = {"limit": fastest(bench, here, server.up(source, "limit"))}
    if direction == "pull":
        runs["limit"] = fastest(bench, here, server.down("limit", here / "down"))
        bench.drop(here / "down")
    for tool, program in bench.turns(n):
        folder = folders[tool]
        configure(bench, program, folder, server.place(tool), server.options)
        runs[tool] = bench.measure([program, "push", "-q"], folder)
        if direction == "pull":
            objects = folder / ".dvc/cache"
            expected = sum(path.is_file() for path in objects.rglob("*"))
            bench.drop(objects)
            runs[tool] = bench.measure([program, "fetch", "-q"], folder)
            assert sum(path.is_file() for path in objects.rglob("*")) == expected, f"{tool} did not fetch all"
    return runs


def fastest(bench: Bench, folder: Path, commands) -> Run:
    return min((bench.measure(command, folder) for command in commands), key=lambda run: run.wall)
