"""One survey by rival definitions of a kind of work."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from timediary.model.line import LineKind
from timediary.model.nearest import meant
from timediary.model.problem import RequestError
from timediary.pipeline.requests import breakdown_asked
from timediary.sample import sample_of
from timediary.study.definitions import FILE, load_definitions
from timediary.study.published import load_published
from timediary.study.tables import load_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.model.study import Study
    from timediary.model.survey import Survey
    from timediary.model.work_definition import Definitions, WorkDefinition
    from timediary.sample import Sample


def definitions(
    sample: Survey | Sample,
    by: str | Sequence[str] = (),
    *,
    only: str | Sequence[str] = (),
    file: str | Path | None = None,
) -> Definitions:
    """What a survey says by rival definitions of one kind of work, such as direct work, side by side.

    Each definition's own share of time with its interval; the shares that were published by it, each beside that of
    comparable respondents; and what each code moves from one definition to another.

    Args:
        sample: a survey that `read` returned, or what its `sample` bound.
        by: an attribute (`"setting"`), or several to cross (`"setting,role"`); none for one column.
        only: ids of some of the definitions, in the order in which they are shown; all where none is named.
        file: a file of definitions in place of the study's.

    Raises:
        RequestError: the study has no definitions, or none of a name, or an attribute doesn't fit the survey.
        DefinitionError: a definition contradicts the study.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> found = survey.definitions()
        >>> round(found.shares.value("face_to_face"), 3)
        0.134
        >>> {code: round(points, 1) for code, points in found.moved("holmes_2009").items()}
        {'D12': -4.5}
    """
    from timediary.tabulate.definitions import tabulate_definitions

    drawn = sample_of(sample)
    study = drawn.survey.study
    chosen = _chosen(study, load_definitions(study, None if file is None else Path(file)), only)
    return tabulate_definitions(drawn, chosen, breakdown_asked(drawn.survey, by), _printed(study))


def _chosen(study: Study, known: Sequence[WorkDefinition], only: str | Sequence[str]) -> tuple[WorkDefinition, ...]:
    if not known:
        raise RequestError(f"The study '{study.id}' has no {FILE}, so there are no definitions to set side by side.")
    by_id = {one.id: one for one in known}
    wanted = tuple(dict.fromkeys([only] if isinstance(only, str) else only))
    for name in wanted:
        if name not in by_id:
            near = meant(name, by_id)
            raise RequestError(f"The study has no definition '{name}'.{near} It has: {', '.join(by_id)}.")
    return tuple(by_id[name] for name in wanted) or tuple(known)


def _printed(study: Study) -> dict[str, float]:
    """The share of every code of all time as a table of the study's report prints it; empty where none does."""
    wanted = {code.id.lower(): code.id for code in study.codes}
    for definition in load_tables(study).values():
        total = [column for column in definition.columns if column.kind is LineKind.ALL]
        if definition.measure == "time" and total and {row.id for row in definition.rows} >= set(wanted):
            (table,) = load_published(study, (definition.id,))
            return {wanted[row.id]: 100 * table.value(row.id, total[0].id) for row in table.rows if row.id in wanted}
    return {}
