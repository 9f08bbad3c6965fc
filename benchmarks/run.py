"""Speed and memory of whole processes, as ratios measured side by side in one run.

Each pair of commands runs in turn, A B A B ..., so that a machine whose speed drifts slows both; the ratio is taken
pair by pair and its median printed. Nothing here asserts: figures are for people.

    python benchmarks/run.py [--runs 7]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
EXAMPLE = HERE.parent / "examples" / "diaries.xlsx"


@dataclass(frozen=True)
class Pair:
    """Two commands to compare; the claim is about the first one's time over the second's, or the reverse."""

    claim: str
    first: tuple[str, ...]
    second: tuple[str, ...]


def pairs(results: str) -> list[Pair]:
    python = sys.executable
    pictured = (python, "-m", "timediary", "analyse", str(EXAMPLE), "--out", results)
    analyse = (*pictured, "--no-pictures")
    safe = (python, "-m", "timediary", "analyse", str(EXAMPLE), "--safe", "--out", f"{results}_published")
    workload = (python, "-m", "timediary", "workload", str(EXAMPLE), "--out", results)
    tables = (python, "-m", "timediary", "tables", str(EXAMPLE), "--all", "--out", results)
    plain = (python, str(HERE / "plain_pandas.py"), str(EXAMPLE))
    floor = (python, str(HERE / "plain_floor.py"), str(EXAMPLE))
    return [
        Pair("pandas + openpyxl, setting table only / analyse, no pictures", (*plain, "openpyxl"), analyse),
        Pair("pandas + calamine, setting table only / analyse, no pictures", (*plain, "calamine"), analyse),
        Pair("analyse, no pictures / numpy and calamine reading the workbook", analyse, floor),
        Pair("analyse with intervals / without", analyse, (*analyse, "--no-intervals")),
        Pair("analyse with pictures / without", pictured, analyse),
        Pair("analyse for publication / analyse, no pictures", (*safe, "--no-pictures"), analyse),
        Pair("workload with intervals / analyse, no pictures", workload, analyse),
        Pair("all tables of the report and the certificate / analyse", (*tables, "--against", "published"), analyse),
        Pair("--help / bare Python", (python, "-m", "timediary", "--help"), (python, "-c", "pass")),
    ]


def seconds(command: tuple[str, ...]) -> float:
    """Wall time of one whole process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def measure(pair: Pair, runs: int) -> None:
    for command in (pair.first, pair.second):
        seconds(command)
    times = [(seconds(pair.first), seconds(pair.second)) for _ in range(runs)]
    ratios = sorted(first / second for first, second in times)
    first, second = (statistics.median(column) for column in zip(*times, strict=True))
    spread = f"{ratios[0]:.2f}-{ratios[-1]:.2f}"
    print(f"{pair.claim}: {statistics.median(ratios):.2f} ({spread}); medians {first:.3f} s and {second:.3f} s")


def peak(command: tuple[str, ...]) -> float:
    """Peak memory of one whole process in MiB."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    return usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        every = pairs(f"{folder}/results")
        for pair in every:
            measure(pair, runs)
        print(f"analyse, no pictures: peak memory {peak(every[0].second):.0f} MiB")


if __name__ == "__main__":
    main()
