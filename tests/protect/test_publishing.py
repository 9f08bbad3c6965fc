"""A publication from a survey to its folder, attacked by somebody who reads nothing but the files."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import numpy as np
import openpyxl
import pytest
from click.testing import CliRunner
from scipy.optimize import linprog

import timediary as td
from timediary.cli import main
from timediary.model.disclosure import DisclosurePolicy

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.model.results import Results

EXAMPLE = "tests/data/diaries.xlsx"


@pytest.fixture(scope="module")
def survey() -> td.Survey:
    return td.read(EXAMPLE)


@pytest.fixture(scope="module")
def safe(survey: td.Survey) -> Results:
    return td.analyse(survey, ["setting", "role"], safe="acro")


@pytest.fixture(scope="module")
def folder(safe: Results, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out: Path = tmp_path_factory.mktemp("published") / "out"
    td.write(safe, out, ["xlsx", "csv", "html", "text", "markdown", "latex", "docx", "ods"])
    return out


def _figures(folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / "tables.csv").read_text(encoding="utf-8"))))


def test_nine_in_ten_figures_are_kept(safe: Results) -> None:
    protection = safe.protection
    assert protection is not None
    unsafe = 9  # the seven shares, the hours and the base of the three without a setting
    assert protection.hidden - unsafe <= 0.05 * (protection.cells - unsafe)
    assert protection.hours_shown > 0.95


def test_published_intervals_claim_no_more_than_is_known(safe: Results, survey: td.Survey) -> None:
    for table in safe.tables[:2]:
        known, shown = survey.breakdown("" if table.id == "overall" else table.id).precision, table.precision
        assert known is not None
        assert shown is not None
        seen = np.isfinite(shown.low)
        assert seen.any()
        assert (shown.low[seen] <= known.low[seen] + 1e-9).all()
        assert (shown.high[seen] >= known.high[seen] - 1e-9).all()
        assert (shown.low[seen] < shown.high[seen]).all()


def test_a_small_column_is_gone_from_every_file(folder: Path, survey: td.Survey) -> None:
    hidden = [cell for cell in _figures(folder) if cell["status"] == "suppressed"]
    assert {(cell["table"], cell["column"]) for cell in hidden} >= {("setting", "no_information")}
    for cell in hidden:
        assert cell["estimate"] == cell["hours"] == cell["se"] == cell["low"] == cell["high"] == ""
    whole = td.breakdown(survey, "setting").to_frame()
    secret = whole[whole.column == "no_information"]
    texts = [path.read_text(encoding="utf-8") for path in folder.iterdir() if path.suffix in (".csv", ".html", ".md")]
    for text in texts:
        for estimate in secret.estimate:
            assert f"{estimate:.4f}"[:-1] not in text or estimate == 0
    sheet = openpyxl.load_workbook(folder / "tables.xlsx")["setting"]
    shown = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "[c]" in shown


def test_hours_stand_once_and_rounded(folder: Path) -> None:
    figures = _figures(folder)
    assert {cell["hours"] for cell in figures} == {""}
    assert {cell["se"] for cell in figures} == {""}
    hours = [float(cell["estimate"]) for cell in figures if cell["row"] == "recorded_hours" and cell["estimate"]]
    assert hours
    assert all(value % 10 == 0 for value in hours)
    assert all(int(cell["base"]) % 5 == 0 for cell in figures if cell["base"])
    shares = [float(cell["estimate"]) for cell in figures if cell["row"] != "recorded_hours" and cell["estimate"]]
    assert all(abs(share * 100 - round(share * 100)) < 1e-9 for share in shares)


def test_nobody_s_id_or_path_is_in_a_file(folder: Path, survey: td.Survey) -> None:
    for path in folder.iterdir():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        assert "tests/data" not in text
        assert not any(id_ in text for id_ in survey.respondents[:50])


def test_the_package_says_what_the_files_are(folder: Path) -> None:
    about = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert {resource["path"] for resource in about["resources"]} == {
        path.name for path in folder.iterdir() if path.name != "datapackage.json"
    }
    assert len({resource["name"] for resource in about["resources"]}) == len(about["resources"])


@pytest.mark.slow
def test_the_audit_passes_and_finds_a_changed_file(folder: Path, survey: td.Survey, tmp_path: Path) -> None:
    assert td.audit(folder).passed
    assert td.audit(folder, survey).passed
    result = CliRunner().invoke(main, ["audit", str(folder), "--survey", EXAMPLE])
    assert result.exit_code == 0, result.output
    assert "none can be worked out" in result.output
    other = tmp_path / "changed"
    other.mkdir()
    for path in folder.iterdir():
        (other / path.name).write_bytes(path.read_bytes())
    (other / "tables.csv").write_text("", encoding="utf-8")
    changed = CliRunner().invoke(main, ["audit", str(other)])
    assert changed.exit_code == 2
    assert "was changed after it was written" in changed.output


def test_two_runs_that_differ_by_few_are_found_together(survey: td.Survey, tmp_path: Path) -> None:
    policy = DisclosurePolicy("fine", "Fine", "by hand", round_hours=1, round_bases=1, decimals=3)
    limits = survey.attributes["active_cases"].values
    most = float(np.nanmax(limits))
    assert 0 < int((limits == most).sum()) < 10
    for name, condition in (("up_to", f"active_cases<={most:g}"), ("below", f"active_cases<{most:g}")):
        td.write(td.analyse(survey.sample(where=condition), [], safe=policy, decimals=3), tmp_path / name, ["csv"])
    alone = td.audit([tmp_path / "up_to"], survey)
    together = td.audit([tmp_path / "up_to", tmp_path / "below"], survey)
    assert alone.passed
    assert [pair.respondents for pair in together.differences] == [int((limits == most).sum())]


def test_an_identifying_column_is_refused(survey: td.Survey) -> None:
    with pytest.raises(td.RequestError, match="never shown"):
        td.analyse(survey, ["gender"], safe=DisclosurePolicy("x", "X", "x", never_shown=("gender",)))


def test_a_run_that_shows_a_small_group_says_so(tmp_path: Path) -> None:
    arguments = ["analyse", EXAMPLE, "--no-pictures", "--format", "csv", "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(main, arguments)
    assert "1 column shows fewer than 10 respondents; --safe hides them." in result.output


def test_the_scope_counts_respondents_where_their_hours_are_hidden(tmp_path: Path) -> None:
    """A team of two kept 20 weeks each: all hours would tell of them, and how many respondents there are would not."""
    rows = ["respondent,week_beginning,team,Mon 09:00,Mon 09:30"]
    for i in range(14):
        weeks, team = (range(20), "small") if i < 2 else (range(1), "large")
        rows += [f"P{i},{np.datetime64('2027-05-10') + 7 * week},{team},D1,R1" for week in weeks]
    file = tmp_path / "a.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    table = td.read(file).analyse(["team"], safe=True).tables[0]
    assert np.isnan(table.column_hours[-1])
    assert table.scope == "about 15 respondents"


class _Attacker:
    """Knows which settings and roles occur together and what the groups of the grouping are; reads `tables.csv` alone.

    Written without any code of the product: figures from the file, bounds by linear programmes.
    """

    def __init__(self, survey: td.Survey) -> None:
        rows = [row for row in survey.study.groupings[survey.study.defaults.grouping].rows if row.codes]
        frame = survey.to_frame()
        pairs = zip(*(frame[name].astype(object).fillna("?") for name in ("setting", "role")), strict=True)
        known = list(pairs)
        self.rows, self.keys = [row.id for row in rows], sorted(set(known))
        hours = np.column_stack([survey.minutes_under(row.codes) / 60 for row in rows])
        self.truth = np.zeros((len(self.keys), len(rows)))
        np.add.at(self.truth, [self.keys.index(pair) for pair in known], hours)
        self.left: list[np.ndarray] = []
        self.right: list[float] = []

    def inside(self, cell: dict[str, str]) -> np.ndarray:
        level = "?" if cell["column"] == "no_information" else cell["column_label"]
        place = ("setting", "role").index(cell["table"]) if cell["column"] != "all" else 0
        return np.array([cell["column"] == "all" or key[place] == level for key in self.keys], dtype=float)

    def part(self, cell: dict[str, str]) -> np.ndarray:
        rows = [cell["row"] in (row, "recorded_hours") for row in self.rows]
        return np.outer(self.inside(cell), rows).ravel()

    def read(self, cell: dict[str, str]) -> None:
        part, value = self.part(cell), float(cell["estimate"])
        if cell["row"] == "recorded_hours":
            self.left += [part, -part]
            self.right += [value + 5, 5 - value]
        else:
            whole = np.outer(self.inside(cell), np.ones(len(self.rows))).ravel()
            self.left += [part - (value + 0.005) * whole, (value - 0.005) * whole - part]
            self.right += [0, 0]

    def interval(self, part: np.ndarray) -> tuple[float, float]:
        found = [linprog(sign * part, A_ub=np.array(self.left), b_ub=self.right).fun for sign in (1, -1)]
        return found[0], -found[1]


def test_no_protected_cell_is_told_by_an_attacker_of_our_own(survey: td.Survey, folder: Path) -> None:
    attacker = _Attacker(survey)
    figures = [cell for cell in _figures(folder) if cell["row"] in (*attacker.rows, "recorded_hours")]
    for cell in figures:
        if cell["estimate"]:
            attacker.read(cell)
    assert (np.array(attacker.left) @ attacker.truth.ravel() <= np.array(attacker.right) + 1e-6).all()
    protected = [cell for cell in figures if (cell["table"], cell["column"]) == ("setting", "no_information")]
    assert len(protected) == len(attacker.rows) + 1
    for cell in protected:
        part = attacker.part(cell)
        low, high = attacker.interval(part)
        value = float(part @ attacker.truth.ravel())
        assert low <= value / 2 + 1e-6
        assert high >= value * 1.5 - 1e-6


def test_weights_are_protected_and_audited_alike(tmp_path: Path) -> None:
    """Weighted hours are more than anybody can have recorded: the audit knows by how much, or doesn't use it."""
    survey = td.read(["examples/diary.csv", "examples/respondents.csv"])
    weighted = survey.sample(weight="weight")
    td.write(td.analyse(weighted, ["role"], safe=True), tmp_path / "out", ["csv"])
    assert td.audit(tmp_path / "out").passed
    assert td.audit(tmp_path / "out", weighted).passed
    with pytest.raises(td.RequestError, match="weighted by weight"):
        td.audit(tmp_path / "out", survey)


