"""A form for each respondent of a list, as one would make them of the first one with openpyxl.

python benchmarks/others/openpyxl_forms.py FORM.xlsx LIST.csv FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

from openpyxl import load_workbook

if __name__ == "__main__":
    form, folder = load_workbook(sys.argv[1]), Path(sys.argv[3])
    folder.mkdir(parents=True)
    for respondent in Path(sys.argv[2]).read_text(encoding="utf-8").split()[1:]:
        form["Diary"]["D4"] = form["About this form"]["B5"] = respondent
        form.save(folder / f"diary_{respondent}.xlsx")
