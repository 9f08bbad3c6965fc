"""What may be shown of respondents: the rules of a publication as values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from timediary.model.table import Table


class DisclosurePolicy(NamedTuple):
    """When a figure says too much about somebody, and how coarsely figures may be shown.

    Attributes:
        id: its name, such as `acro`.
        label: its name for readers.
        source: where its limits come from.
        least_respondents: a column of fewer respondents shows nothing.
        least_contributors: a cell of fewer respondents with time in it is hidden.
        largest: a cell of which one respondent has more than this part is hidden.
        largest_two: likewise of two together.
        width: how far off a reader must be left about the hours of a hidden cell, as a part of them: with 0.5, nothing
            published may rule out half or one and a half of them.
        round_hours: hours are rounded to multiples of this.
        round_bases: numbers of respondents are rounded to multiples of this.
        decimals: the most decimals of a percentage.
        extremes: whether a cell of nought or of all the time in a column is `shown`, or `hidden` since it tells of
            everybody in the column what they did not do, or did alone.
        small_columns: whether columns of too few respondents are `hidden`, or `merged` into one as far as they can be.
        most_levels: an attribute with more levels than this, and than a `most_level_share` of the respondents, is
            never shown.
        most_level_share: see `most_levels`.
        never_shown: ids of attributes that are never shown.
    """

    id: str
    label: str
    source: str
    least_respondents: int = 10
    least_contributors: int = 3
    largest: float = 0.5
    largest_two: float = 0.9
    width: float = 0.5
    round_hours: int = 10
    round_bases: int = 5
    decimals: int = 0
    extremes: Literal["shown", "hidden"] = "shown"
    small_columns: Literal["hidden", "merged"] = "hidden"
    most_levels: int = 20
    most_level_share: float = 0.1
    never_shown: tuple[str, ...] = ()

    def columns_of_few(self, tables: Iterable[Table]) -> int:
        """How many columns of some tables are of fewer respondents than may be shown."""
        bases = (base for table in tables for base in table.column_bases.tolist())
        return sum(0 < base < self.least_respondents for base in bases)


class Protection(NamedTuple):
    """What was done to some tables so that they can be published.

    Attributes:
        policy: the rules.
        cells: figures of all tables, each counted once wherever it stands.
        hidden: how many of them are not shown; which of these tell too much by themselves is not said.
        hours_shown: the part of the hours, over all figures, that the figures shown stand for.
        is_least: whether it is proved that no fewer hours could have been hidden.
        breakdowns: the attributes that make the columns of each table of shares, in the order of the tables.
        where: the conditions on the respondents, as texts.
        weight: the attribute that they are weighted by, if any.
        aspect: what the tables show in place of all activities: a field, or the time within a place; empty of these.
    """

    policy: DisclosurePolicy
    cells: int
    hidden: int
    hours_shown: float
    is_least: bool
    breakdowns: tuple[tuple[str, ...], ...] = ()
    where: tuple[str, ...] = ()
    weight: str | None = None
    aspect: str = ""

    def sentence(self) -> str:
        """What a reader needs to know of it.

        Examples:
            >>> policy = DisclosurePolicy("acro", "ACRO defaults", "AI-SDC/ACRO")
            >>> Protection(policy, 200, 12, 0.995, is_least=True).sentence()[:61]
            '12 of 200 figures are hidden [c], so that nobody can be identified '
        """
        rule = self.policy
        shown = f"{self.hidden:,} of {self.cells:,} figures are hidden [c]" if self.hidden else "No figure is hidden"
        return (
            f"{shown}, so that nobody can be identified from the tables: groups of fewer than {rule.least_respondents} "
            f"respondents, figures to which fewer than {rule.least_contributors} contribute, and figures from which "
            f"those could be worked out. Hours are rounded to {rule.round_hours}, respondents to {rule.round_bases}."
        )
