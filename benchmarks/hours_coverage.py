"""How often a 95% interval of hours, of hours worked over contract and of a difference holds the truth.

    python benchmarks/hours_coverage.py [--samples 4000] [--seed 2010]

Respondents are drawn with replacement from those of the example survey (`examples/diaries.xlsx`, itself synthetic), so
that the truth is the example's own: hours per respondent and week, per full-time equivalent and per active case by the
broad categories, worked less contracted hours (net), those above contract alone (excess) and how many have any (over).
Differences are of the shares of time of two independent samples, of the population of `coverage.py`, and of two waves
of which half the people are the same.

Every interval is the one that tables have (`tabulate.precision`, `tabulate.testing`); beside it stands the estimate
plus and minus t standard errors (Wald). Samples are strata and at the same time domains of one design, so that a
stack of them is estimated in one call. Same seed and packages, same figures.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

import numpy as np
from coverage import (  # type: ignore[import-not-found, import-untyped, attr-defined, unused-ignore]
    EXAMPLE,
    drawn_singly,
    estimated,
    make_population,
)

from timediary.categorise import categorise
from timediary.estimate.design import survey_design
from timediary.estimate.intervals import wald_interval
from timediary.estimate.ratios import ratios
from timediary.estimate.waves import Waves
from timediary.pipeline.surveys import read
from timediary.sample.drawing import Drawn
from timediary.tabulate.precision import (
    precision_of_means,
    precision_of_quotients,
    precision_of_shares,
)
from timediary.tabulate.testing import Limits, interval_of_contrast

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from timediary.estimate.ratios import Estimates
    from timediary.model.table import Precision

    Floats = NDArray[Any]

BASES = (10, 30, 100, 200)
PAIRS = ((30, 30), (30, 300), (100, 100), (30, 1_000))
STACK = 250
WEEK = 168.0
NOBODY = Drawn(np.zeros(0, dtype=np.bool_), np.zeros(0), survey_design(1), "")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--samples", type=int, default=4_000)
    parser.add_argument("--seed", type=int, default=2010)
    asked = parser.parse_args()
    generator = np.random.default_rng(asked.seed)
    print(
        f"{asked.samples:,} samples of each size; a count of 95 has a standard error of "
        f"{100 * np.sqrt(0.95 * 0.05 / asked.samples):.1f}. In brackets: estimate plus and minus t standard errors."
    )
    hours(asked.samples, generator)
    differences(asked.samples, generator)


def hours(samples: int, generator: np.random.Generator) -> None:
    """Hours per week, full-time equivalent and case; the hours account."""
    survey = read(EXAMPLE)
    grouping = survey.study.groupings["broad"]
    recorded = survey.recorded_hours
    categories = [row.id for row in grouping.rows]
    by_row = np.column_stack([categorise(survey, grouping), recorded])
    contracted, worked, cases = (
        np.asarray(survey.attributes[name].values, dtype=np.float64)
        for name in ("contracted_hours", "worked_hours", "active_cases")
    )
    one = np.ones(len(survey))
    whole: Callable[[Estimates], Floats] = lambda e: e.values.T[-1:]  # noqa: E731
    of_week: Callable[[Estimates], Precision] = lambda e: precision_of_means(e, NOBODY, WEEK, whole(e))  # noqa: E731
    of_fte: Callable[[Estimates], Precision] = lambda e: precision_of_means(e, NOBODY, whole=whole(e))  # noqa: E731
    of_case: Callable[[Estimates], Precision] = lambda e: precision_of_quotients(e, NOBODY, whole(e))  # noqa: E731
    lines = [*categories, "total"]
    _table("Hours per week", lines, by_row, one, recorded > 0, of_week, samples, generator)
    _table(
        "Hours per full-time equivalent",
        lines,
        by_row,
        np.nan_to_num(contracted) / 37,
        contracted > 0,
        of_fte,
        samples,
        generator,
    )
    _table(
        "Hours per active case", lines, by_row, np.nan_to_num(cases), np.isfinite(cases), of_case, samples, generator
    )
    account = np.isfinite(worked - contracted)
    balance: Floats = np.where(account, worked - contracted, 0.0)[:, None]
    _table("Hours worked less contracted", ["net"], balance, one, account, _of_net, samples, generator)
    excess: Floats = np.where(balance > 0.0, balance, 0.0)
    _table("Hours worked over contract", ["excess"], excess, one, account, of_week, samples, generator)
    _table("Who worked over contract", ["over"], (balance > 0) * 1.0, one, account, _of_over, samples, generator)


def _of_net(estimates: Estimates) -> Precision:
    known = precision_of_means(estimates, NOBODY, WEEK)
    limits = wald_interval(estimates.values.T, known.se, known.degrees_of_freedom)
    return known._replace(low=np.maximum(limits.low, -WEEK), high=np.minimum(limits.high, WEEK))


def _of_over(estimates: Estimates) -> Precision:
    base = np.broadcast_to(estimates.bases, estimates.values.T.shape).astype(np.int64)
    return precision_of_shares(estimates, base, NOBODY)


def _table(
    title: str,
    lines: Sequence[str],
    top: Floats,
    bottom: Floats,
    known: NDArray[np.bool_],
    interval: Callable[[Estimates], Precision],
    samples: int,
    generator: np.random.Generator,
) -> None:
    pool = np.flatnonzero(known)
    truth = top[pool].sum(axis=0) / bottom[pool].sum()
    print(f"\n{title}\n{'base':>6}" + "".join(f"{line[:14]:>16}" for line in lines))
    for base in BASES:
        held, wald, done = np.zeros(len(lines)), np.zeros(len(lines)), 0
        while done < samples:
            number = min(STACK, samples - done)
            rows = generator.choice(pool, size=number * base)
            sample = np.repeat(np.arange(number), base)
            design = survey_design(rows.size, strata=sample)
            estimates = ratios(top[rows], bottom[rows], design, sample[:, None] == np.arange(number))
            limits = interval(estimates)
            held += ((truth >= limits.low.T) & (truth <= limits.high.T)).sum(axis=0)
            plain = wald_interval(estimates.values, estimates.se, estimates.degrees_of_freedom[:, None])
            wald += ((plain.low <= truth) & (truth <= plain.high)).sum(axis=0)
            done += number
        print(f"{base:>6}" + _counts(held, wald, done))


def _counts(held: Floats, wald: Floats, done: int) -> str:
    cells = (f"{100 * own / done:.1f} ({100 * plain / done:.1f})" for own, plain in zip(held, wald, strict=True))
    return "".join(f"{cell:>16}" for cell in cells)


def differences(samples: int, generator: np.random.Generator) -> None:
    """Differences of shares between independent samples, and between waves that share half their people."""
    population = make_population(generator)
    labels = [category.label for category in population.categories]
    print(
        "\nDifferences of shares, independent samples\n" + f"{'bases':>12}" + "".join(f"{name:>16}" for name in labels)
    )
    for first, second in PAIRS:
        held, wald, done = np.zeros(len(labels)), np.zeros(len(labels)), 0
        while done < samples:
            (rows1, sample1), (rows2, sample2) = (
                next(drawn_singly(population, base, samples - done, generator)) for base in (first, second)
            )
            number = min(sample1[-1], sample2[-1]) + 1
            kept1, kept2 = sample1 < number, sample2 < number
            one = estimated(population, rows1[kept1], sample1[kept1])
            other = estimated(population, rows2[kept2], sample2[kept2])
            own, plain = _held(one, other, None)
            held, wald, done = held + own, wald + plain, done + number
        print(f"{first:>6}{second:>6}" + _counts(held, wald, done))
    print("\nDifferences of shares, half of the people twice (7 of 10 with the same diary)")
    for base in (30, 100):
        held, wald = np.zeros(len(labels)), np.zeros(len(labels))
        rounds = max(1, samples // 4)
        for _ in range(rounds):
            rows = generator.integers(population.recorded.size, size=(2, base))
            again = np.flatnonzero(generator.random(base // 2) < 0.7)
            rows[1, again] = rows[0, again]
            people = (np.arange(base), np.where(np.arange(base) < base // 2, np.arange(base), np.arange(base) + base))
            parts = [ratios(population.slots[r], population.recorded[r], survey_design(base)) for r in rows]
            own, plain = _held(parts[0], parts[1], people)
            held, wald = held + own, wald + plain
        print(f"{base:>12}" + _counts(held, wald, rounds))


def _held(one: Estimates, other: Estimates, people: tuple[NDArray[np.intp], ...] | None) -> tuple[Floats, Floats]:
    """How many samples' intervals of the difference hold 0, by category: as tables have them, and Wald's."""
    gap = Waves((one, other), people).contrast((-1.0, 1.0))
    pairs = np.broadcast_to(gap.se.T, (2, 2, *gap.se.T.shape))
    own = interval_of_contrast(gap, (-1.0, 1.0), [_limits(one), _limits(other)], pairs)
    plain = gap.interval()
    nothing = gap.se == 0
    held = (own.low.T <= 0) & (own.high.T >= 0)
    return (held | nothing).sum(axis=0) * 1.0, (((plain.low <= 0) & (plain.high >= 0)) | nothing).sum(axis=0) * 1.0


def _limits(estimates: Estimates) -> Limits:
    base = np.broadcast_to(estimates.bases, estimates.values.T.shape).astype(np.int64)
    known = precision_of_shares(estimates, base, NOBODY)
    return Limits(estimates.values.T, known.se, known.degrees_of_freedom, known.low, known.high)


if __name__ == "__main__":
    main()
