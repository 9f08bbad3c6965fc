"""The floor of collecting: read every sheet of every form of a folder with calamine, and do nothing with it."""

from __future__ import annotations

import sys
from pathlib import Path

from python_calamine import CalamineWorkbook

if __name__ == "__main__":
    cells = 0
    for path in Path(sys.argv[1]).glob("*.xlsx"):
        workbook = CalamineWorkbook.from_path(path)
        cells += sum(len(row) for name in workbook.sheet_names for row in workbook.get_sheet_by_name(name).iter_rows())
    print(cells)
