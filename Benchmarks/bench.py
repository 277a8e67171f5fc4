"""Measures cairn beside a limit and the real dvc: runs interleaved, the median of the ratios of all rounds.

A limit is a command that does the same I/O and nothing else. Wall time depends on what else the machine does;
CPU time (user + system, children included) is the number to trust. Data lies on a file system in memory.
"""

import argparse
import json
import os
import platform
import signal
import statistics
import subprocess
import sys
from pathlib import Path

from harness import Bench, Run, disk
from rows import COUNTED, GROUPS, ROWS

HEAD = ["workload", "limit", "limit ms", "cairn ms", "× limit", "at most", "dvc ms", "dvc ÷ cairn", "at least",
        "peak MiB"]


def spread(values: list[float]) -> str:
    """Median (smallest-largest)."""
    if not values:
        return "-"
    digits = 1 if statistics.median(values) >= 10 else 2
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f}-{max(values):.{digits}f})"


def ratios(rounds: list[dict[str, Run]], above: str, below: str, of) -> list[float]:
    return [of(r[above]) / max(of(r[below]), 1e-6) for r in rounds if above in r and below in r]


def milliseconds(rounds: list[dict[str, Run]], tool: str) -> str:
    runs = [r[tool] for r in rounds if tool in r]
    if not runs:
        return "-"
    wall, cpu = (statistics.median(of(r) for r in runs) * 1000 for of in (lambda r: r.wall, lambda r: r.cpu))
    return f"{wall:,.0f} / {cpu:,.0f}" if cpu >= 20 else f"{wall:.1f} / {cpu:.1f}"


def line(name: str, rounds: list[dict[str, Run]], files: int) -> list[str]:
    row = ROWS[name]

    def both(above, below):
        values = [ratios(rounds, above, below, of) for of in (lambda r: r.wall, lambda r: r.cpu)]
        return " / ".join(spread(v) for v in values) if values[0] else "-"

    peaks = [f"{max(r[tool].peak for r in rounds if tool in r):.0f}"
             for tool in ("cairn", "dvc") if any(tool in r for r in rounds)]
    return [
        row.what.format(files=f"{files:,}"), row.limit.format(files=f"{files:,}"), milliseconds(rounds, "limit"),
        milliseconds(rounds, "cairn"), both("cairn", "limit"), str(row.most), milliseconds(rounds, "dvc"),
        both("dvc", "cairn"), str(row.least or "-"), " / ".join(peaks),
    ]


def calls_line(name: str, runs: dict[str, Run], files: int) -> list[str]:
    """System calls a file, all and the most frequent."""
    def each(tool):
        if tool not in runs:
            return "-"
        calls = runs[tool].calls
        most = ", ".join(f"{call} {calls[call] / files:.1f}" for call, n in calls.most_common(12) if n >= files / 20)
        return f"{calls.total() / files:.1f}" + (f" ({most})" if tool == "cairn" else "")

    return [ROWS[name].what.format(files=f"{files:,}"), ROWS[name].limit.format(files=f"{files:,}"),
            *map(each, ("limit", "cairn", "dvc"))]


def count_calls(bench: Bench, names: list[str]):
    """A table of its own: counting makes everything many times slower."""
    bench.counts_calls, bench.rounds, bench.peer_rounds = True, 1, 1
    print(f"System calls a file, by strace -f -c, {bench.files:,} files; the start is in it\n")
    print("| workload | limit | limit | cairn | dvc |\n|---|---|---|---|---|", flush=True)
    for name in names:
        for runs in ROWS[name].rounds(bench):
            files = 2000 if name == "add-mid" else bench.files
            print("| " + " | ".join(calls_line(name, runs, files)) + " |", flush=True)


def machine(place: str) -> str:
    with open("/proc/cpuinfo") as file:
        model = next((text.split(":")[1].strip() for text in file if text.startswith("model name")), "?")
    return f"{os.cpu_count()} × {model}, Linux {platform.release()}, {place}, load {os.getloadavg()[0]:.1f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--cairn", required=True, help="the program to measure")
    parser.add_argument("--peer", help="the real dvc; without it only the limits are beside")
    parser.add_argument("--files", type=int, help="how many small files (100000; with --calls 5000)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peer-rounds", type=int, default=1, help="the peer takes part in that many of them (1)")
    parser.add_argument("--calls", action="store_true", help="count system calls a file instead (strace)")
    parser.add_argument("--durability", choices=["none", "batch", "full"], help="core.durability of cairn")
    parser.add_argument("--folder", help="run in a fresh folder in there instead of a file system in memory")
    parser.add_argument("--json", type=Path, help="also write all measurements there")
    parser.add_argument("rows", nargs="*", help=f"of {', '.join(ROWS)};\nor a group: {', '.join(GROUPS)}; all without one")
    options = parser.parse_args()
    options.files = options.files or (5000 if options.calls else 100_000)
    options.rows = [name for row in options.rows for name in GROUPS.get(row, [row])]
    unknown = set(options.rows) - set(ROWS)
    if unknown:
        parser.error(f"no row named {', '.join(sorted(unknown))}; there are {', '.join(ROWS)}")

    # Ended from outside, it still stops its servers and removes its files.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    results, lines = {}, []
    with disk(12, options.folder) as (scratch, place):
        print(machine(place), flush=True)
        bench = Bench(options.cairn, options.peer, scratch, options.files, options.rounds, options.peer_rounds)
        bench.durability = options.durability
        # Rows after one another share projects: always in the order of the list.
        names = [name for name in ROWS if not options.rows or name in options.rows]
        if options.calls:
            return count_calls(bench, [name for name in names if name in COUNTED])
        print("ms and ratios are wall / CPU; ratios: median (smallest-largest) of the rounds\n")
        print("| " + " | ".join(HEAD) + " |\n|" + "---|" * len(HEAD), flush=True)
        for name in names:
            rounds = list(ROWS[name].rounds(bench))
            results[name] = [{tool: vars(run) for tool, run in r.items()} for r in rounds]
            lines.append(line(name, rounds, options.files))
            print("| " + " | ".join(lines[-1]) + " |", flush=True)
            subprocess.run(["fstrim", scratch], stderr=subprocess.DEVNULL, check=False)
            if options.json:
                options.json.write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    main()
