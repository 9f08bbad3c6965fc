"""Read inputs that are damaged and odd, by seeded chance, and hold what must hold of each.

python -m tests.fuzz                                  2,000 inputs of all kinds
python -m tests.fuzz --count 20000 --jobs 2           the long run
python -m tests.fuzz --kind xlsx --kind parquet       some kinds alone
python -m tests.fuzz --seed 7 --only 1234 --keep DIR  one input of a run, written into a folder

Counts by kind come on standard output; exit code 1 if anything broke.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from tests.fuzz import cases, workers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.fuzz.workers import Found


def main() -> None:
    given = _given()
    kinds = tuple(given.kind) or cases.KINDS
    numbers = range(given.count) if given.only is None else range(given.only, given.only + 1)
    began, found, findings = time.monotonic(), [], []
    for item in workers.run(given.seed, numbers, given.jobs, kinds):
        found.append(item)
        if item.is_finding:
            findings.append(item)
            print(f"{item.kind} {item.number} ({item.way}): {item.became} [{item.where}]", file=sys.stderr, flush=True)
        if given.keep and (item.is_finding or given.only is not None):
            _keep(cases.case(given.seed, item.number, kinds), given.keep)
    print(_counts(found))
    print(f"{len(found):,} inputs in {time.monotonic() - began:.0f} s, seed {given.seed}: {len(findings)} findings")
    sys.exit(1 if findings else 0)


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--count", type=int, default=2_000, help="how many inputs")
    parser.add_argument("--seed", type=int, default=1, help="another seed is another run")
    parser.add_argument("--jobs", type=int, default=1, help="workers at a time")
    parser.add_argument("--kind", action="append", choices=cases.KINDS, default=[], help="kinds of inputs; all")
    parser.add_argument("--only", type=int, metavar="NUMBER", help="one input")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where to write the inputs that broke something")
    return parser.parse_args()


def _keep(made: cases.Case, folder: Path) -> None:
    into = folder / f"{made.number}_{made.kind}"
    into.mkdir(parents=True, exist_ok=True)
    cases.write(made, into)


def _counts(found: Sequence[Found]) -> str:
    """How many inputs of each kind came to what."""
    names = ("read", "read with problems", "refused", "findings")
    counts: dict[str, Counter[str]] = {}
    for item in found:
        counts.setdefault(item.kind, Counter())["findings" if item.is_finding else item.became] += 1
    lines = [f"{'kind':<10}" + "".join(f"{name:>20}" for name in ("inputs", *names))]
    for kind, of in counts.items():
        lines.append(f"{kind:<10}{sum(of.values()):>20,}" + "".join(f"{of[name]:>20,}" for name in names))
    return "\n".join(lines)


if __name__ == "__main__":
    main()
