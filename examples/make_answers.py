"""Make the files of answers without diaries that `docs/` names, from what surveys of 2020 and 2021 published.

    python examples/make_answers.py

Nobody stands behind a row: each column has as many of each answer as its printed figure allows, in an order of its own.
`officers_january.csv` and `officers_june.csv` follow `chief_officers_2020`; `officers_returned/` is what some of the
June officers send back. The folders `keeping_the_promise/` and `focus_groups/` hold a small study of questions, whose
`answers.csv` is made here.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import timediary as td
from timediary.form.content import FORMAT
from timediary.model.study import VariableKind
from timediary.study import load_study
from timediary.study.published import load_published_cells
from timediary.study.tables import load_tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HERE = Path(__file__).parent
SEED = 2021
OFFICERS = {"january": 27, "june": 21}
RETURNED = 5
WORKERS = 261


def main() -> None:
    """Write all files."""
    generator = np.random.default_rng(SEED)
    write_officers(generator)
    write_returned()
    write_workers(generator)
    write_participants(generator)


def write_officers(generator: np.random.Generator) -> None:
    """Chief officers of two surveys, whose tables are those of the report."""
    study = load_study("chief_officers_2020")
    tables = load_tables(study)
    figures: dict[tuple[str, str], dict[str, float]] = {}
    for cell in load_published_cells(study, tables):
        table = tables[cell.table]
        row, column = table.rows[cell.i], table.printed_columns[cell.j].line
        figures.setdefault((table.id, row.of or row.id), {})[column.id] = cell.value or 0.0
    for wave, number in OFFICERS.items():
        columns: dict[str, list[str]] = {"respondent": [f"{wave[:3].upper()}{i:02}" for i in range(1, number + 1)]}
        columns["survey"] = [str(1 + list(OFFICERS).index(wave))] * number
        for (number_of_table, name), printed in figures.items():
            if number_of_table == "4":
                columns[name] = _mean(printed[wave], int(printed[f"{wave}_answered"]), number, generator)
            elif number_of_table in ("3", "5", "6") and wave == "june":
                columns[name] = _levels(printed, int(printed["answered"]), number, generator)
        if wave == "june":
            towns = {
                "Large urban": 4,
                "Other urban": 8,
                "Accessible small towns": 1,
                "Accessible rural": 5,
                "Remote rural": 3,
            }
            columns["urban_rural"] = _counted(towns, number, generator)
            columns["awards"] = _awards(figures, number, generator)
        # Criminal justice, rated 4 or 5 by 35% and then by 13%; 10 to 20 hours beyond the contract by 67% and then 78%.
        columns["pressure_justice"] = _counted(
            {"january": {"5": 6, "2": 11}, "june": {"4": 2, "2": 13}}[wave], number, generator
        )
        hours = {"january": {"15": 14, "5": 7}, "june": {"15": 14, "25": 2, "8": 2}}[wave]
        columns["additional_hours"] = _counted(hours, number, generator)
        _write(HERE / f"officers_{wave}.csv", columns)


def write_returned() -> None:
    """What comes back from some of June's officers, as the pages of their forms save it."""
    survey = td.read(HERE / "officers_june.csv", "chief_officers_2020")
    (HERE / "officers_returned").mkdir(exist_ok=True)
    for row, respondent in enumerate(survey.respondents[:RETURNED]):
        answers: dict[str, object] = {}
        for name, attribute in survey.attributes.items():
            text, levels = attribute.texts()[row], {level.label: level.id for level in attribute.variable.levels}
            if attribute.variable.kind is VariableKind.NUMBER and text:
                answers[name] = float(text)
            elif attribute.variable.kind is VariableKind.MULTIPLE and text:
                answers[name] = [levels[label] for label in text.split("; ")]
            elif text:
                answers[name] = levels[text]
        record = {"format": FORMAT, "study": survey.study.id, "respondent": respondent, "answers": answers}
        content = json.dumps(record | {"saved": "2020-06-30T12:00:00Z"}, indent=1) + "\n"
        (HERE / "officers_returned" / f"form_{respondent}.json").write_text(content, encoding="utf-8")


