"""How long the protection of three linked tables takes: about 100 columns by 40 rows of random diaries.

python benchmarks/protection.py [--seed 1]
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from timediary.model.disclosure import DisclosurePolicy
from timediary.protect.amounts import Amounts, TableFigures, figures_of_shares
from timediary.protect.publication import publication_of
from timediary.protect.suppression import suppress

RESPONDENTS, ROWS, LEVELS, HALF_HOURS = 1_153, 40, (9, 10), 75


def publication(seed: int) -> tuple[list[TableFigures], Amounts]:
    """Two breakdowns and both crossed, each with its column of all."""
    rng = np.random.default_rng(seed)
    parts = [rng.choice(count, RESPONDENTS, p=rng.dirichlet(np.full(count, 2.0))) for count in LEVELS]
    usual = rng.dirichlet(np.full(ROWS, 0.6))
    hours = np.stack([rng.multinomial(HALF_HOURS, rng.dirichlet(usual * 20 + 1e-3)) / 2 for _ in range(RESPONDENTS)])
    first, second = (part[:, None] == np.arange(count) for part, count in zip(parts, LEVELS, strict=True))
    crossed = (first[:, :, None] & second[:, None, :]).reshape(RESPONDENTS, -1)
    everybody = np.ones((RESPONDENTS, 1), dtype=bool)
    is_time = np.ones(ROWS, dtype=bool)
    tables = [
        figures_of_shares(np.eye(ROWS, dtype=bool), is_time, np.hstack([columns, everybody]), 0)
        for columns in (first, second, crossed[:, crossed.any(axis=0)])
    ]
    return tables, Amounts(hours, is_time, np.arange(RESPONDENTS), 168.0)


def main() -> None:
    """Protect, and say how long it took and how much is hidden."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    tables, amounts = publication(parser.parse_args().seed)
    start = time.perf_counter()
    made = publication_of(tables, amounts, DisclosurePolicy("benchmark", "Benchmark", "as ACRO"))
    found = suppress(made.statements, made.targets, made.figures)
    columns = sum(table.above.shape[1] for table in tables)
    unsafe, hidden = int(made.figures.hidden.sum()), int(found.hidden.sum())
    print(
        f"{columns} columns by {ROWS} rows in {len(tables)} tables: {time.perf_counter() - start:.0f} s; of "
        f"{len(found.hidden):,} figures {unsafe:,} tell too much, and {hidden - unsafe:,} go with them"
    )


if __name__ == "__main__":
    main()
