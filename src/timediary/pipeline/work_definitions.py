"""One survey by rival definitions of a kind of work."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from timediary.model.line import LineKind
from timediary.model.nearest import meant
from timediary.model.problem import RequestError
from timediary.model.table import TableSpec
from timediary.model.work_definition import as_rows
from timediary.pipeline.requests import breakdown_asked
from timediary.sample import sample_of
from timediary.study.definitions import FILE, load_definitions
from timediary.study.published import load_published
from timediary.study.tables import load_tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from timediary.model.disclosure import DisclosurePolicy
    from timediary.model.study import Study
    from timediary.model.survey import Survey
    from timediary.model.table import Condition, Table
    from timediary.model.work_definition import Definitions, WorkDefinition
    from timediary.pipeline.protecting import Progress, Safe
    from timediary.sample import Sample


def definitions(
    sample: Survey | Sample,
    by: str | Sequence[str] = (),
    *,
    only: str | Sequence[str] = (),
    file: str | Path | None = None,
    safe: Safe = False,
    progress: Progress | None = None,
) -> Definitions:
    """What a survey says by rival definitions of one kind of work, such as direct work, side by side.

    Each definition's own share of time with its interval; the shares that were published by it, each beside that of
    comparable respondents; and what each code moves from one definition to another.

    Args:
        sample: a survey that `read` returned, or what its `sample` bound.
        by: an attribute (`"setting"`), or several to cross (`"setting,role"`); none for one column.
        only: ids of some of the definitions, in the order in which they are shown; all where none is named.
        file: a file of definitions in place of the study's.
        safe: protect what is published, all of it together: True by the study's policy, or a preset, a file or a
            policy. What a definition has beyond another is then told as little as a figure of its own.
        progress: called with what is being done, how much of it is done, and of how much.

    Raises:
        RequestError: the study has no definitions, or none of a name, an attribute doesn't fit the survey, or a table
            can't be protected.
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
    columns = breakdown_asked(drawn.survey, by)
    found, alike = tabulate_definitions(drawn, chosen, columns, _printed(study))
    if not safe:
        return found
    from timediary.pipeline.protecting import policy_asked

    return _safe(found, alike, drawn, columns, policy_asked(study, safe), progress)


def _safe(
    found: Definitions,
    alike: Mapping[tuple[Condition, ...], Table],
    sample: Sample,
    by: tuple[str, ...],
    policy: DisclosurePolicy,
    progress: Progress | None,
) -> Definitions:
    """What may be published: definitions overlap, so each is protected as the sum of its codes, of all in one go."""
    from timediary.pipeline.protecting import ToProtect, published, refuse_identifying
    from timediary.pipeline.table_figures import Measured
    from timediary.tabulate.definitions import set_beside

    names = dict.fromkeys(condition.name.partition(".")[0] for where in alike for condition in where)
    refuse_identifying(sample, dict.fromkeys((*by, *(name for name in names if name in policy.never_shown))), policy)
    measured = Measured(sample, policy)
    grouping = as_rows(found.definitions, found.study.codes)
    rows = [row.id for row in grouping.rows]

    def sums(table: Table, membership: NDArray[np.bool_]) -> ToProtect:
        places = [rows.index(row.id) for row in table.rows]
        spec = TableSpec(grouping, decimals=1)
        return ToProtect(table, measured.shares_of(spec, membership).of_rows(places))

    columns = sample.columns(by).membership
    narrowed = [sums(table, sample.narrowed(where).columns(()).membership) for where, table in alike.items()]
    tables = [sums(found.shares, columns), sums(found.codes, columns), *narrowed]
    (shares, codes, *others), protection = published(measured, tables, sample, progress=progress)
    beside = set_beside(sample, found.definitions, dict(zip(alike, others, strict=True)))
    return replace(found, shares=shares, codes=codes, beside=beside, inputs=(), protection=protection)


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
