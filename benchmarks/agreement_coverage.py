"""How often the 95% interval of kappa holds the truth, with respondents and with slots taken as independent.

    PYTHONPATH=src python benchmarks/agreement_coverage.py

Each respondent has habits and a rate of disagreement of their own, and slots come in episodes of three.
"""

from __future__ import annotations

import numpy as np

from timediary.estimate.agreement import cohen_kappa, jackknifed

CODES, EPISODES, SLOTS, SURVEYS, SEED = 8, 23, 3, 600, 5


def draw(generator: np.random.Generator, respondents: int) -> np.ndarray:
    """Slots of each respondent by the code of either coder, shape (respondents, codes, codes)."""
    tables = np.zeros((respondents, CODES, CODES))
    for table in tables:
        habits = generator.dirichlet(np.full(CODES, 0.8))
        rate = generator.beta(1.5, 6)
        first = generator.choice(CODES, EPISODES, p=habits)
        second = np.where(generator.random(EPISODES) < rate, generator.integers(0, CODES, EPISODES), first)
        np.add.at(table, (first, second), SLOTS)
    return tables


def by_slots(tables: np.ndarray) -> tuple[float, float]:
    """Kappa and its large-sample error as if slots were independent (Cohen 1960)."""
    total = tables.sum(axis=0)
    share = total / total.sum()
    chance = float(share.sum(axis=0) @ share.sum(axis=1))
    agreed = float(np.trace(share))
    return (agreed - chance) / (1 - chance), float(np.sqrt(agreed * (1 - agreed) / total.sum()) / (1 - chance))


def main() -> None:
    generator = np.random.default_rng(SEED)
    truth = float(cohen_kappa(draw(generator, 20_000).sum(axis=0)))
    print(f"kappa {truth:.3f}; of {SURVEYS} surveys, intervals that hold it")
    for respondents in (15, 30, 100):
        held = naive = 0
        for _ in range(SURVEYS):
            tables = draw(generator, respondents)
            found = jackknifed(cohen_kappa, tables)
            held += bool(found.low <= truth <= found.high)
            kappa, error = by_slots(tables)
            naive += abs(kappa - truth) <= 1.96 * error
        print(f"{respondents:4} respondents: {held / SURVEYS:.0%} by respondents, {naive / SURVEYS:.0%} by slots")


if __name__ == "__main__":
    main()
