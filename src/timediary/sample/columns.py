"""The columns of a table: who counts in each."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.model.line import Line, LineKind
from timediary.model.problem import RequestError
from timediary.sample.values import attribute_of, levels_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.model.survey import Survey

MOST_COLUMNS = 500


class Columns(NamedTuple):
    """The c columns of a table and who is in them.

    Attributes:
        lines: one a column, 'All' last.
        membership: bool (n, c); a respondent is in several columns where answers are several, and always in 'All'.
        members: the same of the m respondents alone whom the sample rests on, bool (m, c).
        by: ids of the attributes that make them.
    """

    lines: tuple[Line, ...]
    membership: NDArray[np.bool_]
    members: NDArray[np.bool_]
    by: tuple[str, ...] = ()


def columns_of(survey: Survey, by: tuple[str, ...], chosen: NDArray[np.bool_], inside: NDArray[np.bool_]) -> Columns:
    """The columns of a breakdown: the levels in the study's order, then no information, then all.

    The levels of one attribute are all shown, 'No information' where there is somebody without; of crossed
    attributes only the combinations that occur.

    Args:
        survey: n respondents.
        by: ids of attributes, outermost first; none for the one column 'All'.
        chosen: who is in the table at all, shape (n,).
        inside: the m respondents whom the sample rests on, shape (n,).

    Raises:
        RequestError: an attribute is unknown, named twice, or has too many values to tabulate.
    """
    if len(set(by)) < len(by):
        raise RequestError(f"'{','.join(by)}' names an attribute twice.")
    parts = [_levels(survey, name, chosen) for name in by]
    count = int(np.prod([len(lines) for lines, _ in parts])) if parts else 0
    if count > MOST_COLUMNS:
        raise RequestError(
            f"A table by '{','.join(by)}' would have {count:,} columns; at most {MOST_COLUMNS} can be shown."
        )
    lines: list[Line] = []
    membership: list[NDArray[np.bool_]] = []
    for combination in product(*(range(len(part_lines)) for part_lines, _ in parts)) if parts else ():
        members = chosen.copy()
        for i, (_, part_members) in zip(combination, parts, strict=True):
            members &= part_members[:, i]
        if len(parts) > 1 and not members.any():
            continue
        lines.append(_joined([part_lines[i] for i, (part_lines, _) in zip(combination, parts, strict=True)]))
        membership.append(members)
    lines.append(Line("all", "All", LineKind.ALL))
    membership.append(chosen)
    every = np.column_stack(membership)
    return Columns(tuple(lines), every, every[inside], by)


def _levels(survey: Survey, name: str, chosen: NDArray[np.bool_]) -> tuple[tuple[Line, ...], NDArray[np.bool_]]:
    levels, membership, without = levels_of(attribute_of(survey, name))
    lines = tuple(Line(level.id, level.label, LineKind.LEVEL) for level in levels)
    if not (without & chosen).any():
        return lines, membership
    unknown = Line("no_information", "No information", LineKind.NO_INFORMATION)
    return (*lines, unknown), np.column_stack([membership, without])


def _joined(lines: Sequence[Line]) -> Line:
    if len(lines) == 1:
        return lines[0]
    labels = tuple(line.label for line in lines)
    return Line("/".join(line.id for line in lines), " / ".join(labels), LineKind.LEVEL, parts=labels)
