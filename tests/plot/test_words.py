"""Text is broken so that it fits, loses nothing but what an ellipsis stands for, and is never wider than measured."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st
from matplotlib.figure import Figure

from timediary.plot.drawing import in_style
from timediary.plot.words import ELLIPSIS, shortened, width_of, wrapped
from timediary.render.escaping import visible

TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)
SIZES = st.sampled_from([6.5, 7.5, 9.0])


@pytest.mark.slow
@given(TEXTS, st.floats(12, 170), SIZES, st.booleans())
def test_lines_fit_and_hold_all_the_text(text: str, width: float, size: float, bold: bool) -> None:
    lines = wrapped(text, width, size, bold=bold)
    assert all(width_of(line, size, bold=bold) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(visible(text).split())


@pytest.mark.slow
@given(TEXTS, st.floats(12, 60), SIZES, st.integers(1, 3))
def test_no_more_lines_than_asked_for_and_an_ellipsis_where_there_would_be(
    text: str, width: float, size: float, most: int
) -> None:
    lines, whole = wrapped(text, width, size, most=most), wrapped(text, width, size)
    assert len(lines) <= most
    assert all(width_of(line, size) <= width for line in lines)
    if len(whole) > most:
        assert lines[: most - 1] == whole[: most - 1]
        assert lines[-1].endswith(ELLIPSIS)
    else:
        assert lines == whole


def test_lines_end_between_words_and_after_hyphens() -> None:
    assert wrapped("Inter-agency work (case-related)", 21, 7.5) == ["Inter-agency", "work (case-", "related)"]
    assert wrapped("", 10, 7.5) == [""]
    assert shortened("Recording", 100, 7.5) == "Recording"
    assert shortened("Recording", 8, 7.5).endswith(ELLIPSIS)


def drawn_width(text: str, size: float, *, bold: bool) -> float:
    """Width in millimetres of a text as matplotlib draws it."""
    with in_style():
        figure = Figure(figsize=(20, 2), dpi=200)
        artist = figure.text(0, 0.5, text, size=size, weight="bold" if bold else "normal")
        return float(artist.get_window_extent().width) / 200 * 25.4


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("size", [6.5, 7.5, 9.0])
@pytest.mark.parametrize(
    "text",
    [
        "Inter-agency work (case-related)",
        "26% 25\N{EN DASH}27†",
        "iiiiiiii",
        "WWWWWWWW",
        "Größe, Überstunden",
    ],
)
def test_no_text_is_drawn_wider_than_measured(text: str, size: float, bold: bool) -> None:
    measured, drawn = width_of(text, size, bold=bold), drawn_width(text, size, bold=bold)
    assert drawn <= measured <= drawn * 1.1 + 0.5


def test_nor_is_a_text_of_letters_that_the_font_lacks() -> None:
    assert drawn_width("児童福祉", 7.5, bold=False) <= width_of("児童福祉", 7.5)
