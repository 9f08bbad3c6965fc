"""Text from an input shows and never acts."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, strategies as st

from timediary.render.escaping import escaped, spreadsheet_safe, visible

ANY_TEXT = st.text(st.characters(codec=None))


@given(ANY_TEXT)
def test_visible_text_has_no_control_characters_and_can_be_encoded(text: str) -> None:
    shown = visible(text)
    assert not [mark for mark in shown if unicodedata.category(mark) in ("Cc", "Cs", "Zl", "Zp")]
    assert shown.encode().decode() == shown
    assert len(shown) == len(text)


def test_ordinary_text_stays_as_it_is() -> None:
    for text in ("Children's services", "Müller & Söhne", "児童福祉", "a\u00a0b", "नमस्ते", "👩‍👧"):
        assert visible(text) == text


def test_direction_marks_and_escapes_are_shown_as_replaced() -> None:
    assert visible("a\u202eb\x1b[31mc\nd") == "a\ufffdb\ufffd[31mc d"


def test_markup_is_escaped_in_content_and_attributes() -> None:
    assert escaped("<b a=\"x\" c='y'>&") == "&lt;b a=&quot;x&quot; c=&#x27;y&#x27;&gt;&amp;"


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\tx", "=", "-", "\uff1d1", "-1-1", "+1e5"])
def test_what_begins_as_a_formula_gets_an_apostrophe(text: str) -> None:
    assert spreadsheet_safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["csd", "-3", "+4.5", "-0.25", "", "1=1", "a@b", "x-y"])
def test_other_text_and_plain_numbers_stay(text: str) -> None:
    assert spreadsheet_safe(text) == text


def test_line_ends_are_one_kind() -> None:
    assert spreadsheet_safe("a\r\nb\rc\nd") == "a\nb\nc\nd"
    assert spreadsheet_safe("\r=1") == "'\n=1"
