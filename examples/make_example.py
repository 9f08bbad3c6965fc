"""Make `diaries.xlsx`: 1,153 invented respondents of the 2009 survey's settings, with believable weeks.

    python examples/make_example.py [PATH]

Everything in it is made up by chance from the seed below; no figure is fitted to the survey's published tables. The
same Python and packages give the same bytes, and every Python the same content: of the standard library's generator
only `random()` is used, the one method whose sequence is promised never to change, and only sums and comparisons
of its numbers, which are the same on every machine.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from timediary.export.sheets import Sheet, sheets_of
from timediary.export.workbook import write_workbook
from timediary.model.study import Level, VariableKind
from timediary.model.survey import NO_INFORMATION, Attribute, Survey
from timediary.study import load_study

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from timediary.model.study import Study, Variable

SEED = 2009
SETTINGS = {"csd": 725, "dass": 284, "joint": 26, "pvi": 109, None: 9}
WEEKS = ("2009-05-11", "2009-05-18", "2009-06-01")
REGIONS = (
    "East Midlands", "East of England", "London", "North East", "North West", "South East", "South West",
    "West Midlands", "Yorkshire and the Humber",
)  # fmt: skip
AGENCIES = {"csd": 38, "dass": 24, "joint": 3, "pvi": 16, None: 2}

# Chances of the answers: by level, None for no information.
ANSWERS: dict[str, dict[str | None, int]] = {
    "average_week": {"yes": 60, "no": 31, None: 9},
    "caseload_policy": {"yes": 26, "no": 46, "do_not_know": 17, None: 11},
    "staffing_affects_caseload": {"yes": 42, "no": 45, None: 13},
    "electronic_recording": {"yes": 80, "no": 11, None: 9},
    "satisfaction": {"very_satisfied": 15, "satisfied": 47, "neither": 17, "dissatisfied": 7,
                     "very_dissatisfied": 3, None: 11},
    "supervision": {"weekly": 6, "fortnightly": 17, "four_weekly": 55, "other": 13, None: 9},
    "gender": {"female": 72, "male": 19, None: 9},
    "ethnicity": {"white": 83, "black": 4, "asian": 2, "mixed": 2, "other": 1, None: 8},
    "qualification": {"diploma": 52, "cqsw": 18, "css": 3, "degree": 17, "other_uk": 1, "other_non_uk": 1, None: 8},
}  # fmt: skip
CHILDREN = {
    "looked_after_children": 26, "child_protection": 22, "family_support": 17, "foster_carers": 10, "care_leavers": 7,
    "child_mental_health": 3, "children_complex_health": 4, "special_educational_needs": 3, "asylum_seekers": 2,
    "young_carers": 1, "young_people_substance_misuse": 1, "transitions": 2, "other": 2,
}  # fmt: skip
ADULTS = {
    "older_people": 25, "adults_physical_disabilities": 17, "older_people_mental_health": 13,
    "adults_mental_health": 13, "adults_learning_disabilities": 12, "carers": 7, "palliative_care": 5,
    "adults_sensory_impairments": 3, "adults_substance_misuse": 2, "transitions": 2, "other": 1,
}  # fmt: skip

# Spells of work: codes with the fewest and the most half hours of each, in the order in which they are done.
Spell = tuple[tuple[str, int, int], ...]
SPELLS: dict[str, Spell] = {
    "visit": (("D12", 1, 2), ("D3", 1, 3), ("D12", 0, 1), ("R1", 1, 2)),
    "assessment": (("D12", 0, 1), ("D1", 2, 3), ("R2", 1, 3)),
    "joint visit": (("D12", 1, 1), ("D5", 2, 3), ("D12", 1, 1), ("R1", 0, 1)),
    "colleague's visit": (("D4", 2, 3),),
    "group": (("D6", 2, 4), ("R1", 0, 1)),
    "court": (("R5", 1, 3), ("D12", 1, 1), ("D7", 2, 5)),
    "duty": (("D8", 1, 2), ("D9", 1, 3), ("R6", 1, 2)),
    "telephone": (("D11", 1, 1), ("R1", 0, 1)),
    "assessment by telephone": (("D2", 1, 1), ("R1", 0, 1)),
    "other contact": (("D10", 1, 3),),
    "main assessment": (("R3", 3, 6),),
    "paperwork": (("R4", 2, 4),),
    "court report": (("R5", 3, 6),),
    "review": (("OA5", 0, 1), ("OA1", 2, 4), ("R7", 0, 2)),
    "records": (("OA2", 1, 3),),
    "consultation": (("OA3", 1, 2),),
    "case supervision": (("OA4", 2, 3), ("R7", 0, 1)),
    "across agencies": (("IA1", 1, 2),),
    "arranging": (("IA2", 1, 3),),
    "inter-agency meeting": (("IA4", 1, 1), ("IA3", 2, 4), ("IA4", 0, 1)),
    "networking": (("OIA2", 0, 1), ("OIA1", 2, 4)),
    "own supervision": (("S1", 2, 3),),
    "supervising": (("S2", 2, 3),),
    "supervising others": (("S3", 1, 3),),
    "practice education": (("S4", 2, 3),),
    "targets": (("S5", 1, 2),),
    "training": (("S8", 0, 1), ("S6", 4, 7)),
    "agency": (("S7", 1, 3),),
    "travel": (("S8", 1, 1),),
    "other": (("S10", 1, 2),),
}
PRACTITIONER = {
    "visit": 34, "assessment": 10, "joint visit": 6, "colleague's visit": 3, "group": 3, "court": 3, "duty": 7,
    "telephone": 16, "assessment by telephone": 5, "other contact": 7, "main assessment": 12, "paperwork": 18,
    "court report": 5, "review": 13, "records": 12, "consultation": 17, "case supervision": 6, "across agencies": 34,
    "arranging": 19, "inter-agency meeting": 15, "networking": 3, "own supervision": 7, "supervising": 1,
    "supervising others": 2, "practice education": 3, "targets": 7, "training": 8, "agency": 40, "travel": 6,
    "other": 25,
}  # fmt: skip
MANAGER = PRACTITIONER | {
    "visit": 14, "assessment": 4, "telephone": 10, "main assessment": 5, "paperwork": 10, "consultation": 28,
    "review": 20, "networking": 6, "supervising": 28, "supervising others": 12, "agency": 60, "targets": 14,
}  # fmt: skip
EVENING = ("R1", "R3", "R4", "R5", "S7", "D11")
FACTS = (
    "Every respondent and every diary in this workbook is invented. It is an example to try timediary with.",
    "The sheet 'respondents' has one row per respondent; the sheet 'diary' has their weeks, one column per half hour.",
    "The settings have the sizes that they had in the social workers' workload survey of 2009; nothing else is fitted "
    "to that survey, and no figure worked out from this workbook says anything about social workers.",
    "Made by examples/make_example.py, which gives the same workbook whenever it is run.",
)


Kind = TypeVar("Kind")
Answers = dict[str, "str | float | tuple[str, ...] | None"]


class Dice:
    """Chance, from the one method of the generator that is promised to stay the same."""

    def __init__(self, seed: int) -> None:
        self._next = Random(seed).random  # noqa: S311

    def chance(self, percent: float) -> bool:
        """True in so many cases of a hundred."""
        return self._next() * 100 < percent

    def between(self, least: int, most: int) -> int:
        """A whole number from `least` to `most`, all as likely."""
        return least + int(self._next() * (most - least + 1))

    def pick(self, weights: Mapping[Kind, int]) -> Kind:
        """One of the keys, as likely as its weight."""
        aim = self._next() * sum(weights.values())
        return next(key for key, upto in zip(weights, accumulate(weights.values()), strict=True) if aim < upto)

    def shuffled(self, items: Sequence[Kind]) -> list[Kind]:
        """The items in an order of chance."""
        keys = [self._next() for _ in items]
        return [items[place] for place in sorted(range(len(items)), key=keys.__getitem__)]


@dataclass
class Post:
    """What a respondent's week depends on."""

    is_manager: bool
    days: tuple[int, ...]
    slots_per_day: int


