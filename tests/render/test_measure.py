"""Widths and lines of text on a screen."""

from __future__ import annotations

from hypothesis import given, strategies as st

from timediary.render.text_layout import left, longest_piece, right, width_of, wrapped

TEXT = st.text("abc /-é児() 12", max_size=60)


@given(TEXT, st.integers(2, 30))
def test_lines_fit_and_nothing_is_lost(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert all(width_of(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(TEXT)
def test_text_that_fits_stays_on_one_line(text: str) -> None:
    assert wrapped(text, max(width_of(text), 2)) == [" ".join(text.split())]


def test_words_stay_whole_while_they_fit() -> None:
    assert wrapped("Inter-agency work (case-related)", 18) == ["Inter-agency work", "(case-related)"]
    assert wrapped("Private/voluntary/independent", 12) == ["Private/", "voluntary/", "independent"]
    assert wrapped("aged 11-20", 6) == ["aged", "11-20"]
    assert wrapped("abcdefgh", 3) == ["abc", "def", "gh"]


def test_a_probability_stays_in_one_piece() -> None:
    assert wrapped("below, p < 0.001", 13) == ["below,", "p < 0.001"]
    assert wrapped("below, p = 0.001", 9) == ["below,", "p = 0.001"]
    assert wrapped("keep < 0.001", 9) == ["keep <", "0.001"]


def test_wide_and_combining_characters_are_measured() -> None:
    assert width_of("児童") == 4
    assert width_of("e\u0301") == 1
    assert left("児", 4) == "児  "
    assert right("児", 4) == "  児"
    assert longest_piece("voluntary/independent sector") == len("independent")
