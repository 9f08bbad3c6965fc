"""The results of an analysis as one value: what every writer and the terminal show."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from timediary.model.provenance import Provenance

if TYPE_CHECKING:
    from timediary.model.picture import Picture
    from timediary.model.problem import Ledger, Problem
    from timediary.model.study import Grouping, Study, Variable
    from timediary.model.table import Table


@dataclass(frozen=True)
class Results:
    """Tables and what a reader needs to trust them.

    Attributes:
        headline: the result in one sentence.
        tables: in the order in which they are shown.
        study: the definitions used.
        ledger: accounts for every diary cell read.
        problems: all that was found wrong in the input.
        provenance: the files read, the program and what was asked for.
        pictures: in the order in which they are shown.
        pictures_left_out: those that would show too much, as `timediary plot` is asked for them, and why.
        grouping: the roll-up of the codes that makes the rows.
        variables: what makes columns and conditions.
        has_diaries: whether diaries were read; published figures rest on none, so that there is no ledger to show.
    """

    headline: str
    tables: tuple[Table, ...]
    study: Study
    ledger: Ledger
    problems: tuple[Problem, ...]
    provenance: Provenance = field(default_factory=Provenance)
    pictures: tuple[Picture, ...] = ()
    pictures_left_out: tuple[str, ...] = ()
    grouping: Grouping | None = None
    variables: tuple[Variable, ...] = ()
    has_diaries: bool = True
