"""What was asked for, resolved against the survey and its study: names to ids, texts to conditions and groupings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from timediary.model.problem import RequestError
from timediary.model.spelling import folded
from timediary.model.table import Condition, TableSpec, parse_condition
from timediary.study import load_grouping
from timediary.tabulate.values import resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.model.study import Grouping, Sampling, Study
    from timediary.model.survey import Survey


def grouping_asked(study: Study, grouping: str | Path | Grouping | None) -> Grouping:
    """The grouping meant by a value, an id or a file; the study's own where it is None.

    Raises:
        RequestError: the study has no such grouping, and there is no such file.
    """
    if grouping is None:
        return study.groupings[study.defaults.grouping]
    if not isinstance(grouping, str | Path):
        return grouping
    if str(grouping) in study.groupings:
        return study.groupings[str(grouping)]
    if Path(grouping).suffix == ".toml" or Path(grouping).is_file():
        return load_grouping(Path(grouping), study.codes)
    raise RequestError(
        f"The study has no grouping '{grouping}'. It has: {', '.join(study.groupings)}; or give the path of a "
        "grouping file (.toml)."
    )


def category_asked(grouping: Grouping, name: str) -> str:
    """The id of the row of a grouping that a name means: an id or a label, in any case.

    Raises:
        RequestError: the grouping has no such row; the message lists those it has.
    """
    for row in grouping.rows:
        if folded(name) in (folded(row.id), folded(row.label)):
            return row.id
    known = ", ".join(row.id for row in grouping.rows)
    raise RequestError(f"The grouping '{grouping.id}' has no category '{name}'. It has: {known}.")


def attributes_asked(survey: Survey, by: str | Sequence[str]) -> tuple[str, ...]:
    """The ids of the attributes of one breakdown."""
    parts = by.split(",") if isinstance(by, str) else by
    return tuple(resolve(survey, name.strip()) for name in parts if name.strip())


def conditions_asked(survey: Survey, where: str | Condition | Sequence[str | Condition]) -> tuple[Condition, ...]:
    """The conditions given as text or value, one or several, with their attributes by id.

    Raises:
        RequestError: a text is no condition, or the survey has no such attribute.
    """
    given = [where] if isinstance(where, str | Condition) else where
    parsed = [parse_condition(one) if isinstance(one, str) else one for one in given]
    return tuple(one._replace(name=resolve(survey, one.name)) for one in parsed)


def sampling_asked(survey: Survey, sampling: Sampling | None) -> Sampling:
    """The sampling with its attributes by id; the study's own where none is given."""
    drawn = survey.study.defaults.sampling if sampling is None else sampling

    def named(name: str | None) -> str | None:
        return None if name is None else resolve(survey, name)

    return drawn._replace(
        weight=named(drawn.weight),
        clusters=named(drawn.clusters),
        strata=named(drawn.strata),
        population=named(drawn.population),
        known=tuple(one._replace(names=tuple(resolve(survey, name) for name in one.names)) for one in drawn.known),
    )


def has(survey: Survey, name: str) -> bool:
    """Whether the survey has an attribute of the study, read or computed from the diary."""
    variable = survey.study.variables[name]
    return name in survey.attributes or variable.derived is not None


def has_all(survey: Survey, names: Sequence[str]) -> bool:
    """Whether the survey has all of some attributes."""
    return all(has(survey, name) for name in names)


def specs_asked(
    survey: Survey,
    by: Sequence[str | Sequence[str]] | None,
    grouping: str | Path | Grouping | None,
    where: str | Condition | Sequence[str | Condition],
    sampling: Sampling | None,
) -> list[TableSpec]:
    """The overall table and one for each breakdown."""
    chosen, conditions = grouping_asked(survey.study, grouping), conditions_asked(survey, where)
    spec = TableSpec(chosen, (), conditions, sampling_asked(survey, sampling))
    breakdowns = [name for name in survey.study.defaults.by if has(survey, name)] if by is None else by
    wanted = dict.fromkeys([(), *(attributes_asked(survey, names) for names in breakdowns)])
    return [spec._replace(by=names) for names in wanted]
