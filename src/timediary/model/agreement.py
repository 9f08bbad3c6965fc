"""How far two people who coded the same diaries agree."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from timediary.model.nearest import found_by
from timediary.model.result import Result

if TYPE_CHECKING:
    import pandas as pd


class Coefficient(NamedTuple):
    """One measure of agreement, with its standard error and 95% interval; NaN where there is none."""

    estimate: float
    se: float
    low: float
    high: float


class AgreementLevel(StrEnum):
    """What a line of agreement is about."""

    ALL_CODES = "all_codes"
    ALL_GROUPS = "all_groups"
    GROUP = "group"
    CODE = "code"


class AgreementLine(NamedTuple):
    """Agreement over all codes or groups at once, or on one of them against all others.

    Attributes:
        id: of the group or code; `all`.
        label: its name.
        level: what the line is about.
        first: slots the first coder gave it.
        second: slots the second coder gave it.
        both: slots both gave it; over all, slots on which they agree.
        percent: share of the counted slots on which the two agree.
        kappa: Cohen's kappa, one code or group against the rest.
        alpha: Krippendorff's alpha for names; over all only, else NaN.
        ac1: Gwet's AC1; over all only, else NaN.
    """

    id: str
    label: str
    level: AgreementLevel
    first: int
    second: int
    both: int
    percent: Coefficient
    kappa: Coefficient
    alpha: Coefficient
    ac1: Coefficient


class Disagreement(NamedTuple):
    """Slots to which one coder gave one code and the other another; an empty id is a slot left blank.

    Attributes:
        first, second: the codes' ids.
        slots, hours: how many slots, and their hours.
        respondents, diaries: of how many.
        most_in: the diary that has the most of them: its respondent, and its date where somebody kept several.
    """

    first: str
    second: str
    slots: int
    hours: float
    respondents: int
    diaries: int
    most_in: str


@dataclass(frozen=True, eq=False, repr=False)
class Agreement(Result):
    """How far two codings of the same diaries agree.

    Attributes:
        names: what the two are called.
        respondents: who has a diary in both.
        diaries: how many diaries are in both.
        only_first: diaries that only the first has: their respondents, with their dates where somebody kept several.
        only_second: those that only the second has.
        slots: slots counted.
        lines: over all codes, over all groups, then group by group and code by code.
        disagreements: the most frequent first.
        labels: of codes, by id.
        notes: what a reader must know.
        inputs: the files read.
        scope: which diaries were compared, where not all: `only setting=csd`.
    """

    names: tuple[str, str]
    respondents: int
    diaries: int
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    slots: int
    lines: tuple[AgreementLine, ...]
    disagreements: tuple[Disagreement, ...]
    labels: dict[str, str]
    notes: tuple[str, ...]
    inputs: tuple[str, ...] = ()
    scope: str = ""

    @property
    def summary(self) -> str:
        """Who agrees, on how many of the slots."""
        percent = self.line("all", AgreementLevel.ALL_CODES).percent.estimate
        agree = f"{' and '.join(self.names)} agree on {percent:.0%} of {self.slots:,} slots"
        return "; ".join(filter(None, (agree, self.scope)))

    def line(self, id_: str, level: AgreementLevel | str) -> AgreementLine:
        """The line of a group or code, or of all.

        Raises:
            RequestError: there is no such line.
        """
        return found_by(
            id_, {line.id: line for line in self.lines if line.level == level}, f"line of the level '{level}'"
        )

    def rows(self) -> list[tuple[str | float, ...]]:
        """The lines in tidy form: level, id, label, slots, and each coefficient with its error and interval."""
        return [
            (
                *(str(line.level), line.id, line.label, line.first, line.second, line.both),
                *(value for part in (line.percent, line.kappa, line.alpha, line.ac1) for value in part),
            )
            for line in self.lines
        ]

    def to_frame(self) -> pd.DataFrame:
        """The lines as a pandas DataFrame: the columns of `agreement.csv`."""
        import pandas as pd

        return pd.DataFrame(self.rows(), columns=list(AGREEMENT_COLUMNS))


_MEASURES = ("agreement", "kappa", "alpha", "ac1")
AGREEMENT_COLUMNS = (
    *("level", "id", "label", "slots_first", "slots_second", "slots_both"),
    *(f"{measure}{part}" for measure in _MEASURES for part in ("", "_se", "_low", "_high")),
)
