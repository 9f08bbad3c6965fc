"""Make a small synthetic survey of community nurses, to try `examples/community_nurses/` out on.

    python examples/make_nurses.py nurses.xlsx [--again nurses_again.xlsx]

Seventy-two nurses of eight teams and a week of shifts each. All of it is drawn at random, and no figure from it says
anything about nurses. Some diaries have what one meets: days left blank, a day copied, hardly anything but 'other'.
With --again, the first twenty diaries as another person might have coded them are written too.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

import timediary as td

SEED = 2027
NURSES, TEAMS = 72, 8
STUDY = Path(__file__).parent / "community_nurses"
SHIFT_SLOTS = 49  # 07:00 to 19:15, or 19:00 to 07:00 and no more: the diary's day ends there

# How often each code is drawn, by day and by night, and for how many quarters of an hour at most.
BY_DAY = {
    "C1": 12,
    "C2": 9,
    "C3": 6,
    "C4": 4,
    "C5": 4,
    "C6": 3,
    "C7": 3,
    "C8": 1,
    "P1": 16,
    "P2": 5,
    "P3": 6,
    "P4": 3,
    "P5": 4,
    "T1": 30,
    "T2": 3,
    "M2": 2,
    "M3": 3,
    "M5": 1,
    "O1": 5,
    "O2": 2,
}
BY_NIGHT = {
    "C2": 6,
    "C4": 12,
    "C6": 12,
    "C7": 4,
    "C8": 16,
    "P1": 16,
    "P2": 3,
    "P3": 8,
    "P4": 3,
    "P5": 3,
    "T1": 26,
    "T2": 2,
    "M3": 1,
    "O1": 8,
    "O2": 3,
}
# What the second coder takes for what, and how often.
TAKEN_FOR = (("P2", "P1", 0.4), ("C3", "C1", 0.25), ("P5", "P4", 0.3), ("C7", "C4", 0.2), ("T2", "T1", 0.5))
LONGEST = {"C4": 6, "C5": 8, "C8": 5, "M2": 5, "M5": 12, "P1": 3, "T1": 3}


def shift(generator: np.random.Generator, study: td.Study, band: int, *, night: bool) -> tuple[int, list[int]]:
    """The first slot of a shift and its codes: handovers at its ends, the rest drawn."""
    weights = dict(BY_NIGHT if night else BY_DAY)
    if band >= 2:
        weights |= {"M3": weights["M3"] + 5, "M4": 8}
    ids = list(weights)
    chances = np.array(list(weights.values())) / sum(weights.values())
    start = 48 if night else 0
    length = min(SHIFT_SLOTS, study.grid.slots_per_day - start)
    codes = [study.code_numbers["M1"]]
    while len(codes) < length - 1:
        code = ids[generator.choice(len(ids), p=chances)]
        codes += [study.code_numbers[code]] * int(generator.integers(1, LONGEST.get(code, 4) + 1))
    return start, [*codes[: length - 1], study.code_numbers["M1"]]


def make_survey() -> td.Survey:
    """The synthetic survey."""
    generator = np.random.default_rng(SEED)
    study = td.load_study(STUDY)
    teams = np.repeat(np.arange(TEAMS), NURSES // TEAMS)
    band = generator.choice(4, NURSES, p=[0.2, 0.5, 0.2, 0.1])
    pattern = generator.choice(3, NURSES, p=[0.6, 0.25, 0.15])
    shifts = generator.choice([2, 3, 3, 3], NURSES)
    diaries = np.zeros((NURSES, len(study.grid.days), study.grid.slots_per_day), dtype=np.uint8)
    for i in range(NURSES):
        for n, day in enumerate(generator.permutation(7)[: shifts[i]]):
            night = pattern[i] == 1 or (pattern[i] == 2 and n % 2 == 1)
            start, codes = shift(generator, study, int(band[i]), night=night)
            diaries[i, day, start : start + len(codes)] = codes
    spoil(diaries, study)
    recorded = (diaries > 0).sum(axis=(1, 2)) / 4
    numbers = {
        "contracted_hours": shifts * 12.0,
        "contracted_shifts": shifts.astype(float),
        "worked_hours": np.round(shifts * 12.25 + generator.choice([-0.5, 0, 0, 0.5], NURSES), 1),
        "patients": generator.integers(8, 60, NURSES).astype(float),
    }
    numbers["worked_hours"][recorded == 0] = np.nan
    return survey_of(study, diaries, {"band": band, "shift": pattern}, numbers, teams)


def spoil(diaries: np.ndarray, study: td.Study) -> None:
    """A shift left blank, a shift copied, shifts of nothing but 'other', and two nurses with one diary."""
    worked = [np.flatnonzero(days.any(axis=1)) for days in diaries]
    diaries[5, worked[5][0]] = 0
    diaries[17, worked[17][1]] = diaries[17, worked[17][0]]
    other = diaries[29, worked[29]]
    other[other > 0] = study.code_numbers["O2"]
    diaries[29, worked[29]] = other
    diaries[41] = diaries[40]


def survey_of(
    study: td.Study,
    diaries: np.ndarray,
    levels: dict[str, np.ndarray],
    numbers: dict[str, np.ndarray],
    teams: np.ndarray,
) -> td.Survey:
    """The survey of arrays, with its attributes in the order of the study."""
    from timediary.model.study import Level
    from timediary.model.survey import Attribute

    names = tuple(Level(f"Team {n + 1}", f"Team {n + 1}") for n in range(TEAMS))
    found = {"team": Attribute(study.variables["team"]._replace(levels=names), teams.astype(np.int32))}
    found |= {name: Attribute(study.variables[name], values.astype(np.int16)) for name, values in levels.items()}
    found |= {name: Attribute(study.variables[name], values) for name, values in numbers.items()}
    attributes = {name: found[name] for name in study.variables if name in found}
    respondents = tuple(f"N{i + 1:03d}" for i in range(NURSES))
    return td.Survey(study, respondents, diaries.reshape(NURSES, -1), attributes)


def coded_again(survey: td.Survey) -> td.Survey:
    """The first twenty diaries by another coder, who takes some codes for others."""
    from dataclasses import replace

    generator = np.random.default_rng(SEED + 1)
    first = survey.select(np.arange(NURSES) < 20)
    number = survey.study.code_numbers
    codes = first.codes.copy()
    for one, other, share in TAKEN_FOR:
        taken = (first.codes == number[one]) & (generator.random(codes.shape) < share)
        codes[taken] = number[other]
    return replace(first, codes=codes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, help="the workbook to write")
    parser.add_argument("--again", type=Path, help="a second workbook: twenty diaries coded by another person")
    arguments = parser.parse_args()
    survey = make_survey()
    td.convert(survey, arguments.file, overwrite=True)
    if arguments.again is not None:
        td.convert(coded_again(survey), arguments.again, overwrite=True)


if __name__ == "__main__":
    main()
