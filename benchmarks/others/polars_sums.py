"""The shares by setting with polars, streamed, from diary and respondents in a folder; nothing is checked.

python benchmarks/others/polars_sums.py FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl


def scan(folder: Path, name: str) -> pl.LazyFrame:
    parquet = folder / f"{name}.parquet"
    return pl.scan_parquet(parquet) if parquet.exists() else pl.scan_csv(folder / f"{name}.csv", infer_schema=False)


def main(folder: Path) -> None:
    respondents = scan(folder, "respondents").select(
        pl.col("respondent").cast(pl.String), pl.col("setting").cast(pl.String)
    )
    diary = scan(folder, "diary").select(
        pl.col("respondent").cast(pl.String), pl.col("code").cast(pl.String).str.strip_chars_end("0123456789")
    )
    slots = diary.join(respondents, on="respondent").group_by("setting", "code").len().collect(engine="streaming")
    print(slots.with_columns(share=pl.col("len") / pl.col("len").sum().over("setting")).sort("setting", "code"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
