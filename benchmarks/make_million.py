"""Make a large survey as long Parquet: a million respondents with 75 filled slots each, sorted by respondent.

    python benchmarks/make_million.py FOLDER [RESPONDENTS]

Writes `diary.parquet` and `respondents.parquet`, and into `shuffled/` the same rows in no order.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from timediary.export import write_survey
from timediary.model.survey import Attribute, Survey
from timediary.study import load_study

if TYPE_CHECKING:
    from numpy.typing import NDArray

SLOTS_A_DAY = 15


def make_survey(respondents: int) -> Survey:
    """Five days of fifteen half hours each, with codes and answers at random."""
    study = load_study()
    generator = np.random.default_rng(75)
    codes = np.zeros((respondents, study.grid.slots), dtype=np.uint8)
    start = generator.integers(15, 21, respondents)
    for day in range(5):
        places = (day * 48 + start)[:, None] + np.arange(SLOTS_A_DAY)
        drawn = generator.integers(1, len(study.codes) + 1, places.shape, dtype=np.uint8)
        np.put_along_axis(codes, places, drawn, axis=1)
    values: dict[str, NDArray[np.generic]] = {
        "weight": generator.uniform(0.2, 3, respondents),
        "setting": generator.integers(-1, 4, respondents).astype(np.int16),
        "role": generator.integers(-1, 4, respondents).astype(np.int16),
        "contracted_hours": generator.choice([18.5, 30.0, 37.0, np.nan], respondents),
    }
    attributes = {name: Attribute(study.variables[name], column) for name, column in values.items()}
    return Survey(study, tuple(f"R{number:07d}" for number in range(1, respondents + 1)), codes, attributes)


def shuffle(folder: Path) -> None:
    """The same rows in no order, in a folder of their own."""
    import pyarrow.parquet as pq

    beside = folder / "shuffled"
    beside.mkdir(exist_ok=True)
    rows = pq.read_table(folder / "diary.parquet")
    order = np.random.default_rng(1).permutation(rows.num_rows)
    pq.write_table(rows.unify_dictionaries().combine_chunks().take(order), beside / "diary.parquet")
    (beside / "respondents.parquet").write_bytes((folder / "respondents.parquet").read_bytes())


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    write_survey(make_survey(int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000), target / "diary.parquet")
    shuffle(target)
