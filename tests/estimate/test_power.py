"""Respondents needed to find a change, against R's power.t.test."""

from __future__ import annotations

import csv
import math

import pytest
from tests.estimate.test_waves import DATA

from timediary.estimate.power import power_of, respondents_to_detect


@pytest.mark.slow
def test_numbers_agree_with_r() -> None:
    with (DATA / "power.csv").open(newline="", encoding="utf-8") as file:
        expected = list(csv.DictReader(file))
    assert len(expected) == 72
    for row in expected:
        correlation = None if row["rho"] == "NA" else float(row["rho"])
        delta, sd, power, n = (float(row[name]) for name in ("delta", "sd", "power", "n"))
        found = respondents_to_detect(delta, sd, power, correlation=correlation)
        if n < 2:
            assert found == 2
            continue
        assert found == pytest.approx(n, rel=1e-7), row
        assert power_of(found, delta, sd, correlation=correlation) == pytest.approx(power, rel=1e-9)


@pytest.mark.parametrize(("correlation", "wanted"), [(None, 361.13), (0.6, 146.00)])
def test_three_points_of_a_share_of_the_usual_spread(correlation: float | None, wanted: float) -> None:
    assert round(respondents_to_detect(0.03, 0.1437, 0.8, correlation=correlation), 2) == wanted


def test_a_design_effect_multiplies() -> None:
    plain = respondents_to_detect(0.03, 0.1437)
    assert respondents_to_detect(0.03, 0.1437, deff=1.5) == pytest.approx(1.5 * plain)
    z = 1.959963984540054 + 0.8416212335729143
    assert plain == pytest.approx(z**2 * 2 * 0.1437**2 / 0.03**2, rel=0.01)


@pytest.mark.parametrize(
    "arguments",
    [
        {"change": 0.0, "sd": 0.1},
        {"change": 0.1, "sd": math.nan},
        {"change": 0.1, "sd": 0.1, "power": 0.04},
        {"change": 0.1, "sd": 0.1, "power": 1.0},
        {"change": 0.1, "sd": 0.1, "correlation": 1.0},
        {"change": 0.1, "sd": 0.1, "deff": 0.0},
    ],
)
def test_what_cannot_be_planned_is_refused(arguments: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"must be positive|power lies|correlation"):
        respondents_to_detect(**arguments)
