"""What an analyst would write: the shares by setting from the wide workbook, with pandas and an engine, nothing else.

python benchmarks/plain_pandas.py WORKBOOK openpyxl|calamine
"""

from __future__ import annotations

import sys
from typing import Literal, cast

import pandas as pd

GROUPS = {
    "D": "direct contact",
    "R": "recording",
    "OA": "own agency",
    "IA": "inter-agency",
    "OIA": "other inter-agency",
    "S": "sundry",
}


Engine = Literal["openpyxl", "calamine"]


def main(path: str, engine: Engine) -> None:
    sheets = pd.read_excel(path, sheet_name=["respondents", "diary"], engine=engine)
    diary = sheets["diary"].melt("respondent", value_name="code").dropna(subset="code")
    diary["group"] = diary["code"].str.rstrip("0123456789").map(GROUPS)
    diary = diary.merge(sheets["respondents"][["respondent", "setting"]], on="respondent")
    hours = pd.crosstab(diary["group"], diary["setting"].fillna("No information"), margins=True) / 2
    print((hours / hours.loc["All"]).loc[list(GROUPS.values())].round(2))


if __name__ == "__main__":
    main(sys.argv[1], cast("Engine", sys.argv[2]))
