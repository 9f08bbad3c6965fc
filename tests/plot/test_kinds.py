"""Every kind of picture in the registry, at the edges of what can be shown."""

from __future__ import annotations

import pytest
from tests.plot.checker import assert_readable
from tests.plot.edges import blank, edges

import timediary as td
from timediary import plot
from timediary.pipeline.chart_registry import KINDS

EDGES = edges()
COLUMN, PAGE = 89.0, 170.0
# What goes wrong first: much to say on little room.
FIRST = {(edge, COLUMN, True) for edge in ("ordinary", "30 groups", "long labels")}


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize(
    ("edge", "width", "headed"),
    [
        pytest.param(edge, width, headed, marks=() if (edge, width, headed) in FIRST else pytest.mark.slow)
        for edge in EDGES
        for width in (COLUMN, PAGE)
        for headed in (True, False)
    ],
)
def test_text_is_readable_at_the_edges(kind: str, edge: str, width: float, headed: bool) -> None:
    by = "team" if KINDS[kind].breakdowns else ""
    category = "client_related" if KINDS[kind].category else None
    assert_readable(td.picture(EDGES[edge], kind, by, category=category, width=width, headed=headed))


@pytest.mark.slow
@pytest.mark.parametrize("kind", [kind for kind in KINDS if KINDS[kind].category == "may"])
@pytest.mark.parametrize("edge", ["ordinary", "one respondent", "an empty category", "one category"])
def test_text_is_readable_with_all_categories(kind: str, edge: str) -> None:
    assert_readable(td.picture(EDGES[edge], kind, ""))


@pytest.mark.parametrize("kind", list(KINDS))
def test_all_blank_diaries_are_an_error_in_words(kind: str) -> None:
    with pytest.raises(td.RequestError, match="Nobody recorded any time"):
        td.picture(blank(), kind)


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_kind_is_painted_by_a_function_of_its_name_and_says_what_it_shows(kind: str) -> None:
    assert KINDS[kind].id == kind
    assert KINDS[kind].paint in dir(plot)
    assert KINDS[kind].summary