def answers_of(dice: Dice, setting: str | None) -> tuple[Answers, Post]:
    """All answers of one respondent, and the post that shapes the diary."""
    agency = dice.between(1, AGENCIES[setting])
    kind = "Agency" if setting in ("pvi", None) else "Authority"
    place = list(AGENCIES).index(setting) * 7 + agency
    role = dice.pick({"manager": 12, "senior_practitioner": 13, "social_worker": 70, "other": 4, None: 1})
    full_time = dice.chance(84)
    days = 5 if full_time else dice.between(2, 4)
    hours = dice.pick({37.0: 62, 36.0: 10, 35.0: 14, 37.5: 14}) if full_time else 7.5 * days - dice.between(0, 1)
    fields: Answers = {
        "agency": f"{kind} {agency + 100 * list(AGENCIES).index(setting):03d}",
        "region": REGIONS[place % len(REGIONS)],
        "week_beginning": WEEKS[(0, 1, 0, 1, 0, 1, 2)[place % 7]],
        "setting": setting,
        "role": role,
        "client_groups": client_groups(dice, setting),
        "contracted_hours": None if dice.chance(9) else hours,
        "contracted_days": None if dice.chance(9) else float(days),
    }
    fields |= {name: dice.pick(weights) for name, weights in ANSWERS.items()}
    fields |= cases(dice, role == "manager") | career(dice)
    core = tuple(sorted(dice.shuffled(range(5))[:days]))
    return fields, Post(role == "manager", core, round(hours / days * 2))


