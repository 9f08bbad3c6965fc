"""Slots by activity of made-up respondents, plausible enough for weeks to look like weeks."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.study import load_study
from timediary.study.week_rules import load_week_rules
from timediary.synthesis.random import Stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from timediary.model.study import Study
    from timediary.model.week_rules import WeekRules

# Of a hundred slots, about what Table C1 of the report has in its column All; no code has none.
SHARES = {
    "D1": 3, "D2": 1, "D3": 5, "D4": 1, "D5": 1, "D6": 1, "D7": 1, "D8": 1, "D9": 4, "D10": 1, "D11": 3, "D12": 5,
    "OA1": 5, "OA2": 3, "OA3": 2, "OA4": 1, "OA5": 1, "IA1": 7, "IA2": 1, "IA3": 3, "IA4": 2,
    "R1": 8, "R2": 1, "R3": 4, "R4": 4, "R5": 1, "R6": 1, "R7": 2, "OIA1": 1, "OIA2": 1,
    "S1": 1, "S2": 1, "S3": 1, "S4": 1, "S5": 1, "S6": 4, "S7": 8, "S8": 1, "S9": 5, "S10": 4,
}  # fmt: skip
# Slots over contract, as many as are likely.
OVER = (-14, -6, -2, 0, 0, 0, 0, 0, 1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 28, 40)


class Made(NamedTuple):
    """Slots (n, codes), contracted days (n,) and contracted hours (n,)."""

    slots: NDArray[np.int64]
    days: NDArray[np.float64]
    hours: NDArray[np.float64]


@cache
def definitions() -> tuple[Study, WeekRules]:
    study = load_study()
    return study, load_week_rules(study)


@cache
def made(respondents: int, seed: int = 1) -> Made:
    """Each respondent does some of the activities, and four in five record lunch, about a slot a day."""
    stream = Stream(seed, "made")
    rows, days, hours = [], [], []
    for _ in range(respondents):
        contract = stream.choice((5, 5, 5, 5, 5, 5, 4, 3, 2))
        total = min(150, max(8, contract * 15 + stream.choice(OVER) * contract // 5))
        lunches = contract + stream.below(3) if stream.chance(4, 5) else 0
        weights = [
            share * stream.below(10) if code != "S9" and stream.chance(2 + share, 10) else 0
            for code, share in SHARES.items()
        ]
        weights[-1] += 1
        row = [0] * len(SHARES)
        row[list(SHARES).index("S9")] = lunches
        for _ in range(total - lunches):
            row[stream.weighted(weights)] += 1
        rows.append(row)
        days.append(contract if stream.chance(9, 10) else np.nan)
        hours.append(contract * 7.4 if stream.chance(9, 10) else np.nan)
    return Made(np.array(rows), np.array(days, dtype=np.float64), np.array(hours, dtype=np.float64))
