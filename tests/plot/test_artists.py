"""What is drawn is what the tables say: each bar, dot and strip is held against its number."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.plot.checker import boxes_of, scales_across, texts_of
from tests.plot.edges import survey_with, without
from tests.render.samples import columns_of, table_of, with_precision

import timediary as td
from timediary.model.line import LineKind
from timediary.plot.colours import fill_of
from timediary.plot.marks import Box, Disc, Line, Pen
from timediary.plot.style import HAIRLINE, INK, LINE

if TYPE_CHECKING:
    from timediary.model.table import Table
    from timediary.plot import Plot

SURVEY = survey_with(60, ("North", "South", "East"))


def bars(plot: Plot, *, higher_than: float = 2.8) -> list[Box]:
    """Boxes that are no swatch of the key, which is 2.7 mm high."""
    return [mark for mark in plot.marks if isinstance(mark, Box) and mark.height > higher_than]


def dots(plot: Plot) -> list[Disc]:
    return [mark for mark in plot.marks if isinstance(mark, Disc)]


def test_each_bar_is_as_long_as_its_share_and_begins_where_the_last_ended() -> None:
    table = td.breakdown(SURVEY, "team")
    plot = td.plot.composition(table)
    parts = [i for i, row in enumerate(table.rows) if row.kind is LineKind.GROUP]
    drawn: dict[float, list[Box]] = {}
    for bar in bars(plot):
        drawn.setdefault(round(bar.y, 6), []).append(bar)
    assert len(drawn) == len(table.columns)
    for (_, row), j in zip(sorted(drawn.items()), range(len(table.columns)), strict=True):
        left = min(bar.x for bar in row)
        whole = max(bar.x + bar.width for bar in row) - left
        start = 0.0
        by_start = {round((bar.x - left) / whole, 6): bar for bar in row}
        for position, i in enumerate(parts):
            bar = by_start[round(start, 6)]
            assert bar.width / whole == pytest.approx(table.estimate[i, j])
            assert bar.fill.colour == fill_of(position).colour
            start += float(table.estimate[i, j])
        assert start == pytest.approx(1)


def test_an_own_title_stands_above_what_is_shown_and_who_is_meant_stays() -> None:
    table = td.breakdown(SURVEY, "team")
    shown = texts_of(td.plot.composition(table, title="Where it goes"))
    assert shown[0] == "Where it goes"
    assert shown[1].startswith("Share of recorded time by team; ")
    assert "diaries" in shown[1]
    plot = td.plot.composition(table, title="Where it goes", subtitle="All teams", palette="viridis")
    assert texts_of(plot)[1].startswith("All teams; ")
    assert plot.title == "Where it goes"
    assert {bar.fill.colour for bar in bars(plot)} <= {*td.plot.PALETTES["viridis"]}
    alone = td.plot.dots(table, category="sundry", palette="#123456")
    assert "#123456" in {disc.fill.colour for disc in dots(alone) if disc.fill}


def test_a_composition_says_its_subtotals_with_their_intervals() -> None:
    table = td.breakdown(SURVEY, "team")
    shown = texts_of(td.plot.composition(table))
    rows = [row.id for row in table.rows]
    whole = table.estimate[rows.index("client_related"), -1]
    assert f"{whole * 100:.0f}%" in shown
    assert "Client-" in " ".join(shown)
    known = table.precision
    assert known is not None
    low, high = (values[rows.index("client_related"), -1] * 100 for values in (known.low, known.high))
    assert f"{low:.0f}\N{EN DASH}{high:.0f}" in shown


def test_subtotals_may_be_sums_of_the_lines_as_printed() -> None:
    drawn = td.picture(SURVEY, "composition", "team", subtotal="rounded", decimals=1)
    table = td.breakdown(SURVEY, "team", subtotal="rounded", decimals=1)
    assert f"{table.value('client_related') * 100:.1f}%" in texts_of(drawn)


def test_a_bracket_joins_the_parts_of_a_subtotal_over_the_first_bar() -> None:
    plot = td.picture(SURVEY, "composition", "team")
    (table,) = plot.tables
    first = [bar for bar in bars(plot) if bar.y == min(other.y for other in bars(plot))]
    left, whole = min(bar.x for bar in first), sum(bar.width for bar in first)
    (bracket,) = (mark for mark in plot.marks if isinstance(mark, Line) and len(mark.places) == 4)
    ends = [(x - left) / whole for x in (bracket.places[0][0], bracket.places[-1][0])]
    assert ends == pytest.approx([0.0, table.value("client_related", "team_0")])
    assert not [m for m in td.plot.composition(table).marks if isinstance(m, Line) and len(m.places) == 4]


def test_groups_that_nobody_is_in_take_no_place_and_stay_in_the_table() -> None:
    survey = survey_with(40, ("North", "South"))
    team = survey.attributes["team"]
    attributes = {**survey.attributes, "team": replace(team, values=np.zeros_like(team.values))}
    for kind in ("composition", "dots"):
        plot = td.picture(replace(survey, attributes=attributes), kind, "team")
        assert not any(text.startswith("South") for text in texts_of(plot))
        assert "team_1" in [column.id for column in plot.tables[0].columns]


def test_the_text_on_a_bar_lies_within_it() -> None:
    plot = td.plot.composition(td.breakdown(SURVEY, "team"))
    dots_per_mm, high = 200 / 25.4, plot.height * 200 / 25.4
    drawn = [
        (
            bar.x * dots_per_mm,
            high - (bar.y + bar.height) * dots_per_mm,
            bar.width * dots_per_mm,
            bar.height * dots_per_mm,
        )
        for bar in bars(plot)
    ]
    left, right = min(x for x, *_ in drawn), max(x + wide for x, _, wide, _ in drawn)
    lowest, highest = min(y for _, y, *_ in drawn), max(y + tall for _, y, _, tall in drawn)
    boxes = [box for _, box in boxes_of(plot)]
    inside = [box for box in boxes if left < box.x0 < right and lowest < (box.y0 + box.y1) / 2 < highest]
    assert len(inside) > 10
    for box in inside:
        assert any(
            x <= box.x0 and box.x1 <= x + wide and y <= box.y0 and box.y1 <= y + tall for x, y, wide, tall in drawn
        )


def test_each_dot_stands_at_its_share_between_its_limits() -> None:
    tables = td.breakdown(SURVEY, "team"), td.breakdown(SURVEY, "role")
    plot = td.plot.dots(*tables, category="sundry")
    (value,) = scales_across(plot)
    row = [line.id for line in tables[0].rows].index("sundry")
    wanted = [
        (table.estimate[row, j], table.precision.low[row, j], table.precision.high[row, j])
        for number, table in enumerate(tables)
        for j in range(len(table.columns) - (number == 0))
        if table.precision is not None
    ]
    assert [value(dot.x) for dot in dots(plot)] == pytest.approx([share for share, _, _ in wanted])
    pen = Pen(INK, LINE)
    ends = [mark.places for mark in plot.marks if isinstance(mark, Line) and mark.pen == pen]
    assert [value(start[0]) for start, _ in ends] == pytest.approx([low for _, low, _ in wanted])
    assert [value(end[0]) for _, end in ends] == pytest.approx([high for _, _, high in wanted])
    (floor,) = (mark.places for mark in plot.marks if isinstance(mark, Line) and mark.pen == Pen(INK, HAIRLINE))
    assert floor[0][0] <= min(start[0] for start, _ in ends)
    assert floor[1][0] >= max(end[0] for _, end in ends)
    assert texts_of(plot).count("Team") == texts_of(plot).count("Role") == 1


def test_each_band_has_a_bar_as_long_as_its_share() -> None:
    table = td.distribution(SURVEY, "team", of="worked_over_contracted")
    drawn = bars(td.plot.hours(table), higher_than=2.0)
    panels: dict[float, list[float]] = {}
    for bar in drawn:
        panels.setdefault(bar.x, []).append(bar.width)
    shown = [*panels.values()]
    wanted = [[share for share in table.estimate[:, j].tolist() if share] for j in range(len(table.columns))]
    scale = shown[0][0] / wanted[0][0]
    for widths, shares in zip(shown, wanted, strict=True):
        assert widths == pytest.approx([share * scale for share in shares]), (
            "panels are compared, so their scales are one"
        )


def test_each_strip_shows_the_quantiles_of_the_table() -> None:
    table = td.spread(SURVEY)
    plot = td.plot.spread(table)
    (value,) = scales_across(plot)
    rows = {row.id: i for i, row in enumerate(table.rows)}
    assert len(bars(plot)) == len(table.columns)
    for j, box in enumerate(bars(plot)):
        assert value(box.x) == pytest.approx(table.estimate[rows["lower_quartile"], j])
        assert value(box.x + box.width) == pytest.approx(table.estimate[rows["upper_quartile"], j])
    assert [value(dot.x) for dot in dots(plot)] == pytest.approx(table.estimate[rows["median"]].tolist())


def test_a_category_keeps_its_colour_as_a_dot_and_as_a_strip() -> None:
    dot = dots(td.picture(SURVEY, "dots", "", category="own_agency"))[-1]
    assert dot.fill is not None
    assert dot.fill.colour == fill_of(2).colour
    strip = bars(td.picture(SURVEY, "spread", "team", category="own_agency"))[0]
    assert strip.fill == fill_of(2)


EMPTY: list[Table] = [
    table_of(estimate=np.full((4, 3), np.nan), base=0),
    table_of(rows=(), estimate=np.empty((0, 3))),
    with_precision(table_of(columns_of(), estimate=np.full((4, 1), np.nan), base=0), np.nan),
]


@pytest.mark.parametrize("table", EMPTY)
def test_a_table_of_nothing_is_a_picture_that_says_so(table: Table) -> None:
    assert "nothing to show" in td.plot.composition(table).description
    assert any("nothing to show" in text for text in texts_of(td.plot.composition(table)))
    assert "nothing to show" in td.plot.hours(table).description
    if table.rows:
        assert "nothing to show" in td.plot.dots(table).description


def test_hours_recorded_stand_in_for_hours_reported() -> None:
    table = td.picture(without(SURVEY, "worked_hours"), "hours").tables[0]
    assert table.id.startswith("recorded_over_contracted")


def test_a_table_without_intervals_has_a_picture_too() -> None:
    plain = td.breakdown(SURVEY, "team", precision=False)
    for plot in (td.plot.composition(plain), td.plot.dots(plain)):
        assert not any("interval" in text for text in texts_of(plot))


def test_what_is_asked_for_and_not_there_is_an_error_that_names_what_is() -> None:
    table = td.breakdown(SURVEY, "team")
    with pytest.raises(td.RequestError, match=r"no row 'nonsense'\. It has: direct_contact"):
        td.plot.dots(table, category="nonsense")
    with pytest.raises(td.RequestError, match=r"no category 'nonsense'\. It has: direct_contact"):
        td.picture(SURVEY, "dots", category="nonsense")
    with pytest.raises(td.RequestError, match=r"There is no picture 'cake'\. There are: composition"):
        td.picture(SURVEY, "cake")
    with pytest.raises(td.RequestError, match="shows 1 breakdown"):
        td.picture(SURVEY, "composition", ["team", "role"])
    with pytest.raises(td.RequestError, match="shows all categories"):
        td.picture(SURVEY, "composition", category="sundry")
    with pytest.raises(td.RequestError, match="name the category"):
        td.picture(SURVEY, "spread", "team")
    with pytest.raises(td.RequestError, match="Hours can't be compared"):
        td.picture(without(SURVEY, "contracted_hours"), "hours")
