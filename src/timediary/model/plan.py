"""A plan for the next survey: how many respondents, clusters and days a wanted precision takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from timediary.model.result import Result

if TYPE_CHECKING:
    from timediary.model.line import Line


class Need(NamedTuple):
    """What one share of one column takes.

    Attributes:
        row: the category.
        column: the respondents it is about.
        share: as estimated now.
        base: respondents now.
        half_width: half the width of the interval now.
        deff: design effect now.
        needed: respondents for the wanted half-width, sampled as now; 0 where this survey can't tell.
        clusters: clusters for it, with as many respondents each as now; 0 where sampled singly.
        bought: half-width that each of `Plan.numbers` of respondents gives.
    """

    row: Line
    column: Line
    share: float
    base: int
    half_width: float
    deff: float
    needed: int
    clusters: int
    bought: tuple[float, ...]


class DayNeed(NamedTuple):
    """What the length of the diary does to one share of all respondents.

    Attributes:
        row: the category.
        days: recorded by each respondent.
        half_width: with as many respondents, in as many clusters, as now.
        needed: respondents for the wanted half-width.
    """

    row: Line
    days: int
    half_width: float
    needed: int


@dataclass(frozen=True, repr=False)
class Plan(Result):
    """How many diaries, in how many clusters, for how many days, the next survey needs.

    Attributes:
        title: what is planned, in words.
        wanted: half the width of the interval that is wanted, as a fraction.
        numbers: the numbers of respondents whose half-width is shown.
        needs: by column, and within it by category.
        days: by category, and within it by days.
        cluster_name: what respondents are sampled in, in words; empty where singly.
        respondents_per_cluster: how many there are in one now, on average.
        notes: what the figures rest on.
        inputs: the files read.
    """

    title: str
    wanted: float
    numbers: tuple[int, ...]
    needs: tuple[Need, ...]
    days: tuple[DayNeed, ...]
    cluster_name: str
    respondents_per_cluster: float
    notes: tuple[str, ...]
    inputs: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """What is planned."""
        return f"{self.title}, {len(self.needs)} shares"

    def hardest(self) -> tuple[Need, ...]:
        """For each column the category that takes most respondents: with them, all categories are as precise."""
        found: dict[str, Need] = {}
        for need in self.needs:
            known = found.get(need.column.id)
            if known is None or need.needed > known.needed:
                found[need.column.id] = need
        return tuple(found.values())
