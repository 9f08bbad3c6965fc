"""Surveys with everything in them that could be lost on the way through a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.model.study import (
    ActivityCode,
    ActivityType,
    DiaryGrid,
    Grouping,
    GroupingRow,
    Level,
    Study,
    Variable,
    VariableKind,
)
from timediary.model.survey import NO_INFORMATION, Attribute, Survey
from timediary.study import load_study

if TYPE_CHECKING:
    from collections.abc import Sequence

IDS = ("007", "7a", "=1+1", "1e5", "Ünï ☃ 漢字", 'he said "no"', "A;B,C\tD|E", "-4", "+44", "@x", "01/02/2009", "x'y")
AGENCIES = (
    "=HYPERLINK(1)",
    "0012",
    "North  and\nSouth",
    "",
    "Truro",
    "5 Oct",
    "N/A-land",
    "1,5",
    "é" * 60,
    "",
    "<r>&amp;",
    "a",
)


def week_study() -> Study:
    """The survey of 2009: seven days of half hours, 40 codes."""
    return load_study()


def day_study() -> Study:
    """A diary of one day in 144 slots of ten minutes that begins at four in the morning, with 12 codes."""
    codes = tuple(ActivityCode(f"C{number:02d}", f"Activity {number}", "all") for number in range(1, 13))
    group = GroupingRow("everything", "Everything", tuple(code.id for code in codes))
    variables = (
        Variable("person", "Person", VariableKind.IDENTIFIER),
        Variable("agency", "Agency", VariableKind.TEXT),
        Variable("mood", "Mood", VariableKind.LEVEL, levels=(Level("good", "Good"), Level("bad", "Bad"))),
        Variable("weight", "Weight", VariableKind.NUMBER),
        Variable(
            "with_whom", "With whom", VariableKind.MULTIPLE, levels=(Level("kin", "Kin"), Level("other", "Other"))
        ),
        Variable("recorded_hours", "Recorded", VariableKind.NUMBER, derived="recorded_hours"),
    )
    return Study(
        id="day",
        name="One day in ten minutes",
        source="",
        grid=DiaryGrid(("Diary day",), 10, 240, 144, (), 480, 1080),
        types=(ActivityType("all", "All"),),
        codes=codes,
        variables={variable.id: variable for variable in variables},
        groupings={"all": Grouping("all", "All", "", (group,))},
        defaults=load_study().defaults._replace(grouping="all", by=(), headline=("everything",)),
        no_information=("-", "n/a"),
    )


STUDIES = {"week": week_study, "day": day_study}


def text_attribute(variable: Variable, texts: Sequence[str]) -> Attribute:
    """A text variable with the texts that occur as its levels, sorted as reading sorts them."""
    levels = sorted(set(texts) - {""})
    variable = variable._replace(levels=tuple(Level(text, text) for text in levels))
    return Attribute(variable, np.array([levels.index(text) if text else NO_INFORMATION for text in texts], np.int32))


def rich_survey(study: Study) -> Survey:
    """Twelve respondents, one of them without a diary, with odd ids, texts, numbers and columns of their own."""
    generator = np.random.default_rng(5)
    codes = generator.integers(1, len(study.codes) + 1, (len(IDS), study.grid.slots)).astype(np.uint8)
    codes[generator.random(codes.shape) < 0.8] = 0
    codes[3] = 0
    codes[4] = 1
    attributes: dict[str, Attribute] = {}
    for name, variable in study.variables.items():
        if variable.kind is VariableKind.LEVEL:
            attributes[name] = Attribute(
                variable, np.array([i % (len(variable.levels) + 1) - 1 for i in range(len(IDS))], np.int16)
            )
        elif variable.kind is VariableKind.MULTIPLE:
            bits = [0, 1, 2, 3, 1 << len(variable.levels) - 1, *[0] * 7]
            attributes[name] = Attribute(variable, np.array(bits, np.uint64))
    attributes["agency"] = text_attribute(study.variables["agency"], AGENCIES)
    weights = [0.1 + 0.2, 1 / 3, 1e-12, 12345678.9, np.nan, 0, 1, 37.5, 2**53 - 1, 0.1, 1e15, 5e-324]
    attributes["weight"] = Attribute(study.variables["weight"], np.array(weights))
    attributes = {name: attributes[name] for name in study.variables if name in attributes}
    words = Variable("team_name_old", "Team name (old)", VariableKind.TEXT)
    attributes[words.id] = text_attribute(words, ["x", "", "y", "=A1", "y", "", "", "0x1F", "é", "x", "x", "10 to 4"])
    numbers = Variable("n", "N°", VariableKind.NUMBER)
    attributes[numbers.id] = Attribute(numbers, np.array([np.nan, 0.5, -3, 0.1 + 0.2, *range(8)]))
    return Survey(study, IDS, codes, attributes)
