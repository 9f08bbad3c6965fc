"""How far single diaries can be trusted: measures, the rules that judge them, and what came out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, NamedTuple

from timediary.model.provenance import UNTITLED, Titles
from timediary.model.result import Result

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from timediary.model.comparison import Comparison
    from timediary.model.study import Study
    from timediary.model.survey import Source


class MeasureForm(StrEnum):
    """What a measure is counted in."""

    SHARE = "share"
    HOURS = "hours"
    DAYS = "days"
    NUMBER = "number"


class Measure(NamedTuple):
    """One thing that is measured of every diary.

    Attributes:
        id: its stable name.
        label: its name for readers.
        form: what it is counted in.
        method: how it is worked out and who uses it, with the source.
        low: the sentence that says a diary is below a limit, with `{value}`, `{part}`, `{whole}`, `{limit}` and
            `{detail}`.
        high: likewise above a limit.
    """

    id: str
    label: str
    form: MeasureForm
    method: str
    low: str
    high: str


class Severity(IntEnum):
    """How much a measure speaks against a diary."""

    NONE = 0
    LOOK = 1
    SERIOUS = 2


class Limits(NamedTuple):
    """What is out of the ordinary: values strictly below the one or strictly above the other."""

    below: float | None = None
    above: float | None = None


class MeasureRule(NamedTuple):
    """From when on a measure speaks against a diary, and where these limits come from."""

    measure: str
    look: Limits = Limits()
    serious: Limits = Limits()
    source: str = ""


class JobCodes(NamedTuple):
    """Activity codes that belong to the job of respondents with certain levels of a variable, and to nobody else's."""

    codes: tuple[str, ...]
    variable: str
    levels: tuple[str, ...]


class Grade(NamedTuple):
    """A grade of diaries: from so many points on, up to where the next grade begins."""

    id: str
    label: str
    points: int


class QualityRules(NamedTuple):
    """How a study judges its diaries.

    Attributes:
        grades: from good to bad, the first from 0 points on; none where diaries get no grade.
        look: points of a measure beyond its first limits.
        serious: points of a measure beyond its further limits.
        rules: the limits, a measure each.
        other_codes: codes that say nothing of what was done.
        job_codes: codes that belong to certain jobs.
        longest_gap: hours; a longer pause within a day is time off, not time forgotten.
        least_episodes: fewer than these say nothing of rounding or copying.
        reported: the attribute with the hours that a respondent says were worked, if there is one.
        contracted: the attribute with the contracted hours.
        contracted_days: the attribute with the contracted days.
    """

    grades: tuple[Grade, ...] = ()
    look: int = 1
    serious: int = 3
    rules: tuple[MeasureRule, ...] = ()
    other_codes: tuple[str, ...] = ()
    job_codes: tuple[JobCodes, ...] = ()
    longest_gap: float = 2.0
    least_episodes: int = 3
    reported: str = "worked_hours"
    contracted: str = "contracted_hours"
    contracted_days: str = "contracted_days"


@dataclass(frozen=True, eq=False)
class Measured:
    """One measure of n diaries.

    Attributes:
        measure: which.
        values: float64 (n,), NaN where it can't be known.
        part: float64 (n,), what the value was worked out from: the part of a share, or the figure compared.
        whole: float64 (n,), what the part is compared with.
        details: a text for some diaries, by position.
    """

    measure: Measure
    values: NDArray[np.float64]
    part: NDArray[np.float64]
    whole: NDArray[np.float64]
    details: dict[int, str]


class LookedAt(NamedTuple):
    """A diary to look at, and why, a sentence for each measure that speaks against it, the gravest first."""

    respondent: str
    grade: str
    points: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Quality(Result):
    """What is known of the quality of n diaries.

    Attributes:
        study: the definitions used.
        rules: how the study judges diaries, or None where it doesn't.
        respondents: the n ids.
        measured: the m measures.
        severities: int8 (n, m) of `Severity`.
        points: int64 (n,).
        grades: int64 (n,), positions in `rules.grades`, -1 where there are none or where nothing was recorded.
        to_look_at: diaries that a measure speaks against, most points first.
        comparisons: shares of all diaries beside those without the worst grade, the two worst ..., if asked for.
        notes: what a reader must know.
        source: the files read.
        titles: of the survey; those of the study where empty.
    """

    study: Study
    rules: QualityRules | None
    respondents: tuple[str, ...]
    measured: tuple[Measured, ...]
    severities: NDArray[np.int8]
    points: NDArray[np.int64]
    grades: NDArray[np.int64]
    to_look_at: tuple[LookedAt, ...]
    comparisons: tuple[Comparison, ...]
    notes: tuple[str, ...]
    source: Source
    titles: Titles = UNTITLED

    @property
    def summary(self) -> str:
        """How many diaries there are, and of which grade."""
        counts = ", ".join(f"{count:,} {id_}" for id_, count in self.grade_counts().items()) or "no grades"
        return f"{len(self.respondents):,} diaries: {counts}"

    def grade_counts(self) -> dict[str, int]:
        """How many diaries have each grade, from good to bad; empty where the study grades none."""
        if self.rules is None:
            return {}
        return {grade.id: int((self.grades == i).sum()) for i, grade in enumerate(self.rules.grades)}

    def grade_of(self, position: int) -> str:
        """The grade of a diary, empty where it has none."""
        number = int(self.grades[position])
        return "" if number < 0 or self.rules is None else self.rules.grades[number].id

    def to_frame(self) -> pd.DataFrame:
        """Grade, points and every measure as a pandas DataFrame, one row a diary: the columns of `quality.csv`."""
        import pandas as pd

        columns: dict[str, object] = {
            "grade": [self.grade_of(i) for i in range(len(self.respondents))],
            "points": self.points,
        }
        columns |= {measured.measure.id: measured.values for measured in self.measured}
        return pd.DataFrame(columns, index=pd.Index(self.respondents, name="respondent"))
