"""The results of an analysis, of a check and of an adjustment as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from timediary.model.problem import Ledger
from timediary.model.provenance import UNTITLED, Provenance, Titles
from timediary.model.reading import Reading
from timediary.model.result import Result

if TYPE_CHECKING:
    from timediary.model.disclosure import Protection
    from timediary.model.picture import Picture
    from timediary.model.problem import Problem
    from timediary.model.study import Grouping, Study, Variable
    from timediary.model.survey import Survey
    from timediary.model.table import Table


@dataclass(frozen=True, repr=False)
class Results(Result):
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
        protection: what was done to the tables so that they can be published; None where nothing was.
        has_diaries: whether diaries were read; published figures rest on none, so that there is no ledger to show.
        reading: how the files were read.
        titles: of the survey; those of the study where empty.
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
    protection: Protection | None = None
    has_diaries: bool = True
    reading: Reading = field(default_factory=Reading)
    titles: Titles = UNTITLED

    @property
    def summary(self) -> str:
        """The headline, and how many tables there are."""
        return f"{self.headline}; {len(self.tables)} tables, {len(self.problems):,} problems"


@dataclass(frozen=True, repr=False)
class Check(Result):
    """What became of every diary cell of an input, and what is wrong in it.

    Attributes:
        ledger: accounts for every diary cell read.
        problems: all that was found wrong.
        inputs: the files read.
        reading: how they were read.
        has_diaries: whether they hold diaries; else there are no cells to account for.
    """

    ledger: Ledger = field(default_factory=Ledger)
    problems: tuple[Problem, ...] = ()
    inputs: tuple[str, ...] = ()
    reading: Reading = field(default_factory=Reading)
    has_diaries: bool = True

    @property
    def summary(self) -> str:
        """How many problems there are."""
        if not self.has_diaries:
            return f"{len(self.problems):,} problems in answers without diaries"
        return f"{len(self.problems):,} problems in {self.ledger.cells_read:,} diary {self.ledger.unit}"


@dataclass(frozen=True, eq=False, repr=False)
class Adjustment(Result):
    """Weights brought to known totals of the workforce.

    Attributes:
        survey: with the calibrated weights in its attribute `weight`, no information for who recorded no time.
        tables: of response, one for each of the known totals.
    """

    survey: Survey
    tables: tuple[Table, ...]

    @property
    def summary(self) -> str:
        """How many are weighted, and to how many totals."""
        return f"{self.survey.size_in_words} weighted to {len(self.tables)} known totals"
