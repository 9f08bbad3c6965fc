"""Make `examples/team_of_24`: a made-up team whose diaries are 24 of those of the example survey, with 410 cases.

    python examples/make_team_of_24.py

The diaries are synthetic, as the example's are, and taken from it as it was first drawn (`tests/data`); the team, its
cases, its costs and its posts are invented. Same seed, same files.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

import timediary as td

FOLDER = Path(__file__).parent / "team_of_24"
CASES = 410
SEED = 24
TYPES = (("child_in_need", 0.65), ("protection_plan", 0.12), ("looked_after", 0.23))


def team(survey: td.Survey, generator: np.random.Generator) -> list[int]:
    """Two managers, four senior practitioners and 18 social workers of children's services who hold 410 cases."""
    column = {name: np.array(survey.attributes[name].texts()) for name in ("setting", "role")}
    number = {
        name: np.asarray(survey.attributes[name].values, dtype=float) for name in ("active_cases", "worked_hours")
    }
    contracted = np.asarray(survey.attributes["contracted_hours"].values, dtype=float)
    cases = number["active_cases"]
    known = (column["setting"] == "CSD") & np.isfinite(cases + contracted + number["worked_hours"])
    roles = (("Manager", 2, 0, 3), ("Senior practitioner", 4, 1, 29), ("Social worker", 18, 1, 44))
    pools = [
        np.flatnonzero(known & (column["role"] == role) & (cases >= least) & (cases <= most))
        for role, _, least, most in roles
    ]
    while True:
        drawn = [
            generator.choice(pool, size, replace=False) for pool, (_, size, _, _) in zip(pools, roles, strict=True)
        ]
        chosen = np.concatenate(drawn)
        part_time = int((contracted[chosen] < 30).sum())
        if cases[chosen].sum() == CASES and 3 <= part_time <= 6:
            return [int(row) for row in chosen]


def main() -> None:
    """Write diaries and cases; the other files are written by hand."""
    survey = td.read(Path(__file__).parents[1] / "tests" / "data" / "diaries.xlsx")
    generator = np.random.default_rng(SEED)
    chosen = team(survey, generator)
    grid = survey.study.grid
    used = np.flatnonzero((survey.codes[chosen] > 0).any(axis=0))
    names = ("setting", "role", "contracted_hours", "worked_hours", "active_cases")
    texts = {name: survey.attributes[name].texts() for name in names}
    with (FOLDER / "diaries.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["respondent", *names, *(grid.slot_name(int(slot)) for slot in used)])
        for number, row in enumerate(chosen, start=1):
            codes = [survey.study.codes[code - 1].id if code else "" for code in survey.codes[row, used].tolist()]
            writer.writerow([f"W{number:02d}", *(texts[name][row] for name in names), *codes])
    with (FOLDER / "cases.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["worker", "type", "cases"])
        for number, row in enumerate(chosen, start=1):
            held = generator.multinomial(int(float(texts["active_cases"][row])), [share for _, share in TYPES])
            for (type_, _), cases in zip(TYPES, held.tolist(), strict=True):
                if cases:
                    writer.writerow([f"W{number:02d}", type_, cases])


if __name__ == "__main__":
    main()