def test_weights_brought_to_known_totals_are_protected(survey: td.Survey, tmp_path: Path) -> None:
    totals = "setting,people\ncsd,20000\ndass,15000\njoint,4000\npvi,6000\nno_information,500\n"
    (tmp_path / "totals.csv").write_text(totals, encoding="utf-8")
    safe = td.analyse(survey.sample(calibrate=tmp_path / "totals.csv"), ["setting"], safe=True, standardise="role")
    assert safe.protection is not None
    assert safe.protection.weight == "calibrated to setting"
    column = [line.id for line in safe.tables[1].columns].index("no_information")
    assert np.isnan(safe.tables[1].estimate[:, column]).all()


def test_small_columns_can_be_merged_so_that_totals_stay(survey: td.Survey, tmp_path: Path) -> None:
    policy = tmp_path / "ours.toml"
    policy.write_text('preset = "acro"\nsmall_columns = "merged"\n', encoding="utf-8")
    safe = td.analyse(survey, ["setting"], safe=policy)
    table = safe.tables[1]
    labels = [line.label for line in table.columns]
    assert labels == ["CSD", "DASS", "PVI", "fewer than 10: Joint + No information", "All"]
    assert table.base[0].tolist() == [725, 285, 110, 35, 1155]
    assert not np.isnan(table.estimate).any()
    td.write(safe, tmp_path / "out", ["csv"])
    assert td.audit(tmp_path / "out").passed
    assert td.audit(tmp_path / "out", survey).passed
    shown = td.picture(survey, "composition", "setting", safe=policy)
    assert labels[3] in [line.label for line in shown.tables[0].columns]
    narrow = td.analyse(survey.sample(where="setting!=no_information"), ["setting"], safe=policy)
    assert [line.label for line in narrow.tables[1].columns] == ["CSD", "DASS", "Joint", "PVI", "All"]
