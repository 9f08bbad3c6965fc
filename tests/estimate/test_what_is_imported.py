"""A table with intervals must not pay for scipy."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
import numpy as np
from timediary.estimate import (
    association, bands, calibration, complexity, compositions, design, differences, episodes, intervals, planning,
    quantiles, ratios, replication, sequences, trimming,
)

hours = np.random.default_rng(1).integers(0, 20, (60, 4)) / 2.0
hours[:, 3] = 0.0
drawn = design.survey_design(60, strata=np.arange(60) % 3, clusters=np.arange(60) // 4, nest=True)
table = ratios.ratios(hours, hours.sum(axis=1), drawn)
limits = intervals.share_interval(table.values, table.se, table.degrees_of_freedom[:, None], table.bases[:, None])
assert np.isfinite(limits.high).all()
assert np.isfinite([table.cv[0, :3], table.deff[0, :3]]).all()
quantiles.quantiles(hours.sum(axis=1), 0.5, drawn)
loaded = {name.partition(".")[0] for name in sys.modules}
print(*sorted(loaded & {"scipy", "pandas", "click", "matplotlib", "openpyxl", "rich"}))
"""


def test_shares_intervals_and_quantiles_load_nothing_but_numpy() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
