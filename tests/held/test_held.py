"""What commands print and write is what it was, or is renewed on purpose: see `tests/held/README.md`."""

from __future__ import annotations

import difflib

import pytest
from tests.held.commands import SLOW
from tests.held.keeping import EXPECTED, differ, held, lines_of
from tests.held.running import NAMES, list_of


@pytest.mark.parametrize("name", [pytest.param(n, marks=[pytest.mark.slow] if n in SLOW else []) for n in NAMES])
def test_what_comes_out_is_what_is_held(name: str) -> None:
    before, after = lines_of(name), list_of(name)
    if differ(before, after):
        shown = list(difflib.unified_diff(before, after, "held", "now", "", "", 1, ""))
        more = f"\n[and {len(shown) - 60} lines]" if len(shown) > 60 else ""
        pytest.fail(
            "\n".join(shown[:60]) + more + f"\n\nAll that changed: python -m tests.held --since main {name}"
            f"\nIf it is meant to: python -m tests.held --renew {name}",
            pytrace=False,
        )


def test_nothing_is_held_that_is_no_longer_made() -> None:
    assert {path.stem for path in EXPECTED.iterdir()} == set(NAMES)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("a 0.123456789012", "a 0.123456789013", True),
        ("a 0.123456789012", "a 0.123456789112", False),
        ("a 26% 1,153", "a 27% 1,153", False),
        ("b 0.5", "c 0.5", False),
    ],
)
def test_numbers_are_compared_with_care_and_words_exactly(one: str, other: str, alike: bool) -> None:
    assert differ([one], [other]) is not alike


def test_a_change_behind_the_head_is_seen() -> None:
    lines = [f"row {i},{i / 7!r}" for i in range(500)]
    expected = list(held([("part", lines)]))
    assert len(expected) < 60
    assert differ(expected, list(held([("part", [*lines[:-1], f"row 499,{499 / 7 * (1 + 1e-6)!r}"])])))
    assert differ(expected, list(held([("part", [*lines[:-1], f"row 498,{499 / 7!r}"])])))
    assert not differ(expected, list(held([("part", [*lines[:-1], f"row 499,{499 / 7 * (1 + 1e-15)!r}"])])))
