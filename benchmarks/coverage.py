"""How often a 95% interval holds the true share: thousands of samples from a large population that is known.

    python benchmarks/coverage.py [--samples 10000] [--seed 2009]

The population is invented, and rests on the example survey (`examples/diaries.xlsx`, itself synthetic):

- 200,000 respondents; the half hours each of them recorded are drawn from those of the example, part-timers included.
- Four categories of 1%, 5%, 26% and 73% of the time. A respondent spends nothing on a category with some chance, and
  otherwise a share with a beta distribution. That chance and the spread of the shares of those who spend any are the
  example's: of other inter-agency work for 1%, direct contact for 26%, client-related work for 73%, and for 5% the
  median of the activities that have 4% to 6%. The beta's mean is set so that the category has the share wanted.
- Two harder categories of 1%: one as uneven as the most uneven of the example's activities of about 1%, and one that
  most never do and a few do for days (a beta distribution with parameters 0.09 and 8.91). They show where the
  intervals give way.
- Agencies with the sizes of the example's. Colleagues are alike, by a Gaussian copula with a correlation of 0.05; the
  example's are not, as nothing in it depends on the agency, so that this number is an assumption.
- Shares don't depend on the hours recorded. Half hours are whole, rounded at random without bias.

Every interval comes from the library's own functions. Samples are strata and at the same time domains of one design, so
that a stack of them is estimated in one call; for some of them this is checked against the sample by itself. The
default interval is the one in the tables (`precision_of_shares`), whatever that is. The others have the degrees of
freedom that one counts: clusters less strata. Same seed and packages, same figures.
"""

from __future__ import annotations

import argparse
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betaincinv, ndtr

from timediary.categorise import categorise
from timediary.estimate.design import survey_design
from timediary.estimate.intervals import korn_graubard_interval, share_interval, wald_interval
from timediary.estimate.ratios import ratios
from timediary.pipeline.surveys import read
from timediary.sample.drawing import Drawn
from timediary.tabulate.precision import precision_of_shares

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from timediary.estimate.ratios import Estimates

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]
    Limits = tuple[Floats, Floats]

EXAMPLE = Path(__file__).parent.parent / "examples" / "diaries.xlsx"
RESPONDENTS = 200_000
CORRELATION = 0.05
BASES = (10, 30, 100, 1_000)
AGENCIES = (5, 10, 30, 80)
TARGET = (0.93, 0.97)
UNNAMED = "default, agencies not named"
# Samples estimated at once times respondents in all of them: what fits in the processor's cache or nearly.
HELD = 2_000_000


@dataclass(frozen=True)
class Category:
    """How the time spent on a category varies between respondents.

    Attributes:
        label: for the tables.
        share: of all time, as wanted.
        nothing: chance of a respondent who spends none on it.
        precision: sum of the two parameters of the beta distribution of the others' shares.
        like: what the two come from.
    """

    label: str
    share: float
    nothing: float
    precision: float
    like: str


@dataclass(frozen=True, eq=False)
class Population:
    """Everybody there is.

    Attributes:
        categories: k of them.
        recorded: half hours recorded, shape (n,).
        slots: half hours by category, shape (n, k).
        starts: first respondent of each agency, and n, shape (agencies + 1,); colleagues are neighbours.
    """

    categories: tuple[Category, ...]
    recorded: Floats
    slots: Floats
    starts: Ints

    @property
    def shares(self) -> Floats:
        """The truth, shape (k,)."""
        return np.asarray(self.slots.sum(axis=0) / self.recorded.sum())


@dataclass
class Tally:
    """What a kind of interval did in all samples so far, by category.

    Attributes:
        too_low: samples whose interval lies below the truth, shape (k,).
        too_high: above it.
        width: sum of the widths.
        samples: how many.
    """

    too_low: Floats
    too_high: Floats
    width: Floats
    samples: int = 0

    def add(self, limits: Limits, truth: Floats) -> None:
        """Count the limits, each of shape (samples, k)."""
        low, high = limits
        self.too_low += (high < truth).sum(axis=0)
        self.too_high += (low > truth).sum(axis=0)
        self.width += (high - low).sum(axis=0)
        self.samples += len(low)

    @property
    def held(self) -> Floats:
        """How often the interval held the truth, shape (k,)."""
        return np.asarray(1.0 - (self.too_low + self.too_high) / self.samples)


