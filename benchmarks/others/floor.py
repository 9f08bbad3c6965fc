"""The floor: start Python, import numpy, read the workbook with calamine's row iterator, and do nothing with it."""

from __future__ import annotations

import gc
import sys

import numpy as np
from python_calamine import CalamineWorkbook

if __name__ == "__main__":
    gc.disable()
    workbook = CalamineWorkbook.from_path(sys.argv[1])
    cells = 0
    for name in ("respondents", "diary"):
        for row in workbook.get_sheet_by_name(name).iter_rows():
            cells += len(row)
    print(np.int64(cells))