def client_groups(dice: Dice, setting: str | None) -> tuple[str, ...]:
    """Up to three groups, of children or of adults."""
    if dice.chance(6):
        return ()
    groups = ADULTS if setting == "dass" or (setting == "joint" and dice.chance(50)) else CHILDREN
    return tuple({dice.pick(groups) for _ in range(dice.between(1, 3))})


def cases(dice: Dice, is_manager: bool) -> Answers:
    """How many cases, active and not: few for managers, over a hundred for a few in duty teams."""
    if dice.chance(16):
        return {"active_cases": None, "inactive_cases": None}
    active = dice.between(0, 12) if is_manager and dice.chance(70) else dice.between(3, 13) + dice.between(2, 14)
    if dice.chance(8):
        active += dice.between(10, 90)
    inactive = None if dice.chance(12) else float(dice.pick({0: 55, dice.between(1, 9): 38, dice.between(10, 40): 7}))
    return {"active_cases": float(active), "inactive_cases": inactive}


def career(dice: Dice) -> Answers:
    """Age, year of qualification, years in practice and in post, which fit one another."""
    if dice.chance(9):
        return dict.fromkeys(("age_band", "year_qualified", "years_in_practice", "years_in_post"))
    age = 22 + dice.between(0, 21) + dice.between(0, 21)
    practised = dice.between(0, age - 22)
    practised = practised if dice.chance(45) else dice.between(0, min(practised, 9))
    in_post = dice.between(0, min(practised, 6) if dice.chance(85) else practised)
    low = age // 5 * 5
    band = "over_65" if age > 65 else "60_65" if age >= 60 else f"{low}_{low + 4}"
    return {
        "age_band": band,
        "year_qualified": None if dice.chance(2) else float(2009 - practised),
        "years_in_practice": None
        if dice.chance(2)
        else practised + (0.5 if practised < 3 and dice.chance(30) else 0.0),
        "years_in_post": None if dice.chance(2) else float(in_post),
    }


