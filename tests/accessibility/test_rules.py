"""Each rule of accessible workbooks is kept by ours and found broken in a workbook that breaks it, of both kinds."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.styles import Alignment, Color, Font, PatternFill
from openpyxl.worksheet.table import Table as MarkedTable
from tests.builders import random_survey
from tests.render.samples import FORMATS, results_of, table_of

import timediary as td
from timediary.accessibility import RULES, check_content, check_workbook
from timediary.accessibility.style_rules import contrast_of
from timediary.model.problem import RequestError
from timediary.model.survey import Attribute

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
RESULTS = results_of(table_of(base=[5, 95, 100]))
XLSX, ODS = (FORMATS[kind].render(RESULTS) for kind in ("xlsx", "ods"))


def broken(content: bytes, suffix: str) -> set[str]:
    return {rule.id for rule in check_content(content, suffix).broken}


def changed(change: Callable[[Any], object]) -> bytes:
    """The .xlsx workbook after a change with openpyxl."""
    book = openpyxl.load_workbook(io.BytesIO(XLSX))
    change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def replaced(part: str, old: str, new: str) -> bytes:
    """The .ods workbook with one piece of the XML of a part replaced."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(ODS)) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            text = source.read(name).decode()
            if name == part:
                assert re.search(old, text), old
                text = re.sub(old, new, text, count=1)
            target.writestr(name, text)
    return file.getvalue()


def remove_tables(book: Any) -> None:
    book["setting"].tables.clear()


def add_table(book: Any) -> None:
    page = book["Cover"]
    page["E1"], page["E2"] = "Head", "x"
    page.add_table(MarkedTable(displayName="Table7", ref="E1:E2"))


def merge(book: Any) -> None:
    book["setting"].merge_cells("A1:B1")


def freeze(book: Any) -> None:
    book["setting"].freeze_panes = "A6"


def hide_row(book: Any) -> None:
    book["setting"].row_dimensions[2].hidden = True


def hide_sheet(book: Any) -> None:
    book["setting"].sheet_state = "hidden"


def add_sheet(book: Any) -> None:
    book.create_sheet("Sheet9")


def place(sheet: str, cell: str, value: object) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book[sheet][cell] = value

    return change


def look(sheet: str, cell: str, **looks: object) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        for name, value in looks.items():
            setattr(book[sheet][cell], name, value)

    return change


def unwrap(book: Any) -> None:
    cell = book["setting"]["A7"]
    cell.alignment = Alignment(wrap_text=False)
    cell.value = "a label that is a good deal longer than its column is wide"


def header(book: Any) -> None:
    book["setting"].oddHeader.center.text = "Page &P"


def picture(book: Any) -> None:
    from openpyxl.chart import BarChart

    book["setting"].add_chart(BarChart(), "H2")


def lead_astray(book: Any) -> None:
    book["Contents"]["A3"].hyperlink.location = "'nowhere'!A1"


def say_nothing(book: Any) -> None:
    book.properties.title, book.properties.language = "", ""


def move_cursor(book: Any) -> None:
    book["setting"].sheet_view.selection[0].activeCell = "B2"


def show_another(book: Any) -> None:
    book.active = 2


