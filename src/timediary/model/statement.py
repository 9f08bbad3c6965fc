"""What the text of a report says in numbers, as plain values, and what a survey makes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from timediary.model.definition import Figure, PublishedCell
from timediary.model.number import NumberForm
from timediary.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from timediary.model.definition import Contradiction
    from timediary.model.study import Study
    from timediary.model.table import Condition


class StatementFigure(StrEnum):
    """What a statement gives a number for.

    Respondents who meet conditions, as a number or in percent of others; the time in some codes in percent of all; the
    mean of a number; those who work unsocial hours, in percent, as a number, or their hours on average.
    """

    COUNT = "count"
    PERCENT = "percent"
    SHARE = "share"
    MEAN = "mean"

    @property
    def unit(self) -> str:
        """What follows the number."""
        return "%" if self in (StatementFigure.PERCENT, StatementFigure.SHARE) else ""


class AgencyFigure(NamedTuple):
    """A figure of a file of agencies: how many of them there are in bands of a table, or in the ranking; or a number.

    Attributes:
        which: `bands`, `ranked`, `similar` or `apart` for how many agencies; `least` or `most` of a number.
        name: number of the table, or the name of the number; empty for those in the ranking.
        type: of the agencies in a table.
        bands: ids of the bands that count; all where there are none.
    """

    which: str
    name: str = ""
    type: str = ""
    bands: tuple[str, ...] = ()


class Statement(NamedTuple):
    """One number in the text of a report.

    Attributes:
        number: its position among the statements, from 1.
        section: where it stands.
        paragraph: which paragraph or bullet of the section, from 1.
        quote: a few words of it.
        figure: what it gives a number for.
        least: the number printed, or the least that the words allow; None for what no survey gives.
        most: the same number, or the most.
        decimals: with which the number is printed; None where words give a range.
        where: conditions of those who are counted.
        of: conditions of those they are counted among, or whose time or mean it is.
        less_of: conditions of others, whose figure is taken off; None where nothing is.
        parts: codes whose time it is, for a share; several where it is a subtotal, which the report adds as printed.
        variable: id of the number whose mean it is; empty otherwise.
        unsocial: kind of unsocial work that is meant, such as `weekend`; empty otherwise.
        not_asked: why no survey can give it; empty where one can.
        note: what is to be said of it.
        agencies: what it is of a file of agencies; None where it is of respondents.
    """

    number: int
    section: str
    paragraph: int
    quote: str
    figure: StatementFigure
    least: float | None
    most: float | None
    decimals: int | None
    where: tuple[Condition, ...] = ()
    of: tuple[Condition, ...] = ()
    less_of: tuple[Condition, ...] | None = None
    parts: tuple[tuple[str, ...], ...] = ()
    variable: str = ""
    unsocial: str = ""
    not_asked: str = ""
    note: str = ""
    agencies: AgencyFigure | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes whose time it is, in order."""
        return tuple(code for part in self.parts for code in part)

    @property
    def attributes(self) -> tuple[str, ...]:
        """Ids of the attributes that a survey needs for it."""
        conditions = (*self.where, *self.of, *(self.less_of or ()))
        names = [condition.name.partition(".")[0] for condition in conditions]
        return tuple(dict.fromkeys([*names, *([self.variable] if self.variable else [])]))

    @property
    def place(self) -> str:
        """Where it stands: `2.12, paragraph 3`."""
        return f"{self.section}, paragraph {self.paragraph}"

    @property
    def as_cell(self) -> PublishedCell:
        """The statement as a figure in a table: the text is the table, the place in it the row."""
        figures = {StatementFigure.COUNT: Figure.COUNT, StatementFigure.SHARE: Figure.SHARE}
        figure = figures.get(self.figure, Figure.PERCENT)
        return PublishedCell("text", self.place, self.quote, figure, self.least, self.printed, "", 0, 0)

    @property
    def printed(self) -> str:
        """What is printed, or the range that its words allow, as read: `49%`, `45% to 50%`."""
        if self.least is None or self.most is None:
            return ""
        unit = self.figure.unit
        if self.least == self.most:
            return f"{self.least:,.10g}{unit}"
        return f"{self.least:,.10g}{unit} to {self.most:,.10g}{unit}"


class Measured(NamedTuple):
    """What a survey or a report's tables give for a statement.

    Attributes:
        value: the figure, percentages as printed (26.1 for 26.1%); NaN where there is nothing to take it from.
        counted: respondents counted, where some are.
        base: those they are counted among, or that the figure rests on.
    """

    value: float
    counted: float | None
    base: float


class StatementVerdict(StrEnum):
    """What became of a statement."""

    AGREES = "agrees"
    DIFFERS = "differs"
    CONTRADICTS = "contradicts a table"
    IMPOSSIBLE = "impossible"
    NOT_MADE = "can't be made"


class ImpossibleStatement(NamedTuple):
    """A statement that can't be true if certain figures of the report's tables are.

    Attributes:
        statement: as printed.
        proof: with the figures, and what they leave for it; its figure is the statement's.
    """

    statement: Statement
    proof: Contradiction


class CertifiedStatement(NamedTuple):
    """A statement, what a survey gives for it, and how they stand to one another.

    Attributes:
        statement: as printed.
        found: what the survey gives; None where it gives nothing.
        verdict: how they stand to one another.
        reason: the survey's figure where it differs, the printed figures that contradict it, or why there is none.
    """

    statement: Statement
    found: Measured | None
    verdict: StatementVerdict
    reason: str


def found_text(statement: Statement, found: Measured) -> str:
    """A survey's figure as read, with one decimal more than is printed: `10.7% (123 of 1,153)`."""
    is_count = statement.figure is StatementFigure.COUNT
    form = NumberForm(decimals=0 if is_count else (statement.decimals or 0) + 1)
    text = form.text(found.value) + statement.figure.unit
    if found.counted is None or is_count:
        return text
    return f"{text} ({found.counted:,.0f} of {found.base:,.0f})"


@dataclass(frozen=True, eq=False, repr=False)
class Contradictions(Result):
    """The published figures of a study that can't all be true, with their proofs.

    Attributes:
        study: whose report.
        found: figure by figure.
        titles: of the report's tables, by number.
        statements: the numbers in the report's text that can't be true if its tables are.
    """

    study: Study
    found: tuple[Contradiction, ...]
    titles: Mapping[str, str] = field(default_factory=dict)
    statements: tuple[ImpossibleStatement, ...] = ()

    @property
    def summary(self) -> str:
        """How many there are."""
        told = f"{len(self.found)} published figures of {self.study.id} contradict others"
        return f"{told}, and {len(self.statements)} numbers in its text" if self.statements else told

    def __iter__(self) -> Iterator[Contradiction]:
        """Figure by figure."""
        return iter(self.found)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.found)