@dataclass
class Row:
    """One line of a table: samples of one size, with what each kind of interval did."""

    base: str
    tallies: dict[str, Tally] = field(default_factory=dict)

    def add(self, method: str, limits: Limits, truth: Floats) -> None:
        """Count the limits of one kind of interval."""
        if method not in self.tallies:
            self.tallies[method] = Tally(np.zeros(truth.size), np.zeros(truth.size), np.zeros(truth.size))
        self.tallies[method].add(limits, truth)


def categories_of_the_example() -> tuple[tuple[Category, ...], Ints, Ints]:
    """The categories, the half hours recorded by each respondent, and the sizes of the agencies."""
    survey = read(EXAMPLE)
    study = survey.study
    half_hours = survey.code_minutes.minutes // survey.grid.slot_minutes
    recorded = half_hours.sum(axis=1).astype(np.intp)
    main = study.groupings["broad"]
    groups = dict(zip((row.id for row in main.rows), categorise(survey, main).T / survey.recorded_hours, strict=True))
    personal = half_hours / recorded[:, None]
    overall = half_hours.sum(axis=0) / recorded.sum()
    spreads = [_spread(personal[:, i]) for i in np.flatnonzero((overall >= 0.04) & (overall <= 0.06))]
    nothing, precision = np.median(spreads, axis=0).tolist()
    about_one = np.flatnonzero((overall >= 0.007) & (overall <= 0.013))
    uneven = max(about_one, key=lambda i: float(personal[:, i].std()))
    code = study.codes[uneven].id
    found = (
        Category("1%", 0.01, *_spread(groups["other_inter_agency"]), "other inter-agency"),
        Category("5%", 0.05, nothing, precision, "activities of 4-6%"),
        Category("26%", 0.26, *_spread(groups["direct_contact"]), "direct contact"),
        Category("73%", 0.73, *_spread(groups["client_related"]), "client-related"),
        Category("1% uneven", 0.01, *_spread(personal[:, uneven]), f"activity {code}"),
        Category("1% extreme", 0.01, 0.0, 9.0, "beta(0.09, 8.91)"),
    )
    agency = np.array(survey.attributes["agency"].texts())
    return found, recorded, np.unique(agency, return_counts=True)[1].astype(np.intp)


def _spread(shares: Floats) -> tuple[float, float]:
    """Share of respondents with nothing, and the precision of the beta distribution with the others' moments."""
    others = shares[shares > 0]
    mean, variance = float(others.mean()), float(others.var())
    return float((shares == 0).mean()), mean * (1 - mean) / variance - 1


