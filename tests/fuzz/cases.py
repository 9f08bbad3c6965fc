"""The inputs of a run: each follows from the run's seed and its number alone."""

from __future__ import annotations

import json
from functools import cache
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from tests.builders import random_survey
from tests.collect.filling import export_of, write_form
from tests.fuzz import mutations, tables, writers

from timediary.form.content import form_of
from timediary.form.page import write_page
from timediary.study import study_folder
from timediary.study.questionnaire import load_questionnaire

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RETURNED = ("form.xlsx", "form.json", "form.html", "grid.xlsx", "grid.csv")
KINDS = (*writers.WRITERS, *RETURNED, "study")
ZIPPED = ("xlsx", "xlsm", "xlsb", "ods", "form.xlsx", "grid.xlsx")
_BASES = 4


class Case(NamedTuple):
    """One mutated input.

    Attributes:
        number: its number in the run.
        kind: the kind of input.
        way: what was done to it: `as it is`, `bytes`, `parts`, `rows` or `lines`.
        files: contents by name; one but for a study, which is a folder.
    """

    number: int
    kind: str
    way: str
    files: dict[str, bytes]


def case(seed: int, number: int, kinds: tuple[str, ...] = KINDS) -> Case:
    """The input with a number; the first of each kind is as it is."""
    random = Random(f"{seed} {number}")
    kind = kinds[number % len(kinds)]
    if number < len(kinds):
        return Case(number, kind, "as it is", _plain(kind, 0))
    if kind == "study":
        return _study(number, random)
    ways = ["bytes", "rows", "rows", *(["parts"] * 4 if kind in ZIPPED else ["bytes"])]
    way = random.choice(["lines", "bytes"] if kind in ("form.json", "form.html") else ways)
    (name, content), *_ = _plain(kind, random.randrange(_BASES)).items()
    if way == "bytes":
        content = mutations.bytes_changed(content, random)
    elif way == "parts":
        content = mutations.part_changed(content, random)
    elif way == "lines":
        change = mutations.json_changed if kind == "form.json" else mutations.lines_changed
        content = change(content, random)
    else:
        content = _from_rows(kind, random) or content
    return Case(number, kind, way, {name: content})


def write(made: Case, folder: Path) -> Path:
    """Write an input into an empty folder; returns its file, or the study's folder."""
    for name, content in made.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder / "study" if made.kind == "study" else folder / next(iter(made.files))


def prepare(kinds: tuple[str, ...] = KINDS) -> None:
    """Make what all inputs are made of, before workers are forked that would each make it."""
    for kind in kinds:
        for base in range(_BASES):
            _plain(kind, base)


@cache
def _plain(kind: str, base: int) -> dict[str, bytes]:
    """An input as it should be."""
    random = Random(base)
    if kind == "study":
        folder = study_folder("task_force_2009")
        files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        return {f"study/{path.relative_to(folder)}": path.read_bytes() for path in files}
    if kind in RETURNED:
        return {f"r{base}.{kind.rpartition('.')[2]}": _returned(kind, base, random)}
    return {f"a.{kind}": writers.WRITERS[kind](_sheets(kind, random, wide=bool(base % 2)))}


def _sheets(kind: str, random: Random, *, wide: bool) -> writers.Sheets:
    """Respondents and diary; in kinds of one table the diary alone, with attributes in it where it is wide."""
    people = tables.respondents(random, 6)
    days = 1 if kind in ("xls", "sav", "dta") else 2
    diary = tables.wide_diary(random, 6, days) if wide else tables.long_diary(random, 6)
    if kind in ("xlsx", "xlsm", "xlsb", "xls", "ods"):
        return {"respondents": people, "diary": diary}
    return {"diary": [one + other[1:] for one, other in zip(people, diary, strict=True)] if wide else diary}


def _returned(kind: str, base: int, random: Random) -> bytes:
    survey = random_survey(base, 2)
    if kind == "form.json":
        return json.dumps(export_of(survey, 0)).encode()
    if kind == "form.html":
        return writers.written(
            lambda path: write_page(form_of(tables.STUDY, load_questionnaire(tables.STUDY)), path), "a.html"
        )
    if kind == "form.xlsx":
        return writers.written(lambda path: write_form(survey, 0, path), "a.xlsx")
    return writers.WRITERS[kind.rpartition(".")[2]]({"Week": tables.plain_grid(random)})


def _from_rows(kind: str, random: Random) -> bytes | None:
    """A file written of mutated rows; None where its kind can't hold them."""
    if kind.startswith("form"):
        return None
    if kind.startswith("grid"):
        sheets = {"Week": tables.mutated(tables.plain_grid(random), random)}
    else:
        sheets = _sheets(kind, random, wide=random.random() < 0.5)
        name = random.choice(list(sheets))
        sheets[name] = tables.mutated(sheets[name], random)
    write: Callable[[writers.Sheets], bytes] = writers.WRITERS[kind.rpartition(".")[2]]
    try:
        return write(sheets)
    except Exception:
        return None


def _study(number: int, random: Random) -> Case:
    files = dict(_plain("study", 0))
    name = random.choice(list(files))
    way = random.choice(("bytes", "lines", "lines"))
    files[name] = (mutations.bytes_changed if way == "bytes" else mutations.lines_changed)(files[name], random)
    if random.random() < 0.05:
        del files[name]
    return Case(number, "study", way, files)
