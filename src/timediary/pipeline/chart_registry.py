"""The registry of kinds of picture: what each is made from and what draws it.

A new one is a function that makes its tables, one in `timediary.plot` that paints them, and a line here; the command
`plot`, `timediary.picture` and the report walk over these lines.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Unpack

    from timediary.model.study import Grouping
    from timediary.model.survey import Survey
    from timediary.model.table import SubtotalRule, Table
    from timediary.plot import Plot
    from timediary.plot.sheet import Looks
    from timediary.sample import Sample

# More breakdowns than anybody would ask for.
ANY = 1000
# Of the pictures of a report: what colours can tell apart, and what a page of bars holds.
_MOST_COLOURS = 12
_MOST_BARS = 60


class PictureRequest(NamedTuple):
    """What a picture is asked to show, resolved against the survey.

    Attributes:
        grouping: the roll-up of the codes.
        breakdowns: each the ids of one attribute or of several to cross; `()` for none.
        category: id of a row of the grouping, for kinds that show one.
        subtotal: as for a table of shares.
        decimals: of percentages.
    """

    grouping: Grouping
    breakdowns: tuple[tuple[str, ...], ...]
    category: str | None = None
    subtotal: SubtotalRule = "exact"
    decimals: int = 0

    @property
    def position(self) -> int | None:
        """Of the category among the groups of the grouping; None for a subtotal, or no category."""
        groups = [row.id for row in self.grouping.groups]
        return groups.index(self.category) if self.category in groups else None

    @property
    def sums(self) -> dict[str, tuple[str, ...]]:
        """The groups that each subtotal of the grouping adds, by its id."""
        return {row.id: row.sum_of for row in self.grouping.rows if row.sum_of}


class PictureKind(NamedTuple):
    """One kind of picture.

    Attributes:
        id: as it is asked for.
        summary: what it shows, for help texts.
        tables: the function that makes its tables from a sample and a `PictureRequest`, as `module:name` of this
            package.
        paint: the function of `timediary.plot` that paints them: `paint(*tables, **looks)`.
        breakdowns: how many it can show at once.
        usual: how many of the study's own breakdowns it shows where none is named.
        category: whether it shows one category: `must`, so that the study's headline names one where nobody does;
            `may`; or no.
        takes: what else its painter is told: the `category`; its `position` among the groups of the grouping, from
            which its colour follows, None for a subtotal or where no category is shown; the groups of each subtotal as
            `sums`.
        in_report: whether the report has it: once, or once for each breakdown of the analysis.
        only_if: the function that says whether the report can have it, as `module:name`; it always can where empty.
        most_groups: of the grouping, that the report shows in it: more can't be told apart by colour; any number where
            None.
        most_columns: of its first table, that the report shows in it; any number where None.
    """

    id: str
    summary: str
    tables: str
    paint: str
    breakdowns: int = 1
    usual: int = 0
    category: Literal["", "may", "must"] = ""
    takes: tuple[Literal["category", "position", "sums"], ...] = ()
    in_report: Literal["", "once", "each"] = ""
    only_if: str = ""
    most_groups: int | None = None
    most_columns: int | None = None

    @property
    def of_shares(self) -> bool:
        """Whether it shows shares of recorded time alone, which sums over diaries tell; else it needs the diaries."""
        return self.tables == "chart_data:shares"

    def make_tables(self, sample: Sample, request: PictureRequest) -> tuple[Table, ...]:
        """The numbers of a picture.

        Raises:
            RequestError: what is asked for doesn't fit the survey.
        """
        make = cast("Callable[[Sample, PictureRequest], tuple[Table, ...]]", _named(self.tables))
        return make(sample, request)

    def too_much(self, grouping: Grouping, tables: tuple[Table, ...] = ()) -> str:
        """Why a report leaves the picture out, in words; empty where it can show it."""
        groups = len(grouping.groups)
        if self.most_groups is not None and groups > self.most_groups:
            return f"{groups} activities are more than colours can tell apart."
        columns = len(tables[0].columns) if tables else 0
        if self.most_columns is not None and columns > self.most_columns:
            return f"{columns} bars are more than a page holds."
        return ""

    def is_possible(self, survey: Survey) -> bool:
        """Whether the survey has what the kind always needs."""
        return not self.only_if or cast("Callable[[Survey], bool]", _named(self.only_if))(survey)

    def painted(self, tables: tuple[Table, ...], request: PictureRequest, **looks: Unpack[Looks]) -> Plot:
        """The picture of the tables of a request."""
        options: dict[str, object] = {**looks, **{name: getattr(request, name) for name in self.takes}}
        return cast("Plot", getattr(import_module("timediary.plot"), self.paint)(*tables, **options))

    def painted_for_page(
        self, tables: tuple[Table, ...], request: PictureRequest, palette: str | Sequence[str] | None = None
    ) -> tuple[Plot, Plot]:
        """The picture as a report shows it, whose page has its heading: on a desk, and on a phone."""
        from timediary.plot.style import COLUMN_WIDTH, PAGE_WIDTH

        wide, narrow = (
            self.painted(tables, request, headed=False, palette=palette, width=width)
            for width in (PAGE_WIDTH, COLUMN_WIDTH)
        )
        return wide, narrow


def _named(place: str) -> object:
    module, _, name = place.partition(":")
    return getattr(import_module(f"timediary.pipeline.{module}"), name)


KINDS: dict[str, PictureKind] = {
    kind.id: kind
    for kind in (
        PictureKind(
            "composition",
            "stacked bars of the shares of time, subtotals beside them",
            "chart_data:shares",
            "composition",
            usual=1,
            takes=("sums",),
            in_report="each",
            most_groups=_MOST_COLOURS,
            most_columns=_MOST_BARS,
        ),
        PictureKind(
            "dots",
            "one category's share in each group, with intervals",
            "chart_data:shares",
            "dots",
            breakdowns=ANY,
            usual=ANY,
            category="must",
            takes=("category",),
            in_report="once",
        ),
        PictureKind(
            "hours",
            "hours worked against contracted: respondents by band",
            "chart_data:hours_over_contracted",
            "hours",
            in_report="once",
            only_if="chart_data:compares_hours",
        ),
        PictureKind(
            "spread",
            "how respondents' own shares differ: by category, or one category by group",
            "chart_data:spreads",
            "spread",
            category="may",
            takes=("position",),
        ),
        PictureKind(
            "tempogram",
            "activities by time of day, weekdays and weekend; or one, with a band",
            "chart_days:by_time_of_day",
            "tempogram",
            breakdowns=0,
            category="may",
            takes=("category",),
            in_report="once",
            most_groups=_MOST_COLOURS,
            only_if="chart_days:has_times",
        ),
        PictureKind(
            "profile",
            "what each group does through a weekday: small multiples",
            "chart_days:days_of_groups",
            "profile",
            usual=1,
        ),
        PictureKind(
            "week",
            "each respondent's week, slot by slot, alike weeks together",
            "chart_days:whole_weeks",
            "week",
            breakdowns=0,
        ),
        PictureKind(
            "working_week",
            "what each group does from Monday to Sunday: small multiples",
            "chart_days:weeks_of_groups",
            "working_week",
            usual=1,
        ),
        PictureKind(
            "working_day",
            "when the working day starts and finishes, day by day",
            "chart_days:start_and_finish",
            "working_day",
            breakdowns=0,
            in_report="once",
            only_if="chart_days:has_times",
        ),
        PictureKind(
            "episodes",
            "how long episodes of work last, and how broken up it is",
            "chart_days:spells",
            "episodes",
            breakdowns=0,
            in_report="once",
            only_if="chart_days:has_times",
        ),
        PictureKind(
            "transitions",
            "what follows what within a day",
            "chart_days:what_follows_what",
            "transitions",
            breakdowns=0,
        ),
    )
}
