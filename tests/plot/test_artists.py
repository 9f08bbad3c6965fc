"""What is drawn is what the tables say: each bar, dot and strip is held against its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from tests.plot.edges import survey_with, without
from tests.render.samples import columns_of, table_of, with_precision

import timediary as td
from timediary.model.line import LineKind
from timediary.plot.colours import fill_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from timediary.model.table import Table
    from timediary.plot import Plot

SURVEY = survey_with(60, ("North", "South", "East"))


def texts(plot: Plot) -> list[str]:
    return [text.get_text() for text in plot.texts]


def bars(axes: Axes) -> list[Rectangle]:
    return [patch for patch in axes.patches if isinstance(patch, Rectangle)]


def test_each_bar_is_as_long_as_its_share_and_begins_where_the_last_ended() -> None:
    table = td.breakdown(SURVEY, "team")
    plot = td.plot.composition(table)
    (axes,) = plot.axes
    parts = [i for i, row in enumerate(table.rows) if row.kind is LineKind.GROUP]
    drawn = {(round(bar.get_y(), 6), round(bar.get_x(), 9)): bar for bar in bars(axes)}
    heights = sorted({y for y, _ in drawn})
    assert len(heights) == len(table.columns)
    for y, j in zip(heights, range(len(table.columns)), strict=True):
        start = 0.0
        for position, i in enumerate(parts):
            bar = drawn[y, round(start, 9)]
            assert bar.get_width() == pytest.approx(table.estimate[i, j])
            assert to_hex(bar.get_facecolor()) == fill_of(position).colour
            start += float(table.estimate[i, j])
        assert start == pytest.approx(1)
    assert axes.get_xlim() == (0, 1)


def test_a_composition_says_its_subtotals_with_their_intervals() -> None:
    table = td.breakdown(SURVEY, "team")
    shown = texts(td.plot.composition(table))
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
    assert f"{table.value('client_related') * 100:.1f}%" in texts(drawn)


def test_the_text_on_a_bar_lies_within_it() -> None:
    plot = td.plot.composition(td.breakdown(SURVEY, "team"))
    (axes,) = plot.axes
    plot.set_dpi(200)
    plot.draw_without_rendering()
    boxes = [bar.get_window_extent() for bar in bars(axes)]
    area = axes.get_window_extent()
    inside = [text for text in plot.texts if area.contains(*text.get_window_extent().get_points().mean(axis=0))]
    assert len(inside) > 10
    for text in inside:
        box = text.get_window_extent()
        assert any(bar.x0 <= box.x0 and box.x1 <= bar.x1 and bar.y0 <= box.y0 and box.y1 <= bar.y1 for bar in boxes)


def test_each_dot_stands_at_its_share_between_its_limits() -> None:
    tables = td.breakdown(SURVEY, "team"), td.breakdown(SURVEY, "role")
    plot = td.plot.dots(*tables, category="sundry")
    (axes,) = plot.axes
    row = [line.id for line in tables[0].rows].index("sundry")
    wanted = [
        (table.estimate[row, j], table.precision.low[row, j], table.precision.high[row, j])
        for number, table in enumerate(tables)
        for j in range(len(table.columns) - (number == 0))
        if table.precision is not None
    ]
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    ends = [line for line in axes.lines if line.get_marker() == "None" and line.get_linestyle() == "-"]
    assert [float(np.asarray(dot.get_xdata())[0]) for dot in dots] == pytest.approx([share for share, _, _ in wanted])
    assert [tuple(np.asarray(end.get_xdata())) for end in ends] == [(low, high) for _, low, high in wanted]
    low, high = axes.get_xlim()
    assert low <= min(limit for _, limit, _ in wanted)
    assert high >= max(limit for _, _, limit in wanted)
    assert texts(plot).count("Team") == texts(plot).count("Role") == 1


def test_each_band_has_a_bar_as_long_as_its_share() -> None:
    table = td.distribution(SURVEY, "team", of="worked_over_contracted")
    plot = td.plot.hours(table)
    shown = [[bar.get_width() for bar in bars(axes)] for axes in plot.axes]
    for j in range(len(table.columns)):
        assert shown[j] == pytest.approx([share for share in table.estimate[:, j].tolist() if share])
    assert len({axes.get_xlim() for axes in plot.axes}) == 1, "panels are compared, so their scales are one"
    assert all(axes.get_xlim()[0] == 0 for axes in plot.axes)


def test_each_strip_shows_the_quantiles_of_the_table() -> None:
    table = td.spread(SURVEY)
    (axes,) = td.plot.spread(table).axes
    rows = {row.id: i for i, row in enumerate(table.rows)}
    for j, box in enumerate(bars(axes)):
        assert box.get_x() == pytest.approx(table.estimate[rows["lower_quartile"], j])
        assert box.get_x() + box.get_width() == pytest.approx(table.estimate[rows["upper_quartile"], j])
    medians = [float(np.asarray(line.get_xdata())[0]) for line in axes.lines if line.get_marker() == "o"]
    assert medians == pytest.approx(table.estimate[rows["median"]].tolist())


def test_a_category_keeps_its_colour_as_a_dot_and_as_a_strip() -> None:
    dot = td.picture(SURVEY, "dots", "", category="own_agency").axes[0].lines[-1]
    assert dot.get_markerfacecolor() == fill_of(2).colour
    strip = bars(td.picture(SURVEY, "spread", "team", category="own_agency").axes[0])[0]
    assert to_hex(strip.get_facecolor()) == fill_of(2).colour


EMPTY: list[Table] = [
    table_of(estimate=np.full((4, 3), np.nan), base=0),
    table_of(rows=(), estimate=np.empty((0, 3))),
    with_precision(table_of(columns_of(), estimate=np.full((4, 1), np.nan), base=0), np.nan),
]


@pytest.mark.parametrize("table", EMPTY)
def test_a_table_of_nothing_is_a_picture_that_says_so(table: Table) -> None:
    assert "nothing to show" in td.plot.composition(table).description
    assert any("nothing to show" in text for text in texts(td.plot.composition(table)))
    assert "nothing to show" in td.plot.hours(table).description
    if table.rows:
        assert "nothing to show" in td.plot.dots(table).description


def test_hours_recorded_stand_in_for_hours_reported() -> None:
    table = td.picture(without(SURVEY, "worked_hours"), "hours").tables[0]
    assert table.id.startswith("recorded_over_contracted")


def test_a_table_without_intervals_has_a_picture_too() -> None:
    plain = td.breakdown(SURVEY, "team", precision=False)
    for plot in (td.plot.composition(plain), td.plot.dots(plain)):
        assert not any("interval" in text for text in texts(plot))


def test_what_is_asked_for_and_not_there_is_an_error_that_names_what_is() -> None:
    table = td.breakdown(SURVEY, "team")
    with pytest.raises(td.RequestError, match=r"no row 'nonsense'\. It has: direct_contact"):
        td.plot.dots(table, category="nonsense")
    with pytest.raises(td.RequestError, match=r"no category 'nonsense'\. It has: direct_contact"):
        td.picture(SURVEY, "dots", category="nonsense")
    with pytest.raises(td.RequestError, match=r"There is no picture 'pie'\. There are: composition"):
        td.picture(SURVEY, "pie")
    with pytest.raises(td.RequestError, match="shows 1 breakdown"):
        td.picture(SURVEY, "composition", ["team", "role"])
    with pytest.raises(td.RequestError, match="shows all categories"):
        td.picture(SURVEY, "composition", category="sundry")
    with pytest.raises(td.RequestError, match="name the category"):
        td.picture(SURVEY, "spread", "team")
    with pytest.raises(td.RequestError, match="Hours can't be compared"):
        td.picture(without(SURVEY, "contracted_hours"), "hours")