# What is done to an accessible workbook, and the rules that it then breaks.
CHANGES: list[tuple[Callable[[Any], object], set[str]]] = [
    (remove_tables, {"marked_up_tables"}),
    (add_table, {"table_names", "left_edge", "one_table", "around_tables", "filters_and_panes"}),
    (merge, {"merged_cells"}),
    (place("setting", "B7", None), {"blank_cells"}),
    (place("setting", "C6", "CSD"), {"one_head"}),
    (unwrap, {"wrapped_text"}),
    (freeze, {"filters_and_panes"}),
    (hide_row, {"hidden_lines"}),
    (place("setting", "B7", "12%"), {"numbers"}),
    (place("setting", "A1", "Shares by setting*"), {"note_symbols", "note_markers"}),
    (place("setting", "A1", "Shares by setting [note 8]"), {"note_markers"}),
    (look("setting", "A2", font=Font(size=12, vertAlign="superscript")), {"note_symbols"}),
    (place("setting", "B7", "12 [note 1]"), {"notes_in_cells"}),
    (place("setting", "B7", "[x]"), {"shorthand"}),
    (place("setting", "B7", "–"), {"symbols"}),  # noqa: RUF001
    (place("setting", "A1", None), {"titles", "note_markers"}),
    (lead_astray, {"links", "front_sheets"}),
    (place("Contents", "A3", "click here"), {"links"}),
    (header, {"headers"}),
    (picture, {"pictures"}),
    (look("setting", "B7", fill=PatternFill("solid", fgColor="FFEEEE")), {"fill"}),
    (look("setting", "B7", fill=PatternFill("solid", fgColor=Color(theme=4))), {"fill"}),
    (look("setting", "B7", font=Font(size=12, color="999999")), {"contrast"}),
    (look("setting", "B7", font=Font(size=9)), {"size"}),
    (add_sheet, {"sheet_names", "blank_sheets", "front_sheets"}),
    (hide_sheet, {"hidden_sheets"}),
    (place("setting", "A30", "Source: a survey"), {"around_tables"}),
    (say_nothing, {"information"}),
    (move_cursor, {"cursor"}),
    (show_another, {"cursor"}),
]
# The same in the XML of an .ods workbook: its part, what is replaced by what, and the rules that are broken.
REPLACEMENTS = [
    ("content.xml", '<table:database-range table:name="setting"[^>]*/>', "", {"marked_up_tables"}),
    ("content.xml", 'table:name="setting" table:target', 'table:name="Table1" table:target', {"table_names"}),
    ("content.xml", "<table:table-cell ", '<table:table-cell table:number-columns-spanned="2" ', {"merged_cells"}),
    ("content.xml", 'office:value-type="percentage" [^>]*><text:p>[^<]*</text:p>', ">", {"blank_cells"}),
    ("content.xml", "<text:p>DASS<", "<text:p>CSD<", {"one_head"}),
    ("content.xml", "<text:p>Direct contact<", f"<text:p>{'long ' * 30}<", set()),
    ("content.xml", '"Label"([^>]*><text:p>)Direct', rf'"Line"\1{"long " * 30}', {"wrapped_text"}),
    ("content.xml", 'filter-buttons="false"', 'filter-buttons="true"', {"filters_and_panes"}),
    ("content.xml", "<table:table-column ", '<table:table-column table:visibility="collapse" ', {"hidden_lines"}),
    ("content.xml", r" \[u\]</number:text>", " *</number:text>", {"note_symbols"}),
    ("content.xml", "<text:p>\\[u\\] low reliability[^<]*<", "<text:p>x<", {"shorthand"}),
    ("content.xml", "<text:p>Share of recorded time by setting [^<]*<", "<text:p><", {"titles", "note_markers"}),
    ("content.xml", "#setting.A1", "#nowhere.A1", {"links", "front_sheets"}),
    ("styles.xml", '<style:header style:display="false"/>', "<style:header>1</style:header>", {"headers"}),
    ("styles.xml", '"Label"(.*?)style:vertical', r'"Label"\1fo:background-color="#ffeeee" style:vertical', {"fill"}),
    ("styles.xml", "#0a5c66", "#aaaaaa", {"contrast"}),
    ("styles.xml", 'fo:font-size="12pt"', 'fo:font-size="9pt"', {"size"}),
    ("content.xml", 'table:display="true"', 'table:display="false"', {"hidden_sheets"}),
    ("meta.xml", "<dc:language>[^<]*</dc:language>", "", {"information"}),
    ("settings.xml", 'CursorPositionX" config:type="int">0', 'CursorPositionX" config:type="int">3', {"cursor"}),
    (
        "settings.xml",
        '"ActiveTable" config:type="string">Cover',
        '"ActiveTable" config:type="string">Notes',
        {"cursor"},
    ),
]


@pytest.mark.parametrize(("content", "suffix"), [(XLSX, ".xlsx"), (ODS, ".ods")])
def test_ours_keep_every_rule(content: bytes, suffix: str) -> None:
    report = check_content(content, suffix)
    assert report.passes, report.lines()
    assert [line[:4] for line in report.lines()[1:]] == ["pass"] * len(RULES)


