"""Small surveys made by hand, whose figures can be worked out on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from timediary import Survey
from timediary.model.study import VariableKind
from timediary.model.survey import NO_INFORMATION, Attribute
from timediary.study import load_study

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from timediary.model.study import Study, Variable

STUDY = load_study()
Answer = str | float | Sequence[str] | None


def survey_of(
    diaries: Sequence[Mapping[str, float]],
    attributes: Mapping[str, Sequence[Answer]] | None = None,
    study: Study | None = None,
) -> Survey:
    """A survey of one respondent per mapping from code to hours; hours fill Monday from 08:30 on, then Tuesday."""
    study = study or STUDY
    codes = np.zeros((len(diaries), study.grid.slots), dtype=np.uint8)
    for i, diary in enumerate(diaries):
        slot = study.grid.slot(0, 8 * 60 + 30) or 0
        for code, hours in diary.items():
            slots = round(hours / study.grid.hours_per_slot)
            codes[i, slot : slot + slots] = study.code_numbers[code]
            slot += slots
    named = {name: _attribute(study.variables[name], answers) for name, answers in (attributes or {}).items()}
    return Survey(study, tuple(f"R{i + 1:03d}" for i in range(len(diaries))), codes, named)


def _attribute(variable: Variable, answers: Sequence[Answer]) -> Attribute:
    if variable.kind is VariableKind.NUMBER:
        return Attribute(variable, np.array([np.nan if a is None else a for a in answers], dtype=np.float64))
    ids = [level.id for level in variable.levels]
    if variable.kind is VariableKind.MULTIPLE:
        sets = [sum(1 << ids.index(name) for name in answer) if isinstance(answer, list) else 0 for answer in answers]
        return Attribute(variable, np.array(sets, dtype=np.uint64))
    positions = [NO_INFORMATION if a is None else ids.index(str(a)) for a in answers]
    return Attribute(variable, np.array(positions, dtype=np.int16))


def random_survey(seed: int, respondents: int = 40) -> Survey:
    """Diaries at random, with a setting, a role, client groups, cases and a weight; some without information."""
    generator = np.random.default_rng(seed)
    filled = generator.random((respondents, STUDY.grid.slots)) < generator.random((respondents, 1)) * 0.4
    codes = np.where(filled, generator.integers(1, 41, filled.shape), 0).astype(np.uint8)
    values: dict[str, NDArray[np.generic]] = {
        "weight": generator.uniform(0.2, 3, respondents),
        "setting": generator.integers(-1, 4, respondents).astype(np.int16),
        "role": generator.integers(-1, 4, respondents).astype(np.int16),
        "client_groups": generator.integers(0, 1 << 22, respondents).astype(np.uint64)
        & generator.integers(0, 1 << 22, respondents).astype(np.uint64),
        "active_cases": np.where(generator.random(respondents) < 0.2, np.nan, generator.integers(0, 60, respondents)),
    }
    attributes = {name: Attribute(STUDY.variables[name], value) for name, value in values.items()}
    return Survey(STUDY, tuple(f"R{i + 1:03d}" for i in range(respondents)), codes, attributes)


def rewrite(path: Path, old: str, new: str) -> None:
    """Put new words in the place of the first old ones in a file, which must have them."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
