"""Pipelines: the workloads of repro, stage list, dag, status and metrics diff; rounds as in rows.py."""

from pathlib import Path

from harness import Bench


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
    """The same reproduced project for each tool: cairn makes it, the formats are the same."""
    folders = {}
    for tool, program in bench.tools.items():
        folders[tool] = bench.project(f"{name}-{tool}", "cairn")
        stages(folders[tool], count, shape)
        bench.run([bench.tools["cairn"], "repro", "-q"], folders[tool])
        # Let the real dvc fill its own state.
        if tool == "dvc":
            bench.run([program, "status", "-q"], folders[tool])
    return folders


def beside_git(bench: Bench, folders: dict[str, Path], command: list[str]):
    for n in range(bench.rounds):
        runs = {"limit": bench.measure(["git", "status"], folders["cairn"], 5)}
        for tool, program in bench.turns(n):
            runs[tool] = bench.measure([program, *command], folders[tool], 5 if tool == "cairn" else 1)
        yield runs
    bench.drop(*folders.values())


def nothing(count: int, shape: str):
    def rounds(bench: Bench):
        yield from beside_git(bench, made(bench, f"{shape}{count}", count, shape), ["repro"])

    return rounds


def listing(command: list[str]):
    def rounds(bench: Bench):
        yield from beside_git(bench, made(bench, "-".join(command), 1000, "fan"), command)

    return rounds


def fifty(bench: Bench):
    for n in range(bench.rounds):
        folder = bench.fresh("fifty-limit")
        folder.mkdir()
        (folder / "f0").write_text("0\n")
        script = "\n".join(f"sh -c 'cp f{number} f{number + 1}'" for number in range(50))
        runs = {"limit": bench.measure(script, folder)}
        bench.drop(folder)
        for tool, program in bench.turns(n):
            folder = bench.project(f"fifty-{tool}", tool)
            stages(folder, 50, "chain")
            runs[tool] = bench.measure([program, "repro"], folder)
            bench.drop(folder)
        yield runs


def pointers(bench: Bench):
    folders = {}
    for tool, program in bench.tools.items():
        folders[tool] = bench.project(f"pointers-{tool}", tool)
        names = [f"d{number}" for number in range(2000)]
        for name in names:
            (folders[tool] / name).write_text(name)
        bench.run([program, "add", "-q", *names], folders[tool])
    yield from beside_git(bench, folders, ["status"])


def metrics(bench: Bench):
    folders = {}
    for tool in bench.tools:
        folder = folders[tool] = bench.project(f"metrics-{tool}", tool)
        names = [f"m{number}.json" for number in range(100)]
        (folder / "dvc.yaml").write_text("metrics:\n" + "".join(f"- {name}\n" for name in names))
        for turn in range(2):
            for number, name in enumerate(names):
                (folder / name).write_text(f'{{"acc": {number + turn}, "loss": 0.5}}\n')
            bench.shell(f"git add -A && git commit -qm {turn}", folder)
    yield from beside_git(bench, folders, ["metrics", "diff", "HEAD~1", "HEAD"])


def sleeping(bench: Bench):
    """A fan of 20 stages that sleep a second: the limit runs them two at once."""
    for n in range(bench.rounds):
        sleeps = "seq 20 | xargs -P 2 -n 1 sh -c 'sleep 1'"
        runs = {"limit": bench.measure(sleeps, bench.scratch)}
        for tool, program in bench.turns(n):
            folder = bench.project(f"sleep-{tool}", tool)
            lines = ["stages:"]
            for number in range(20):
                lines += [f"  s{number}:", f"    cmd: sleep 1; echo {number} > o{number}"]
                lines += [f"    outs: [o{number}]"]
            (folder / "dvc.yaml").write_text("\n".join(lines) + "\n")
            runs[tool] = bench.measure([program, "repro", *(["-j", "2"] if tool == "cairn" else [])], folder)
            bench.drop(folder)
        yield runs