def test_saving_with_openpyxl_breaks_nothing() -> None:
    assert broken(changed(lambda _: None), ".xlsx") == set()


@pytest.mark.parametrize(("change", "rules"), CHANGES, ids=lambda value: getattr(value, "__name__", None))
def test_a_broken_rule_is_found(change: Callable[[Any], object], rules: set[str]) -> None:
    assert broken(changed(change), ".xlsx") == rules


@pytest.mark.parametrize(("part", "old", "new", "rules"), REPLACEMENTS)
def test_a_broken_rule_is_found_in_an_open_document(part: str, old: str, new: str, rules: set[str]) -> None:
    assert broken(replaced(part, old, new), ".ods") == rules


def test_every_rule_is_broken_by_some_test() -> None:
    seen = set().union(*(rules for _, rules in CHANGES), *(rules for *_, rules in REPLACEMENTS), {"macros"})
    assert seen == {rule.id for rule in RULES}


def test_a_table_that_is_not_marked_up_is_looked_at_like_one() -> None:
    def change(book: Any) -> None:
        page = book["setting"]
        page.tables.clear()
        page["B7"], page["C8"], page["A20"] = None, "12%", "Source: a survey"

    found = check_content(changed(change), ".xlsx").broken
    assert {rule.id for rule in found} == {"marked_up_tables", "blank_cells", "numbers", "around_tables"}


def test_macros_are_found() -> None:
    file = io.BytesIO(XLSX)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    assert broken(file.getvalue(), ".xlsx") == {"macros"}


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast_of("000000", "FFFFFF") == pytest.approx(21)
    assert contrast_of("777777", "FFFFFF") == pytest.approx(4.478, abs=0.001)
    assert contrast_of("FF0000", "FF0000") == 1


def test_a_fault_is_told_with_its_place() -> None:
    report = check_content(changed(place("setting", "B7", None)), ".xlsx", "mine.xlsx")
    lines = report.lines()
    assert lines[0] == f"mine.xlsx: {len(RULES) - 1} of {len(RULES)} rules kept"
    at = lines.index("FAIL  No cell in a table is blank")
    assert lines[at + 1].startswith("      setting!B7: blank")


@pytest.mark.slow
def test_tables_of_a_survey_s_own_are_accessible() -> None:
    survey = random_survey(4, 120)
    results = td.analyse(survey, ["setting", "setting,role", "client_groups"], with_hours=True, test="all")
    found = td.compare(survey, random_survey(5, 90), independent=True)
    for kind in ("xlsx", "ods"):
        assert check_content(FORMATS[kind].render(results), f".{kind}").passes
        assert check_content(FORMATS[kind].render(found), f".{kind}").passes


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_tables_of_an_adjustment_are_accessible(kind: str, tmp_path: Path) -> None:
    survey = random_survey(4, 120)
    levels = survey.study.variables["setting"].levels
    path = tmp_path / "workforce.csv"
    rows = "".join(f"{level.id},{100 * (i + 1)}\n" for i, level in enumerate(levels))
    path.write_text(f"setting,people\n{rows}", encoding="utf-8")
    column = survey.attributes["setting"]
    survey.attributes["setting"] = Attribute(column.variable, column.values.clip(min=0))  # type: ignore[index]
    found = td.adjust(survey.sample(calibrate=path))
    assert all(check_workbook(file).passes for file in found.write(tmp_path / f"response.{kind}"))


@pytest.mark.parametrize("name", ["text.xlsx", "text.ods", "text.csv", "empty.xlsx", "zip.ods", "zip.xlsx"])
def test_what_is_no_workbook_is_told_in_words(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(b"" if name.startswith("empty") else b"dear all")
    if name.startswith("zip"):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("content.xml", "<a/>")
    with pytest.raises(RequestError, match=name):
        check_workbook(path)


def test_the_document_lists_the_rules() -> None:
    text = (ROOT / "docs" / "accessible_workbooks.md").read_text(encoding="utf-8")
    for rule in RULES:
        assert f"| {rule.text} | {'essential' if rule.is_essential else 'desirable'} |" in text, rule.id
