"""Measures pipelines: the rows of repro, stage list, dag, status and metrics diff. Used as
`python3 Benchmarks/pipelines.py --cairn .build/release/cairn --peer DVC [ROW…]`."""

from pathlib import Path

import plain
from plain import Bench


def stages(folder: Path, count: int, shape: str):
    """A dvc.yaml of `count` trivial stages: a chain, a fan, or a matrix."""
    lines = ["stages:"]
    (folder / "f0").write_text("0\n")
    if shape == "matrix":
        firsts = ", ".join(map(str, range(count // 50)))
        seconds = ", ".join(map(str, range(50)))
        (folder / "o").mkdir()
        lines += ["  m:", "    matrix:", f"      a: [{firsts}]", f"      b: [{seconds}]"]
        lines += ["    cmd: cp f0 o/${item.a}-${item.b}", "    deps: [f0]"]
        lines += ["    outs: ['o/${item.a}-${item.b}']"]
    for number in range(0 if shape == "matrix" else count):
        source = f"f{number}" if shape == "chain" else "f0"
        lines += [f"  s{number}:", f"    cmd: cp {source} f{number + 1}", f"    deps: [{source}]"]
        lines += [f"    outs: [f{number + 1}]"]
    (folder / "dvc.yaml").write_text("\n".join(lines) + "\n")


def made(bench: Bench, name: str, count: int, shape: str) -> dict[str, Path]:
    """The same reproduced project twice: cairn makes it, the formats are the same."""
    folders = {}
    for tool in bench.tools:
        folders[tool] = bench.project(f"{name}-{tool}", "cairn")
        stages(folders[tool], count, shape)
        bench.measure([bench.tools["cairn"], "repro", "-q"], folders[tool])
        # Let the real dvc fill its own state.
        if tool == "dvc":
            bench.measure([bench.tools[tool], "status", "-q"], folders[tool])
    return folders


def beside(bench: Bench, folders: dict[str, Path], command: list[str], turns: int = 3):
    for _ in range(turns):
        for tool, program in bench.tools.items():
            yield tool, bench.measure([program, *command], folders[tool])
        yield "git", bench.measure(["git", "status"], folders["cairn"])


def nothing(count: int, shape: str, turns: int = 3):
    def row(bench: Bench):
        folders = made(bench, f"{shape}{count}", count, shape)
        yield from beside(bench, folders, ["repro"], turns)

    row.__doc__ = f"repro with nothing to do, {count} stages, {shape}."
    return row


def fifty(bench: Bench):
    """repro of 50 trivial stages that never ran, beside the 50 commands in sh."""
    for turn in range(3):
        for tool, program in bench.tools.items():
            folder = bench.project(f"fifty-{tool}-{turn}", tool)
            stages(folder, 50, "chain")
            yield tool, bench.measure([program, "repro"], folder)
        folder = bench.scratch / f"sh-{turn}"
        folder.mkdir()
        (folder / "f0").write_text("0\n")
        script = "\n".join(f"sh -c 'cp f{number} f{number + 1}'" for number in range(50))
        yield "sh", bench.measure(["sh", "-c", script], folder)


def listing(command: list[str]):
    def row(bench: Bench):
        folders = made(bench, "listing-" + "-".join(command), 1000, "fan")
        yield from beside(bench, folders, command)

    row.__doc__ = f"{' '.join(command)}, 1,000 stages."
    return row


def pointers(bench: Bench):
    """status of 2,000 .dvc files."""
    folders = {}
    for tool, program in bench.tools.items():
        folders[tool] = bench.project(f"pointers-{tool}", tool)
        names = [f"d{number}" for number in range(2000)]
        for name in names:
            (folders[tool] / name).write_text(name)
        bench.measure([program, "add", "-q", *names], folders[tool])
    yield from beside(bench, folders, ["status"])


def metrics(bench: Bench):
    """metrics diff over two revisions, 100 metric files."""
    folders = {}
    for tool in bench.tools:
        folder = folders[tool] = bench.project(f"metrics-{tool}", tool)
        names = [f"m{number}.json" for number in range(100)]
        (folder / "dvc.yaml").write_text("metrics:\n" + "".join(f"- {name}\n" for name in names))
        for turn in range(2):
            for number, name in enumerate(names):
                (folder / name).write_text(f'{{"acc": {number + turn}, "loss": 0.5}}\n')
            bench.measure(["git", "add", "-A"], folder)
            bench.measure(
                ["git", "-c", "user.name=b", "-c", "user.email=b@b", "commit", "-qm", str(turn)], folder)
    yield from beside(bench, folders, ["metrics", "diff", "HEAD~1", "HEAD"])


def sleeping(bench: Bench):
    """A fan of 20 stages that sleep a second: cairn repro -j 2, dvc repro."""
    for tool, program in bench.tools.items():
        folder = bench.project(f"sleep-{tool}", tool)
        lines = ["stages:"]
        for number in range(20):
            lines += [f"  s{number}:", f"    cmd: sleep 1; echo {number} > o{number}", f"    outs: [o{number}]"]
        (folder / "dvc.yaml").write_text("\n".join(lines) + "\n")
        yield tool, bench.measure([program, "repro", *(["-j", "2"] if tool == "cairn" else [])], folder)


plain.ROWS = {
    "noop10": nothing(10, "chain"),
    "noop1000": nothing(1000, "chain"),
    "noop1000fan": nothing(1000, "fan"),
    "noop5000": nothing(5000, "matrix", 2),
    "fifty": fifty,
    "list": listing(["stage", "list"]),
    "dag": listing(["dag", "--dot"]),
    "pointers": pointers,
    "metrics": metrics,
    "sleeping": sleeping,
}

if __name__ == "__main__":
    plain.main()
