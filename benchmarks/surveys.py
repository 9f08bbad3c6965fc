"""Make files to measure on: surveys of any size, forms.

    python benchmarks/surveys.py NAME RESPONDENTS FOLDER

NAME is a function below that says which files these are. `run.py` calls it where `{long:100000}` stands in an item, as
a process, because a process starts with the peak memory of the one that began it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from timediary.export import write_survey
from timediary.model.study import Level
from timediary.model.survey import Attribute, Survey
from timediary.study import load_study

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from timediary.export import Layout

EXAMPLE = Path(__file__).parent.parent / "examples" / "diaries.xlsx"
SLOTS_A_DAY, AGENCIES, AT_ONCE = 15, 150, 100_000


def make_survey(respondents: int, before: int = 0) -> Survey:
    """Five days of fifteen half hours each, with codes and answers at random; 150 agencies with the same chance."""
    study = load_study()
    generator = np.random.default_rng([75, before])
    codes = np.zeros((respondents, study.grid.slots), dtype=np.uint8)
    start = generator.integers(15, 21, respondents)
    for day in range(5):
        places = (day * 48 + start)[:, None] + np.arange(SLOTS_A_DAY)
        drawn = generator.integers(1, len(study.codes) + 1, places.shape, dtype=np.uint8)
        np.put_along_axis(codes, places, drawn, axis=1)
    agencies = tuple(Level(f"agency_{number:03d}", f"Agency {number:03d}") for number in range(AGENCIES))
    variables = {**study.variables, "agency": study.variables["agency"]._replace(levels=agencies)}
    values: dict[str, NDArray[np.generic]] = {
        "agency": generator.integers(0, AGENCIES, respondents).astype(np.int32),
        "weight": generator.uniform(0.2, 3, respondents),
        "setting": generator.integers(-1, 4, respondents).astype(np.int16),
        "role": generator.integers(-1, 4, respondents).astype(np.int16),
        "contracted_hours": generator.choice([18.5, 30.0, 37.0, np.nan], respondents),
    }
    attributes = {name: Attribute(variables[name], column) for name, column in values.items()}
    return Survey(study, tuple(f"R{before + number:08d}" for number in range(respondents)), codes, attributes)


def _parquet(respondents: int, folder: Path, layout: Layout) -> None:
    """Write a survey of any size block by block, as one Parquet file for each that the layout has."""
    import pyarrow.parquet as pq

    block, writers = folder / "block", dict[str, pq.ParquetWriter]()
    block.mkdir()
    for before in range(0, respondents, AT_ONCE):
        write_survey(make_survey(min(AT_ONCE, respondents - before), before), block / "diary.parquet", layout=layout)
        for path in sorted(block.iterdir()):
            table = pq.read_table(path)
            if path.name not in writers:
                writers[path.name] = pq.ParquetWriter(folder / path.name, table.schema)
            writers[path.name].write_table(table, row_group_size=600_000 if layout == "long" else 8_000)
            path.unlink()
    for writer in writers.values():
        writer.close()
    block.rmdir()


def long(respondents: int, folder: Path) -> None:
    """diary.parquet, a row a filled slot, sorted by respondent, and respondents.parquet."""
    _parquet(respondents, folder, "long")


def wide(respondents: int, folder: Path) -> None:
    """diary.parquet, a row a respondent."""
    _parquet(respondents, folder, "single")


def shuffled(respondents: int, folder: Path) -> None:
    """As `long`, in no order."""
    import pyarrow.parquet as pq

    long(respondents, folder)
    rows = pq.read_table(folder / "diary.parquet").unify_dictionaries().combine_chunks()
    order = np.random.default_rng(1).permutation(rows.num_rows)
    pq.write_table(rows.take(order), folder / "diary.parquet")


def workbook(respondents: int, folder: Path) -> None:
    """diary.xlsx, a row a respondent."""
    write_survey(make_survey(respondents), folder / "diary.xlsx", layout="wide")


def csv(respondents: int, folder: Path) -> None:
    """The example as diary.csv, a row a filled slot, and respondents.csv."""
    del respondents
    _timediary("convert", str(EXAMPLE), str(folder / "diary.csv"))


def people(respondents: int, folder: Path) -> None:
    """list.csv, and as form/diary_R1.xlsx the form of the first of them."""
    ids = [f"R{number}" for number in range(1, respondents + 1)]
    (folder / "list.csv").write_text("\n".join(["respondent", *ids, ""]))
    (folder / "one.csv").write_text("respondent\nR1\n")
    _timediary("form", "--respondent-list", str(folder / "one.csv"), "--out", str(folder / "form"))


def forms(respondents: int, folder: Path) -> None:
    """Blank forms as workbooks."""
    people(respondents, folder)
    _timediary("form", "--respondent-list", str(folder / "list.csv"), "--out", str(folder / "all"))


def _timediary(*arguments: str) -> None:
    subprocess.run((sys.executable, "-m", "timediary", *arguments), check=True, stdout=subprocess.DEVNULL)


MAKERS: dict[str, Callable[[int, Path], None]] = {
    make.__name__: make for make in (long, wide, shuffled, workbook, csv, people, forms)
}


if __name__ == "__main__":
    begun = Path(f"{sys.argv[3]}.{os.getpid()}")
    begun.mkdir(parents=True)
    MAKERS[sys.argv[1]](int(sys.argv[2]), begun)
    begun.rename(sys.argv[3])
