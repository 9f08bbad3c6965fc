"""The palette holds without colour and for colour-blind readers, by simulation."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from tests.builders import random_survey

import timediary as td
from timediary.plot.colours import DARK_TEXT, HATCHES, LIGHT_TEXT, PALETTE, TOGETHER, fill_of, fills_of, luminance_of

# Machado, Oliveira and Fernandes (2009), IEEE Transactions on Visualization and Computer Graphics 15(6), severity 1,
# for linear RGB.
SIGHTS = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
# The difference that is just noticed is about 2.3; 20 is told apart at a glance, side by side or not.
LEAST_DIFFERENCE = 20.0
LEAST_STEP_OF_LIGHTNESS = 7.0


def linear(colour: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    values = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray[tuple[int], np.dtype[np.float64]]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """CIE L*a*b* of linear sRGB, white D65."""
    matrix = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = (
        np.cbrt(value) if value > 0.008856 else 7.787 * value + 16 / 116
        for value in (matrix @ np.clip(rgb, 0, 1)) / np.array([0.9505, 1.0, 1.089])
    )
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("sight", list(SIGHTS))
def test_any_two_colours_are_told_apart(sight: str) -> None:
    seen = [lab(SIGHTS[sight] @ linear(colour)) for colour in PALETTE]
    differences = {pair: float(np.linalg.norm(seen[pair[0]] - seen[pair[1]])) for pair in combinations(range(8), 2)}
    assert min(differences.values()) >= LEAST_DIFFERENCE, differences


def test_colours_rise_in_lightness_so_that_they_hold_in_greyscale() -> None:
    lightness = [float(lab(linear(colour))[0]) for colour in PALETTE]
    assert min(np.diff(lightness)) >= LEAST_STEP_OF_LIGHTNESS


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
