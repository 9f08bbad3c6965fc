"""What became of each published figure: whether a survey gives it anew, and if not, why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from timediary.model.definition import Figure
from timediary.model.result import Result
from timediary.model.statement import StatementVerdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from timediary.model.definition import PublishedCell, TableSet
    from timediary.model.statement import CertifiedStatement


class Verdict(StrEnum):
    """How a published figure and the same figure of a survey stand to one another, at printed precision."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_MADE = "not made"
    IMPOSSIBLE = "impossible"


class Certified(NamedTuple):
    """One published figure beside the one made anew.

    Attributes:
        cell: the published figure.
        regenerated: the figure made anew, unrounded, in the units of the one printed (26.1 for 26.1%); NaN where there
            is none.
        printed: the same as the report would print it; empty where there is none.
        verdict: how they stand to one another.
        reason: by how much they differ, why there is none, or what proves that the published one can't be true.
    """

    cell: PublishedCell
    regenerated: float
    printed: str
    verdict: Verdict
    reason: str

    @property
    def difference(self) -> float:
        """How much more the figure made anew is, as printed; NaN where either is missing."""
        if self.cell.value is None or not self.printed:
            return float("nan")
        return float(self.printed) - self.cell.value


@dataclass(frozen=True, eq=False, repr=False)
class Certificate(Result):
    """All published figures of some tables beside those made anew.

    Attributes:
        entries: one for each published figure, in the order of the report.
        published: the tables as published.
        regenerated: the tables made from the survey.
        survey: what the survey is called.
        source: whose figures the published ones are.
        inputs: the files read.
        statements: the numbers in the text of the report likewise; none where only some tables are certified.
        counted: what the tables count: `respondents`, or `agencies` where they rest on a file of these.
    """

    entries: tuple[Certified, ...]
    published: TableSet
    regenerated: TableSet
    survey: str
    source: str
    inputs: tuple[str, ...] = ()
    statements: tuple[CertifiedStatement, ...] = ()
    counted: str = "respondents"

    @property
    def summary(self) -> str:
        """How many published figures agree."""
        return f"{len(self.of(Verdict.AGREES)):,} of {len(self.entries):,} published figures agree with {self.survey}"

    def statement_totals(self) -> Mapping[StatementVerdict, int]:
        """How many statements of the text have which verdict."""
        found = dict.fromkeys(StatementVerdict, 0)
        for entry in self.statements:
            found[entry.verdict] += 1
        return found

    def stated(self, verdict: StatementVerdict) -> tuple[CertifiedStatement, ...]:
        """The statements with a verdict, in the order of the report."""
        return tuple(entry for entry in self.statements if entry.verdict is verdict)

    def totals(self) -> Mapping[str, Mapping[Verdict, int]]:
        """How many figures of each kind (count, percent, share) have which verdict."""
        found: dict[str, dict[Verdict, int]] = {}
        for entry in self.entries:
            of_kind = found.setdefault(entry.cell.figure, dict.fromkeys(Verdict, 0))
            of_kind[entry.verdict] += 1
        return found

    def of(self, verdict: Verdict) -> tuple[Certified, ...]:
        """The figures with a verdict, in the order of the report."""
        return tuple(entry for entry in self.entries if entry.verdict is verdict)

    def differing(self) -> tuple[Certified, ...]:
        """The figures that differ, the most different first.

        Shares and percentages come before numbers of respondents, which follow from the size of a survey.
        """
        return tuple(sorted(self.of(Verdict.DIFFERS), key=_comparable_first))


def _comparable_first(entry: Certified) -> tuple[bool, float]:
    difference = entry.difference
    return entry.cell.figure is Figure.COUNT, -abs(difference) if difference == difference else 0.0
