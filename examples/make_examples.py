"""Make the small files that the README, the help texts and the pages of `docs/` name, beside `examples/diaries.xlsx`.

    python examples/make_examples.py

All is drawn by chance from the example survey, which is synthetic itself; same seed, same diaries. Waves are 80
respondents each, half of whom were in the wave before. `diary.csv` and `respondents.csv` are a sample of agencies,
with weights, strata (regions) and clusters (agencies). `returned/` has what comes back from eight people: filled forms,
a file of the web page, a plain grid, and some faults.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import numpy as np
import openpyxl

import timediary as td
from timediary.form.content import FORMAT, form_of
from timediary.form.plan import places_of
from timediary.form.workbook import workbook_bytes
from timediary.model.survey import Attribute
from timediary.study.questionnaire import load_questionnaire

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.form.content import Form

HERE = Path(__file__).parent
SEED = 2027
WAVE, AGENCIES, CODED = 80, 20, 25
KEPT = ("agency", "region", "setting", "role", "contracted_hours", "worked_hours", "active_cases")
WEEK = "2027-05-10"


def recoded(survey: td.Survey, share: float, generator: np.random.Generator) -> td.Survey:
    """The diaries with a share of their slots under another code."""
    codes = survey.codes.copy()
    changed = (codes > 0) & (generator.random(codes.shape) < share)
    codes[changed] = generator.integers(1, len(survey.study.codes) + 1, int(changed.sum()))
    return replace(survey, codes=codes)


def chosen(survey: td.Survey, rows: Sequence[int]) -> td.Survey:
    """Some respondents of a survey."""
    inside = np.zeros(len(survey), dtype=bool)
    inside[list(rows)] = True
    return survey.select(inside)


def write_waves(survey: td.Survey, generator: np.random.Generator) -> None:
    """Three waves; half of each was in the wave before, and does a little else now."""
    order = generator.permutation(len(survey)).tolist()
    for number in range(3):
        rows = order[number * WAVE // 2 : number * WAVE // 2 + WAVE]
        wave = recoded(chosen(survey, rows), 0.1 * number, generator)
        td.convert(wave, HERE / f"wave{number + 1}.xlsx", overwrite=True)


def write_sample(survey: td.Survey, generator: np.random.Generator) -> None:
    """A sample of agencies by region, each respondent standing for so many."""
    agency, region = (np.array(survey.attributes[name].texts()) for name in ("agency", "region"))
    names = np.array(sorted(set(agency[agency != ""].tolist())))
    drawn: list[str] = []
    for stratum in sorted(set(region[region != ""].tolist())):
        inside = [name for name in names.tolist() if (region[agency == name] == stratum).any()]
        drawn.extend(generator.choice(inside, min(3, len(inside)), replace=False).tolist())
    rows = [i for name in drawn for i in generator.permutation(np.flatnonzero(agency == name))[:3].tolist()]
    sample = chosen(survey, rows)
    weights = np.round(generator.uniform(20, 60, len(sample)), 2)
    variable = survey.study.variables["weight"]
    sample = replace(sample, attributes={"weight": Attribute(variable, weights), **sample.attributes})
    td.convert(sample, HERE / "diary.csv", overwrite=True)


def write_coders(survey: td.Survey, generator: np.random.Generator) -> None:
    """The same diaries as two people coded them."""
    first = chosen(survey, generator.permutation(len(survey))[:CODED].tolist())
    td.convert(first, HERE / "coder_a.xlsx", overwrite=True)
    td.convert(recoded(first, 0.15, generator), HERE / "coder_b.xlsx", overwrite=True)


def write_totals(survey: td.Survey) -> None:
    """Known totals of the workforce, by setting and by region; they are invented."""
    totals = {"CSD": 26700, "DASS": 10964, "Joint": 1000, "PVI": 4000, "No information": 336}
    write_rows("setting.csv", [["setting", "people"], *([name, people] for name, people in totals.items())])
    asked: list[list[object]] = [
        ["setting", "people", "invited"],
        *([name, people, people // 20] for name, people in totals.items()),
    ]
    write_rows("workforce.csv", asked)
    texts = [text or "No information" for text in survey.attributes["region"].texts()]
    regions, counts = np.unique(texts, return_counts=True)
    people = np.round(43000 * counts / counts.sum()).astype(int)
    people[0] += 43000 - people.sum()
    rows: list[list[object]] = [
        [region, number] for region, number in zip(regions.tolist(), people.tolist(), strict=True)
    ]
    write_rows("region.csv", [["region", "people"], *rows])
    words = [["recording", "Paperwork"], ["setting=csd", "Children's services"], ["role", "Job"]]
    write_rows("labels.csv", [["id", "label"], *words])


def write_rows(name: str, rows: Sequence[Sequence[object]]) -> None:
    """A text file of rows."""
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def write_template() -> None:
    """A report to be filled in."""
    document = docx.Document()
    document.add_heading("Where the time goes", 1)
    document.add_paragraph("{{ headline }}")
    document.add_paragraph(
        "{{ value direct_contact setting=csd }} of the time in children's services is direct contact."
    )
    document.add_paragraph("{{ table setting }}")
    document.add_paragraph("{{ picture composition:setting }}")
    document.save(str(HERE / "report.docx"))


def write_returned(survey: td.Survey, generator: np.random.Generator) -> None:
    """Eight people were asked, and six returned something."""
    folder = HERE / "returned"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    ids = [f"T{number:02d}" for number in range(1, 9)]
    write_rows(
        "list.csv", [["staff_number", "agency"], *([1000 + n, "North" if n < 5 else "South"] for n in range(1, 9))]
    )
    key = ([id_, 1000 + n, "North" if n < 5 else "South"] for n, id_ in enumerate(ids, start=1))
    write_rows("respondents_key.csv", [["respondent", "staff_number", "agency"], *key])
    people = chosen(survey, generator.permutation(len(survey))[:8].tolist())
    for row in range(4):
        faults = {0: "X9"} if row == 1 else {3: "D1/D2", 8: "lunch"} if row == 2 else {}
        (folder / f"{ids[row]}.xlsx").write_bytes(filled(people, row, ids[row], faults))
    form = form_for(people, ids[4])
    record: dict[str, object] = {
        "format": FORMAT,
        "study": people.study.id,
        "respondent": form.respondent,
        "week_beginning": WEEK,
    }
    record |= {"agency": form.agency, "diary": dict(diary_of(people, 4)), "answers": {"setting": "csd"}}
    (folder / f"{ids[4]}.json").write_text(json.dumps(record, indent=1), encoding="utf-8")
    write_grid(folder / f"{ids[5]}.xlsx", people, 5)


def form_for(survey: td.Survey, respondent: str) -> Form:
    """The form that somebody was given."""
    questions = load_questionnaire(survey.study)
    return form_of(survey.study, questions, respondent=respondent, agency="North", week_beginning=WEEK)


def diary_of(survey: td.Survey, row: int) -> list[tuple[str, str]]:
    """A respondent's codes by slot."""
    grid, codes = survey.study.grid, survey.study.codes
    slots = np.flatnonzero(survey.codes[row]).tolist()
    return [(grid.slot_name(slot), codes[survey.codes[row, slot] - 1].id) for slot in slots]


