"""Agencies whose staff kept diaries, as plain values: their numbers, their response, and where they rank."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from timediary.model.result import Result

if TYPE_CHECKING:
    from timediary.model.disclosure import Protection
    from timediary.model.study import Band

NUMBERS = (
    *("invited", "returns", "social_workers", "agency_workers", "admin_staff", "support_staff", "people"),
    *("people_each", "rank_social_workers", "rank_deprivation", "rank_wellbeing"),
)
# How far apart two ranks may be and still be "of a similar order" (report of 2009, appendix D).
SIMILAR = 3


class Agency(NamedTuple):
    """One agency: its name, its type, and those of `NUMBERS` that are known of it.

    `invited` were asked for a diary and `returns` came back; `social_workers` are its posts, `agency_workers` those of
    them that agencies fill; `people` it serves, `people_each` per social worker; ranks count from 1, the most social
    workers per person, the most deprived.
    """

    name: str
    type: str
    numbers: dict[str, float]

    def number(self, name: str) -> float:
        """One of its numbers, NaN where it is not known."""
        return self.numbers.get(name, math.nan)

    @property
    def ratio(self) -> float:
        """People for each social worker; NaN where not known."""
        if "people_each" in self.numbers:
            return self.numbers["people_each"]
        staff = self.number("social_workers")
        return self.number("people") / staff if staff else math.nan


class AgencyTable(NamedTuple):
    """A table of agencies by bands of a ratio, as a report defines and prints it.

    Attributes:
        id: its number.
        title: as in the report.
        of: the number that is divided.
        per: by which.
        bands: of the ratio.
        printed: agencies in each band as printed, by type; none where the report prints none.
    """

    id: str
    title: str
    of: str
    per: str
    bands: tuple[Band, ...]
    printed: dict[str, tuple[int, ...]]


class Response(NamedTuple):
    """One agency's response: respondents in the survey, those the file says returned and were invited; None unknown.

    `respondents` are `HIDDEN_BASE` where they aren't shown.
    """

    name: str
    type: str
    respondents: int | None
    returns: int | None
    invited: int | None

    @property
    def rate(self) -> float:
        """Respondents, or else returns, of those invited; NaN where not known."""
        came = self.returns if self.respondents is None else self.respondents
        return came / self.invited if came is not None and came >= 0 and self.invited else math.nan


class Ranked(NamedTuple):
    """One agency among those whose ratio and deprivation are known."""

    name: str
    type: str
    ratio: float
    rank: float
    printed: float
    deprivation: float


@dataclass(frozen=True, eq=False, repr=False)
class Agencies(Result):
    """What a file of agencies says of response, staff and need.

    Attributes:
        agencies: as in the file.
        responses: agency by agency; none where nothing is known of it.
        counted: of each table of the study, agencies in each band, by type.
        tables: these tables as the study defines them.
        ranked: agencies by social workers per person, with their rank in deprivation.
        unmatched: agencies of respondents that the file lacks, with how many respondents; as one where published.
        source: the file.
        inputs: all files read.
        protection: what was done to the response so that it can be published; None where nothing was.
    """

    agencies: tuple[Agency, ...]
    responses: tuple[Response, ...]
    counted: dict[str, dict[str, tuple[int, ...]]]
    tables: tuple[AgencyTable, ...]
    ranked: tuple[Ranked, ...]
    unmatched: tuple[tuple[str, int], ...]
    source: str
    inputs: tuple[str, ...] = ()
    protection: Protection | None = None

    @property
    def summary(self) -> str:
        """How many agencies there are, and of what is known."""
        known = f", {len(self.ranked):,} ranked" if self.ranked else ""
        return f"{len(self.agencies):,} agencies{known}"

    def similar(self, *, as_printed: bool = False) -> int:
        """Agencies whose rank in social workers is within three of that in deprivation.

        Args:
            as_printed: by the ranks that the file gives, where it does, not by those worked out from the ratios.
        """
        ranks = [(one.printed if as_printed else one.rank, one.deprivation) for one in self.ranked]
        return sum(abs(rank - deprivation) <= SIMILAR for rank, deprivation in ranks)

    @property
    def spearman(self) -> float:
        """Spearman's correlation of the two ranks, worked out from the ratios; NaN for fewer than three agencies.

        Spearman (1904), *American Journal of Psychology* 15(1); ties have the mean of their ranks.
        """
        if len(self.ranked) < 3:
            return math.nan
        first = [one.rank for one in self.ranked]
        second = mean_ranks([one.deprivation for one in self.ranked])
        mean = (len(first) + 1) / 2
        products = sum((a - mean) * (b - mean) for a, b in zip(first, second, strict=True))
        spread = math.sqrt(sum((a - mean) ** 2 for a in first) * sum((b - mean) ** 2 for b in second))
        return products / spread if spread else math.nan


def mean_ranks(values: list[float]) -> list[float]:
    """Ranks from 1 for the least; those that tie have the mean of their ranks."""
    ordered = sorted(values)
    return [ordered.index(value) + (ordered.count(value) + 1) / 2 for value in values]
