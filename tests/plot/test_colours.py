"""The palette holds without colour and for colour-blind readers, by simulation."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from tests.builders import random_survey

import timediary as td
from timediary.model.problem import RequestError
from timediary.plot.colour_vision import SIGHTS, confusions, seen
from timediary.plot.colours import (
    DARK_TEXT,
    HATCHES,
    LIGHT_TEXT,
    PALETTE,
    PALETTES,
    TOGETHER,
    PaletteWarning,
    fill_of,
    fills_of,
    luminance_of,
    palette_of,
)

# The difference that is just noticed is about 2.3; 20 is told apart at a glance, side by side or not.
LEAST_DIFFERENCE = 20.0
LEAST_STEP_OF_LIGHTNESS = 7.0


@pytest.mark.parametrize("sight", list(SIGHTS))
def test_any_two_colours_are_told_apart(sight: str) -> None:
    colours = seen(PALETTE, sight)
    differences = {(i, j): float(np.linalg.norm(colours[i] - colours[j])) for i, j in combinations(range(8), 2)}
    assert min(differences.values()) >= LEAST_DIFFERENCE, differences


def test_colours_rise_in_lightness_so_that_they_hold_in_greyscale() -> None:
    assert min(np.diff(seen(PALETTE)[:, 0])) >= LEAST_STEP_OF_LIGHTNESS


@pytest.mark.parametrize("colour", [*PALETTE, TOGETHER])
def test_text_on_a_colour_has_the_contrast_that_wcag_asks_for(colour: str) -> None:
    ground = luminance_of(colour)
    text = luminance_of(DARK_TEXT if fill_text(colour) == DARK_TEXT else LIGHT_TEXT)
    light, dark = max(ground, text), min(ground, text)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def fill_text(colour: str) -> str:
    from timediary.plot.colours import text_on

    return text_on(colour)


def test_forty_categories_look_different() -> None:
    assert len({(fill_of(i).colour, fill_of(i).hatch) for i in range(len(PALETTE) * len(HATCHES))}) == 40


def test_a_category_has_one_fill_in_every_picture() -> None:
    survey = random_survey(3)
    by_setting, by_role = (fills_of(td.breakdown(survey, by)) for by in ("setting", "role"))
    assert by_setting == by_role
    groups = [row.id for row in survey.study.groupings["broad"].groups]
    assert [by_setting[id_] for id_ in groups] == [fill_of(i) for i in range(len(groups))]
    assert by_setting["client_related"].colour == TOGETHER


def test_lightness_is_that_of_the_cie() -> None:
    # Pure colours of sRGB, as the CIE's formulas give them.
    assert np.allclose(seen(["#ffffff", "#ff0000", "#0000ff"])[:, 0], [100, 53.24, 32.30], atol=0.05)


def test_palettes_with_a_name_can_be_told_apart_and_only_one_needs_colour() -> None:
    assert {name for name, colours in PALETTES.items() if confusions(colours)} == {"okabe_ito"}
    assert "without colour" in " ".join(confusions(PALETTES["okabe_ito"]))
    assert not any("red from green" in said or "blue from" in said for said in confusions(PALETTES["okabe_ito"]))


def test_colours_that_some_readers_take_for_one_another_are_named() -> None:
    with pytest.warns(PaletteWarning, match="red from green, these look alike: #ff9900 and #00a000"):
        assert palette_of("#003366, #FF9900,#00a000") == ("#003366", "#ff9900", "#00a000")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("virdis", "Did you mean 'viridis'"),
        (["#123456", "blue"], "'blue' is not a colour"),
        ([], "is not a colour"),
        ("#123456,#123457", "Nobody can tell #123456 from #123457"),
    ],
)
def test_what_is_no_palette_is_refused(given: str | list[str], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        palette_of(given)


def test_after_the_last_of_few_colours_they_come_again_hatched_until_all_have_been_shown() -> None:
    assert [fill_of(i, ("#123456", "#ffaa00")).hatch for i in (1, 2)] == ["", HATCHES[1]]
    with pytest.raises(RequestError, match="10 categories"):
        fill_of(10, ("#123456", "#ffaa00"))