def filled(survey: td.Survey, row: int, respondent: str, faults: dict[int, str]) -> bytes:
    """The workbook of a form filled in, with other content in some of the filled cells."""
    form = form_for(survey, respondent)
    places = places_of(form)
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(form)))
    codes = [code for _, code in diary_of(survey, row)]
    for number, slot in enumerate(np.flatnonzero(survey.codes[row]).tolist()):
        place = places.slots[slot]
        book[place.sheet][place.reference] = faults.get(number, codes[number])
    for name in ("setting", "role"):
        if text := survey.attributes[name].texts()[row]:
            place = places.answers[name]
            book[place.sheet][place.reference] = text
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def write_grid(path: Path, survey: td.Survey, row: int) -> None:
    """A plain grid as one types it: days across, times down."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    grid, codes = survey.study.grid, survey.study.codes
    sheet.append(["Time", *grid.days])
    for slot in range(16, 40):
        numbers = [survey.codes[row, day * 48 + slot] for day in range(len(grid.days))]
        sheet.append([f"{slot // 2}.{slot % 2 * 30:02d}", *(codes[n - 1].id if n else None for n in numbers)])
    book.save(path)


def write_agencies() -> None:
    """Agencies of the example: those of appendix D's numbers, with staff that make the report's Tables 4.1 and 4.2."""
    filled = {
        "csd": [0, 2, 2, 2, 7, 8, 10, 11, 12, 14, 15, 20, 22, 25, 26, 28, 30, 33, 53, 53],
        "joint": [7, 11],
    }
    admin = {
        "dass": [0.1, *[0.2] * 3, 0.5, 0.7, 1, 1.2, 1.5],
        "csd": [*[0.1] * 3, *[0.2] * 2, *[0.3] * 3, *[0.4] * 3, *[0.5] * 2, 0.6, 0.8, 1.1],
        "joint": [0.1, 0.7],
    }
    printed = td.read_agencies().agencies
    names = {"csd": "Children's services", "dass": "Adult services", "joint": "Joint department"}
    rows: list[list[object]] = [
        ["agency", "type", "invited", "social_workers", "agency_workers", "admin_staff", "people", "rank_deprivation"]
    ]
    for kind, count in (("csd", 27), ("dass", 23), ("joint", 2)):
        known = [one for one in printed if one.ratio == one.ratio] if kind == "csd" else []
        for i in range(count):
            posts = filled.get(kind, [])
            clerks = admin.get(kind, [])
            one = known[i] if i < len(known) else None
            rows.append(
                [
                    f"{names[kind]} {i + 1:02d}",
                    kind,
                    60,
                    100,
                    posts[i] if i < len(posts) else "",
                    round(100 * clerks[i]) if i < len(clerks) else "",
                    round(100 * one.ratio) if one else "",
                    round(one.number("rank_deprivation")) if one else "",
                ]
            )
    write_rows("agencies.csv", rows)


def main() -> None:
    """Write all files."""
    survey = td.read(HERE / "diaries.xlsx")
    survey = replace(survey, attributes={name: survey.attributes[name] for name in KEPT})
    write_waves(survey, np.random.default_rng(SEED))
    write_sample(survey, np.random.default_rng(SEED + 1))
    write_coders(survey, np.random.default_rng(SEED + 2))
    write_totals(survey)
    write_template()
    write_agencies()
    write_returned(survey, np.random.default_rng(SEED + 3))


if __name__ == "__main__":
    main()
