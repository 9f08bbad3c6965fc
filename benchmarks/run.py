"""Speed and memory of whole processes, as ratios measured side by side in one run.

    python benchmarks/run.py                            # all items of items.toml of up to 100,000 respondents: minutes
    python benchmarks/run.py --only forms --only duckdb
    python benchmarks/run.py --largest 1000000 --data FOLDER    # keeps the files that it makes there
    python benchmarks/run.py --before ../timediary-0.1  # each command against itself in another checkout

Each pair of commands runs in turn, A B A B ..., so that a machine whose speed drifts slows both; ratios are taken pair
by pair, ours over the other's, and their median and range printed: below 1 is ahead. CPU seconds count all threads and
child processes; on a machine that does other things besides they say more than wall time. Nothing here asserts: figures
are for people.
"""

from __future__ import annotations

import argparse
import itertools
import math
import os
import re
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
EXAMPLE = HERE.parent / "examples" / "diaries.xlsx"


class Cost(NamedTuple):
    """What a whole process cost: wall and CPU time in seconds, peak memory in MiB."""

    wall: float
    cpu: float
    peak: float

    def __str__(self) -> str:
        return f"{self.wall:.2f} s, CPU {self.cpu:.2f} s, {self.peak:.0f} MiB"


class Bench(NamedTuple):
    """Where commands run: a folder for files that are kept, one for results, and another checkout to run ours in."""

    data: Path
    results: Path
    before: Path | None

    def _filled_in(self, command: str) -> list[str]:
        """A command's words, with paths for the names in braces; files that aren't there yet are made."""
        known = {"example": EXAMPLE, "out": self.results}

        def path(match: re.Match[str]) -> str:
            name, respondents = match[1], match[2] or "0"
            made = known.get(name, self.data / f"{name}_{respondents}")
            if name not in known and not made.exists():
                subprocess.run((sys.executable, str(HERE / "surveys.py"), name, respondents, str(made)), check=True)
            return str(made)

        return shlex.split(re.sub(r"\{(\w+)(?::(\d+))?\}", path, command))

    def cost(self, command: str, *, before: bool = False) -> Cost:
        """Run a command of items.toml once.

        Raises:
            OSError: it failed, or isn't installed.
        """
        shutil.rmtree(self.results, ignore_errors=True)
        self.results.mkdir()
        words = self._filled_in(command)
        environment = dict(os.environ, COLUMNS="120")
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        if before and self.before:
            environment["PYTHONPATH"] = str(self.before.resolve() / "src")
        start = time.perf_counter()
        with tempfile.TemporaryFile() as errors:
            process = subprocess.Popen(_program(words), stdout=subprocess.DEVNULL, stderr=errors, env=environment)
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - start
            errors.seek(0)
            if status:
                raise ChildProcessError(f"{words[0]}: " + " ".join(errors.read().decode().splitlines()[-2:]))
        unit = 1024 * 1024 if sys.platform == "darwin" else 1024
        return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def _program(words: list[str]) -> list[str]:
    name, *rest = words
    if name == "timediary":
        return [sys.executable, "-m", "timediary", *rest]
    if name.endswith(".R"):
        return ["Rscript", str(HERE / "others" / name), *rest]
    return [sys.executable, *([] if name == "python" else [str(HERE / "others" / name)]), *rest]


def _median(costs: list[Cost]) -> Cost:
    return Cost(*(statistics.median(column) for column in zip(*costs, strict=True)))


def compare(bench: Bench, item: dict[str, Any], runs: int) -> None:
    """Print the ratios of one item, ours over the other's (or over ours before), and both in full."""
    other = item["ours"] if bench.before else item["other"]
    print(f"\n{item['ours' if bench.before else 'claim']}", flush=True)
    first = [0] if runs > 3 else []  # so that all files are in the system's memory, and all modules compiled
    every = [(bench.cost(item["ours"]), bench.cost(other, before=True)) for _ in [*first, *range(runs)]][len(first) :]
    for name, *values in zip(("time", "CPU", "memory"), *(zip(*pair, strict=True) for pair in every), strict=True):
        ratios = [ours / others for ours, others in values]
        print(f"    {name} {statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})", end="")
    ours, others = (_median(list(costs)) for costs in zip(*every, strict=True))
    print(f"\n    {ours}; {'before' if bench.before else 'other'}: {others}", flush=True)


def grow(bench: Bench, item: dict[str, Any], sizes: list[int]) -> None:
    """Print what one command costs at each size, and as which power of the size that grows from one to the next."""
    print(f"\nGrowth: {item['claim']}", flush=True)
    known = dict[int, Cost]()
    for size in sizes:
        command = item["ours"].replace(":N}", f":{size}}}")
        known[size] = _median([bench.cost(command) for _ in range(3 if size <= 100_000 else 1)])
        print(f"    {size:,} respondents: {known[size]}", flush=True)
    for first, second in itertools.pairwise(sizes):
        ratios = zip(known[first], known[second], strict=True)
        wall, cpu, peak = (math.log(b / a) / math.log(second / first) for a, b in ratios)
        print(f"    {first:,} to {second:,}: exponent of time {wall:.2f}, CPU {cpu:.2f}, memory {peak:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7, help="pairs of each item, where it doesn't ask for fewer")
    parser.add_argument("--only", action="append", default=[], metavar="WORD", help="items whose claim has this word")
    parser.add_argument("--largest", type=int, default=100_000, metavar="RESPONDENTS", help="leave larger surveys out")
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="keep the files measured on here, for the next run")
    parser.add_argument("--before", type=Path, metavar="CHECKOUT", help="compare with an earlier checkout instead")
    asked = parser.parse_args()
    items = tomllib.loads((HERE / "items.toml").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(asked.data or Path(folder, "data"), Path(folder, "results"), asked.before)
        chosen = {
            kind: [item for item in those if not asked.only or any(word in item["claim"] for word in asked.only)]
            for kind, those in items.items()
        }
        measured = set[str]()
        for item in chosen["item"]:
            largest = max(map(int, re.findall(r":(\d+)\}", str(item))), default=0)
            if largest > asked.largest or (asked.before and item["ours"] in measured):
                continue
            measured.add(item["ours"])
            try:
                compare(bench, item, min(asked.runs, item.get("runs", asked.runs)))
            except OSError as error:
                print(f"    not measured: {error}")
        for item in [] if asked.before else chosen["growth"]:
            grow(bench, item, [size for size in (10_000, 100_000, 1_000_000, 5_000_000) if size <= asked.largest])


if __name__ == "__main__":
    main()