def make_population(generator: np.random.Generator) -> Population:
    """Draw everybody."""
    categories, recorded_in_example, sizes_in_example = categories_of_the_example()
    sizes = generator.choice(sizes_in_example, size=RESPONDENTS // 5)
    starts = np.r_[0, np.cumsum(sizes)]
    starts = starts[: int(np.searchsorted(starts, RESPONDENTS, side="right"))]
    count = int(starts[-1])
    agency = np.repeat(np.arange(starts.size - 1), np.diff(starts))
    recorded = generator.choice(recorded_in_example, size=count).astype(np.float64)
    slots = np.empty((count, len(categories)))
    for column, category in enumerate(categories):
        shared = generator.standard_normal(starts.size - 1)[agency]
        own = generator.standard_normal(count)
        place = ndtr(math.sqrt(CORRELATION) * shared + math.sqrt(1 - CORRELATION) * own)
        mean = category.share / (1 - category.nothing)
        above = np.maximum(place - category.nothing, 0) / (1 - category.nothing)
        spent = betaincinv(mean * category.precision, (1 - mean) * category.precision, above)
        slots[:, column] = np.floor(spent * recorded + generator.random(count))
    return Population(categories, recorded, slots, starts)


def drawn_singly(
    population: Population, base: int, samples: int, generator: np.random.Generator
) -> Iterator[tuple[Ints, Ints]]:
    """Respondents of a stack of samples, and the sample each is in, until there are enough."""
    each = max(1, math.isqrt(HELD // base))
    for first in range(0, samples, each):
        number = min(each, samples - first)
        yield generator.integers(population.recorded.size, size=number * base), np.repeat(np.arange(number), base)


def drawn_by_agency(
    population: Population, agencies: int, samples: int, generator: np.random.Generator
) -> Iterator[tuple[Ints, Ints, Ints]]:
    """The same for samples of whole agencies, with the number of the agency drawn."""
    starts = population.starts
    mean_size = math.ceil(starts[-1] / (starts.size - 1))
    each = max(1, math.isqrt(HELD // (agencies * mean_size)))
    for first in range(0, samples, each):
        number = min(each, samples - first)
        agency = generator.integers(starts.size - 1, size=number * agencies)
        sizes = np.diff(starts)[agency]
        cluster = np.repeat(np.arange(agency.size), sizes)
        within = np.arange(cluster.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        yield starts[agency][cluster] + within, cluster // agencies, cluster


def estimated(
    population: Population,
    rows: Ints,
    sample: Ints,
    *,
    clusters: Ints | None = None,
    of_larger_survey: bool = False,
) -> Estimates:
    """The shares of a stack of samples, shape (samples, k).

    Each sample is a domain. Where it is a stratum as well, nothing else enters its variance and its degrees of freedom;
    without strata the samples are columns of one large survey.
    """
    design = survey_design(rows.size, strata=None if of_larger_survey else sample, clusters=clusters)
    membership = sample[:, None] == np.arange(sample[-1] + 1)
    return ratios(population.slots[rows], population.recorded[rows], design, membership)


def default_interval(estimates: Estimates) -> Limits:
    """The interval as tables have it, shape (samples, k)."""
    base = np.broadcast_to(estimates.bases, estimates.values.T.shape).astype(np.int64)
    nobody = np.zeros(0)
    design = survey_design(1)
    precision = precision_of_shares(estimates, base, Drawn(nobody.astype(np.bool_), nobody, design, ""))
    return precision.low.T, precision.high.T


def wald(estimates: Estimates) -> Limits:
    interval = wald_interval(estimates.values, estimates.se, estimates.degrees_of_freedom[:, None])
    return interval.low, interval.high


def korn_graubard(estimates: Estimates) -> Limits:
    interval = korn_graubard_interval(
        estimates.values, estimates.se, estimates.degrees_of_freedom[:, None], estimates.bases[:, None]
    )
    return interval.low, interval.high


def logit_by_count(estimates: Estimates) -> Limits:
    """On the logit scale with degrees of freedom counted, clusters less strata, as R's `svyciprop` has it."""
    interval = share_interval(
        estimates.values, estimates.se, estimates.degrees_of_freedom[:, None], estimates.bases[:, None]
    )
    return interval.low, interval.high


METHODS: dict[str, Callable[[Estimates], Limits]] = {
    "default": default_interval,
    "logit, df counted": logit_by_count,
    "Wald": wald,
    "Korn-Graubard": korn_graubard,
}


def run_singly(
    population: Population, samples: int, generator: np.random.Generator, *, of_larger_survey: bool = False
) -> list[Row]:
    """Samples of so many respondents drawn one by one."""
    truth, table = population.shares, []
    for base in BASES:
        row = Row(f"{base:,}")
        for rows, sample in drawn_singly(population, base, samples, generator):
            estimates = estimated(population, rows, sample, of_larger_survey=of_larger_survey)
            for name, method in METHODS.items():
                row.add(name, method(estimates), truth)
        table.append(row)
    return table


def run_by_agency(population: Population, samples: int, generator: np.random.Generator) -> list[Row]:
    """Samples of so many agencies with everybody in them."""
    truth, table = population.shares, []
    for agencies in AGENCIES:
        row = Row(f"{agencies}")
        for rows, sample, cluster in drawn_by_agency(population, agencies, samples, generator):
            estimates = estimated(population, rows, sample, clusters=cluster)
            for name, method in METHODS.items():
                row.add(name, method(estimates), truth)
            row.add(UNNAMED, default_interval(estimated(population, rows, sample)), truth)
        table.append(row)
    return table


def check_against_single_samples(population: Population, generator: np.random.Generator) -> float:
    """Largest relative difference between a stack's standard errors and those of each sample by itself."""
    worst = 0.0
    rows, sample = next(drawn_singly(population, 30, 25, generator))
    together = estimated(population, rows, sample)
    for number in range(25):
        own = rows[sample == number]
        alone = ratios(population.slots[own], population.recorded[own], survey_design(own.size))
        if alone.degrees_of_freedom[0] != together.degrees_of_freedom[number]:
            raise AssertionError("degrees of freedom of a stacked sample differ from those of the sample by itself")
        gap = np.abs(alone.se[0] - together.se[number]) / np.where(alone.se[0] > 0, alone.se[0], 1)
        worst = max(worst, float(gap.max()))
    if worst > 1e-9:
        raise AssertionError(f"standard errors of stacked samples are off by {worst:.1e}")
    return worst


def show_population(population: Population) -> None:
    personal = population.slots / population.recorded[:, None]
    hours = population.recorded / 2
    print(
        f"{population.recorded.size:,} respondents in {population.starts.size - 1:,} agencies; hours recorded: "
        f"mean {hours.mean():.1f}, a tenth below {np.percentile(hours, 10):.1f}, a tenth above "
        f"{np.percentile(hours, 90):.1f}"
    )
    print(f"{'category':<12}{'share':>9}{'with none':>11}{'sd':>8}{'skewness':>10}  spread like")
    for category, column, share in zip(population.categories, personal.T, population.shares, strict=True):
        centred = column - column.mean()
        skewness = (centred**3).mean() / (centred**2).mean() ** 1.5
        print(
            f"{category.label:<12}{100 * share:>8.2f}%{100 * (column == 0).mean():>10.0f}%{100 * column.std():>8.2f}"
            f"{skewness:>10.1f}  {category.like}"
        )


def show(
    title: str, head: str, table: Sequence[Row], categories: Sequence[Category], first: int, methods: Sequence[str]
) -> None:
    """One table: how often each interval holds the truth, lies below, lies above, and its mean width in points."""
    print(f"\n{title}\n")
    print(f"{'':<12}{'':>9}  " + "  ".join(f"{name:>28}" for name in methods))
    columns = f"{'holds':>8}{'low':>6}{'high':>6}{'width':>8}"
    print(f"{'share':<12}{head:>9}  " + "  ".join(columns for _ in methods))
    for column, category in enumerate(categories, first):
        for row in table:
            cells = []
            for name in methods:
                tally = row.tallies[name]
                low, high, width = (
                    100 * value[column] / tally.samples for value in (tally.too_low, tally.too_high, tally.width)
                )
                cells.append(f"{100 * tally.held[column]:>8.1f}{low:>6.1f}{high:>6.1f}{width:>8.2f}")
            print(f"{category.label:<12}{row.base:>9}  " + "  ".join(cells))


def verdict(tables: Sequence[Sequence[Row]], categories: Sequence[Category]) -> str:
    """Whether the default holds what is wanted of it from a base of 30 on."""
    outside = [
        f"{category.label} at {row.base}: {100 * row.tallies['default'].held[column]:.1f}%"
        for table in tables
        for row, base in zip(table, BASES, strict=True)
        if base >= 30
        for column, category in enumerate(categories)
        if not TARGET[0] <= row.tallies["default"].held[column] <= TARGET[1]
    ]
    wanted = f"between {100 * TARGET[0]:.0f}% and {100 * TARGET[1]:.0f}%"
    return f"outside {wanted}: {'; '.join(outside)}" if outside else f"every one {wanted}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=int, default=10_000, help="samples of each size")
    parser.add_argument("--seed", type=int, default=2009)
    options = parser.parse_args()
    samples = options.samples
    generator = np.random.default_rng(options.seed)
    population = make_population(generator)
    show_population(population)
    worst = check_against_single_samples(population, generator)
    print(f"25 samples estimated by themselves: the same standard errors (to {worst:.0e}) and degrees of freedom")
    error = 100 * math.sqrt(0.95 * 0.05 / samples)
    print(
        f"{samples:,} samples of each size: a percentage near 95 has a standard error of {error:.2f}. 'low' and 'high' "
        "are intervals that lie below and above the truth; widths are in percentage points."
    )
    alone = run_singly(population, samples, generator)
    within = run_singly(population, samples, generator, of_larger_survey=True)
    agencies = run_by_agency(population, max(1, samples // 2), generator)
    usual, hard = population.categories[:4], population.categories[4:]
    methods = tuple(METHODS)
    show("A survey of so many respondents, drawn singly", "base", alone, usual, 0, methods)
    show("So many respondents in a column of a large survey, drawn singly", "base", within, usual, 0, methods)
    print(f"\nDefault, from a base of 30 on, in both tables: {verdict((alone, within), usual)}")
    title = "Activities that few do much of, in a survey of so many respondents"
    show(title, "base", alone, hard, 4, methods)
    title = f"A survey of so many agencies with everybody in them, {agencies[0].tallies['default'].samples:,} samples"
    show(title, "agencies", agencies, usual, 0, ("default", "logit, df counted", "Wald", UNNAMED))


if __name__ == "__main__":
    main()
