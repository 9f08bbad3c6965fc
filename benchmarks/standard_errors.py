"""The three tables of `analyse` with their standard errors, here and by the Python package svy, in one process.

    python benchmarks/standard_errors.py [--runs 15]
    python benchmarks/standard_errors.py --csv hours.csv    # what intervals.R reads, and nothing else

Overall, by setting and by role, 7 rows each, of the example survey. Both start from the same numbers in memory, hours
by respondent and category; each describes the design and works out estimates, standard errors, degrees of freedom
and intervals. They run in turn, A B A B ..., so that a machine whose speed drifts slows both; the ratio is taken pair
by pair and its median printed. Standard errors are compared before anything is timed. Where Rscript and R's package
survey are there, intervals.R is run as well.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars
import svy

from timediary.categorise import categorise
from timediary.estimate.design import survey_design
from timediary.estimate.intervals import share_interval
from timediary.estimate.ratios import ratios
from timediary.estimate.replication import rescaled_bootstrap
from timediary.pipeline.breakdowns import breakdown
from timediary.pipeline.surveys import read

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from timediary.estimate.ratios import Estimates
    from timediary.model.survey import Survey

HERE = Path(__file__).parent
EXAMPLE = HERE.parent / "examples" / "diaries.xlsx"
BREAKDOWNS = ("setting", "role")


@dataclass(frozen=True, eq=False)
class Numbers:
    """What both start from.

    Attributes:
        hours: by respondent and category, shape (n, k).
        recorded: shape (n,).
        levels: the label of each respondent in each breakdown.
        frame: the same as a table, for svy.
        categories: ids, k of them.
    """

    hours: NDArray[np.float64]
    recorded: NDArray[np.float64]
    levels: dict[str, NDArray[np.str_]]
    frame: polars.DataFrame
    categories: tuple[str, ...]


def numbers_of(survey: Survey) -> Numbers:
    """Hours by respondent and category, with the attributes of the two breakdowns."""
    grouping = survey.study.groupings["broad"]
    hours = categorise(survey, grouping)
    recorded = survey.recorded_hours.astype(np.float64)
    categories = tuple(row.id for row in grouping.rows)
    levels = {
        name: np.array([text or "No information" for text in survey.attributes[name].texts()]) for name in BREAKDOWNS
    }
    columns: dict[str, Any] = {"respondent": list(survey.respondents), **levels}
    columns |= dict(zip(categories, hours.T, strict=True)) | {"recorded": recorded}
    return Numbers(hours, recorded, levels, polars.DataFrame(columns), categories)


def ours(numbers: Numbers) -> list[Estimates]:
    """Design, estimates, standard errors, degrees of freedom and intervals of the three tables."""
    design = survey_design(numbers.recorded.size)
    tables = [ratios(numbers.hours, numbers.recorded, design)]
    for labels in numbers.levels.values():
        membership = labels[:, None] == np.unique(labels)
        tables.append(ratios(numbers.hours, numbers.recorded, design, membership))
    for table in tables:
        share_interval(table.values, table.se, table.effective_degrees_of_freedom, table.bases[:, None])
    return tables


def by_svy(numbers: Numbers) -> list[Any]:
    """The same by svy; its results are typed as one or a list of them, hence Any."""
    sample = svy.Sample(numbers.frame, svy.Design())
    tables: list[Any] = [sample.estimation.ratio(list(numbers.categories), "recorded")]
    tables += [sample.estimation.ratio(list(numbers.categories), "recorded", by=name) for name in numbers.levels]
    return tables


def compare_standard_errors(numbers: Numbers) -> float:
    """The largest relative difference between the standard errors."""
    worst = 0.0
    for table, theirs in zip(ours(numbers), by_svy(numbers), strict=True):
        other = np.column_stack([one.to_polars()["se"].to_numpy() for one in theirs])
        gap = np.abs(table.se - other) / np.where(table.se > 0, table.se, 1)
        worst = max(worst, float(gap.max()))
    if worst > 1e-8:
        raise AssertionError(f"standard errors differ by {worst:.1e}")
    return worst


def bootstrap(numbers: Numbers) -> None:
    """Make 1,000 replicates and the table by setting with standard errors from them."""
    labels = numbers.levels["setting"]
    replicates = rescaled_bootstrap(survey_design(numbers.recorded.size), 1000, np.random.default_rng(1))
    table = ratios(numbers.hours, numbers.recorded, replicates, labels[:, None] == np.unique(labels))
    if not np.isfinite(table.se).all():
        raise AssertionError("a standard error from the bootstrap is not a number")


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(claim: str, first: Callable[[], object], second: Callable[[], object], runs: int) -> None:
    """Print how much longer the first takes than the second."""
    first(), second()
    times = [(seconds(first), seconds(second)) for _ in range(runs)]
    found = sorted(a / b for a, b in times)
    a, b = (statistics.median(column) for column in zip(*times, strict=True))
    spread = f"{found[0]:.1f}-{found[-1]:.1f}"
    print(f"{claim}: {statistics.median(found):.1f} ({spread}); medians {1000 * a:.2f} ms and {1000 * b:.2f} ms")


def alone(claim: str, work: Callable[[], object], runs: int) -> None:
    """Print how long something takes."""
    work()
    times = sorted(seconds(work) for _ in range(runs))
    print(f"{claim}: median {statistics.median(times):.3f} s ({times[0]:.3f}-{times[-1]:.3f})")


def write_csv(numbers: Numbers, path: Path) -> None:
    """Hours by respondent, as intervals.R reads them."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(numbers.frame.columns)
        writer.writerows(numbers.frame.iter_rows())


def run_r(numbers: Numbers, runs: int) -> None:
    """Run intervals.R where R and its package survey are there."""
    program = shutil.which("Rscript")
    there = program and subprocess.run([program, "-e", "library(survey)"], capture_output=True, check=False)
    if not (program and there and there.returncode == 0):
        print("R with the package survey is not here: intervals.R was not run")
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hours.csv"
        write_csv(numbers, path)
        command = [program, str(HERE / "intervals.R"), str(path), str(runs)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    print(f"svyby(svyratio): {done.stdout.splitlines()[-1]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--csv", type=Path, help="write what intervals.R reads, and stop")
    options = parser.parse_args()
    survey = read(EXAMPLE)
    numbers = numbers_of(survey)
    if options.csv:
        write_csv(numbers, options.csv)
        return
    print(
        f"{len(survey):,} respondents; Python {sys.version.split()[0]}, numpy {np.__version__}, svy {svy.__version__}"
    )
    print(f"standard errors agree to {compare_standard_errors(numbers):.0e}")
    measure("svy / ours, three tables", lambda: by_svy(numbers), lambda: ours(numbers), options.runs)
    alone(
        "the same three as finished tables (breakdown)",
        lambda: [breakdown(survey, by) for by in ("", *BREAKDOWNS)],
        options.runs,
    )
    alone("1,000 bootstrap replicates and the table by setting from them", lambda: bootstrap(numbers), options.runs)
    alone(
        "the same as a finished table",
        lambda: breakdown(survey.sample(replicates="bootstrap:1000"), "setting"),
        options.runs,
    )
    run_r(numbers, options.runs)


if __name__ == "__main__":
    main()
