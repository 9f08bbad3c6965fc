"""Available time, allowances and multipliers, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from tests.estimate.complex_survey import complex_survey

from timediary.estimate.intervals import share_interval
from timediary.estimate.ratios import ratios
from timediary.estimate.staffing import allowance_factor, available_hours, multiplier, staff_needed


def test_a_year_less_what_is_not_worked() -> None:
    assert available_hours(37) == 52 * 37
    assert available_hours(40, days_off=52, hours_off=64, share_off=0.1) == pytest.approx((2_080 - 416 - 64) * 0.9)
    for off in ({"days_off": 260}, {"hours_off": 1_924}, {"share_off": 1.0}, {"share_off": -0.1}):
        with pytest.raises(ValueError, match="no working time"):
            available_hours(37, **off)


def test_staff_for_volumes() -> None:
    assert float(staff_needed(2_000, 1 / 0.73, 37)) == pytest.approx(74.0466, abs=1e-4)
    assert float(staff_needed(1_600, allowance_factor(0.2), 1_000, 500)) == pytest.approx(2.5)
    with pytest.raises(ValueError, match="no hours available"):
        staff_needed(1, 1, 0)
    for share in (1.0, -0.1):
        with pytest.raises(ValueError, match="below 100%"):
            allowance_factor(share)


def test_the_multiplier_is_the_ratio_of_all_hours_to_client_hours() -> None:
    """R gives 1.31863383406317 (0.0210315711772054) for the clustered survey."""
    survey = complex_survey()
    client = survey.hours[:, [survey.categories.index("client")]]
    share = ratios(client, survey.total, survey.design("clustered"))
    limits = share_interval(share.values, share.se, 20.0, 240.0)
    factor, se, interval = multiplier(share.values, share.se, limits)
    assert factor[0, 0] == pytest.approx(1.31863383406317, rel=1e-9)
    assert se[0, 0] == pytest.approx(0.0210315711772054, rel=1e-9)
    assert interval.low[0, 0] < factor[0, 0] < interval.high[0, 0]
    nobody = multiplier(0.0, 0.0, share_interval(0.0, 0.0, 20, 21))
    assert np.isnan(nobody[0])
    assert np.isinf(nobody[2].high)