def write_workers(generator: np.random.Generator) -> None:
    """Social workers of children's services: staff, late work, placements, family support, and five changes."""
    columns: dict[str, list[str]] = {"respondent": [f"W{i:03}" for i in range(1, WORKERS + 1)]}
    asked: dict[str, Mapping[str, float]] = {
        "place": {"city": 34, "town": 39.5, "rural": 18.5, "other": 8},
        "enough_staff": {"no": 74, "yes": 26},
        "late_work": {"always": 49, "sometimes": 51},
        "beyond_own_work": {"constantly": 29, "often": 42, "seldom": 29},
        "placement": {"resources": 90, "child": 4, "unsure": 6},
        "family_support": {"no": 77, "yes": 8, "unsure": 15},
    }
    for name, shares in asked.items():
        columns[name] = _levels(shares, WORKERS, WORKERS, generator)
    for name, share in (("culture", 81.5), ("time", 78.3), ("investment", 77.3), ("practice", 66.0), ("risk", 50.4)):
        number = next(n for n in range(WORKERS, 0, -1) if round(100 * round(share * n / 100) / n, 1) == share)
        counts = {"very important": round(share * number / 100)}
        columns[f"change_{name}"] = _counted(
            counts | {"important": number - counts["very important"]}, WORKERS, generator
        )
    _write(HERE / "keeping_the_promise" / "answers.csv", columns)


def write_participants(generator: np.random.Generator) -> None:
    """The 29 participants of four focus groups, and themes that somebody may have coded of each."""
    authorities = {"Angus": 4, "East Lothian": 3, "Edinburgh City": 3, "Fife": 3, "Highland": 3, "Aberdeen City": 2}
    authorities |= {"Aberdeenshire": 2, "North Lanarkshire": 2, "Dumfries & Galloway": 1, "East Dunbartonshire": 1}
    authorities |= {"Falkirk": 1, "Glasgow City": 1, "Perth and Kinross": 1, "Renfrewshire": 1, "Scottish Borders": 1}
    roles = {"social_worker": 15, "team_leader": 6, "senior_practitioner": 4, "newly_qualified": 2}
    columns = {
        "respondent": [f"P{i:02}" for i in range(1, 30)],
        "group": [str(group) for group, size in enumerate((9, 8, 6, 6), start=1) for _ in range(size)],
        "authority": _counted(authorities, 29, generator),
        "role": _counted(roles | {"consultant": 1, "care_worker": 1}, 29, generator),
        "gender": _counted({"female": 25, "male": 4}, 29, generator),
    }
    themes = ("administration", "caseloads", "recruitment", "supervision", "understanding of the role")
    mentions = generator.random((29, len(themes))) < np.array([0.8, 0.6, 0.5, 0.4, 0.7])
    columns["themes"] = ["; ".join(theme for theme, said in zip(themes, row, strict=True) if said) for row in mentions]
    _write(HERE / "focus_groups" / "answers.csv", columns)


def _mean(mean: float, answered: int, number: int, generator: np.random.Generator) -> list[str]:
    """Percentages of those who answered, in pairs about a mean; blank for the others."""
    away = min(mean, 2.0)
    values = [mean + away, mean - away] * (answered // 2) + [mean] * (answered % 2)
    return _shuffled([f"{value:g}" for value in values], number, generator)


def _levels(shares: Mapping[str, float], answered: int, number: int, generator: np.random.Generator) -> list[str]:
    """As many of each level as its percentage says; the last has the rest."""
    names = [name for name in shares if name != "answered"]
    counts = {name: round(shares[name] * answered / 100) for name in names}
    largest = max(counts, key=counts.__getitem__)
    counts[largest] += answered - sum(counts.values())
    return _counted(counts, number, generator)


def _awards(
    figures: Mapping[tuple[str, str], Mapping[str, float]], number: int, generator: np.random.Generator
) -> list[str]:
    given: list[list[str]] = [[] for _ in range(number)]
    for (table, name), printed in figures.items():
        if table == "2":
            for i in generator.permutation(number)[: int(printed["all"])]:
                given[i].append(name)
    return ["; ".join(names) for names in given]


def _counted(counts: Mapping[str, int], number: int, generator: np.random.Generator) -> list[str]:
    return _shuffled([name for name, count in counts.items() for _ in range(count)], number, generator)


def _shuffled(values: Sequence[str], number: int, generator: np.random.Generator) -> list[str]:
    filled = [*values, *[""] * (number - len(values))]
    return [filled[i] for i in generator.permutation(number)]


def _write(path: Path, columns: Mapping[str, Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        lines = csv.writer(stream, lineterminator="\n")
        lines.writerow(columns)
        lines.writerows(zip(*columns.values(), strict=True))


if __name__ == "__main__":
    main()