def week_of(dice: Dice, post: Post, numbers: Mapping[str, int]) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """One diary, shape (7 days, 48 half hours): the number of the code in each slot, 0 for time not worked."""
    week = np.zeros((7, 48), dtype=np.uint8)
    for day in post.days:
        if dice.chance(4):  # a day's leave
            continue
        start = dice.pick({15: 3, 16: 11, 17: 42, 18: 36, 19: 8})
        end = min(start + post.slots_per_day + dice.pick({-1: 8, 0: 28, 1: 30, 2: 20, 3: 9, 4: 5}), 42)
        fill(dice, post, week[day], start, end, numbers)
        if dice.chance(5):
            late = dice.between(38, 43)
            week[day, late : late + dice.between(1, 4)] = numbers[EVENING[dice.between(0, len(EVENING) - 1)]]
    if dice.chance(9):
        day, start = dice.between(5, 6), dice.between(18, 32)
        fill(dice, post, week[day], start, start + dice.between(2, 8), numbers)
    if not week.any():
        fill(dice, post, week[post.days[0]], 18, 18 + post.slots_per_day, numbers)
    return week


def fill(
    dice: Dice,
    post: Post,
    day: np.ndarray[tuple[int], np.dtype[np.uint8]],
    start: int,
    end: int,
    numbers: Mapping[str, int],
) -> None:
    """Fill a stretch of a day with spells of work, and a lunch break about noon where it is long enough."""
    work = spells(dice, MANAGER if post.is_manager else PRACTITIONER)
    lunch = dice.between(24, 26) if end - start > 10 and dice.chance(80) else -1
    for slot in range(start, end):
        day[slot] = numbers["S9" if slot == lunch else next(work)]


def spells(dice: Dice, weights: Mapping[str, int]) -> Iterator[str]:
    """Codes of half hours, spell after spell, without end."""
    while True:
        for code, fewest, most in SPELLS[dice.pick(weights)]:
            for _ in range(dice.between(fewest, most)):
                yield code


def make_survey(study: Study) -> Survey:
    """All respondents, with their answers and diaries."""
    dice = Dice(SEED)
    settings = dice.shuffled([setting for setting, size in SETTINGS.items() for _ in range(size)])
    answers, weeks = [], []
    for setting in settings:
        fields, post = answers_of(dice, setting)
        week = week_of(dice, post, study.code_numbers)
        recorded = np.count_nonzero(week) / 2
        fields["worked_hours"] = None if dice.chance(10) else recorded + dice.pick({-2: 5, -1: 12, 0: 60, 1: 15, 2: 8})
        answers.append(fields)
        weeks.append(week.ravel())
    attributes = {
        name: attribute_of(variable, [fields[name] for fields in answers])
        for name, variable in study.variables.items()
        if name in answers[0]
    }
    ids = tuple(f"R{number:04d}" for number in range(1, len(settings) + 1))
    return Survey(study, ids, np.array(weeks), attributes)


def attribute_of(variable: Variable, answers: Sequence[str | float | tuple[str, ...] | None]) -> Attribute:
    """One variable from answers by their ids."""
    if variable.kind is VariableKind.NUMBER:
        return Attribute(
            variable, np.array([np.nan if answer is None else answer for answer in answers], dtype=np.float64)
        )
    if variable.kind is VariableKind.TEXT:
        texts = sorted({str(answer) for answer in answers if answer is not None})
        variable = variable._replace(levels=tuple(Level(text, text) for text in texts))
    places = {level.id: place for place, level in enumerate(variable.levels)}
    if variable.kind is VariableKind.MULTIPLE:
        sets = [sum(1 << places[id_] for id_ in answer) for answer in answers if isinstance(answer, tuple)]
        return Attribute(variable, np.array(sets, dtype=np.uint64))
    positions = [NO_INFORMATION if answer is None else places[str(answer)] for answer in answers]
    return Attribute(variable, np.array(positions, dtype=np.int32))


def write_example(path: Path) -> None:
    """Write the workbook: about, respondents, diary."""
    about = Sheet("about", ("About this workbook",), len(FACTS), lambda: iter([fact] for fact in FACTS))
    properties = {"title": "Synthetic time diaries", "subject": "Example for timediary", "comments": FACTS[0]}
    write_workbook([*sheets_of(make_survey(load_study()), "wide"), about], path, properties)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("diaries.xlsx")
    write_example(target)
    print(f"wrote {target}")
