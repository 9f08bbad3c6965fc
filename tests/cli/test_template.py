"""`timediary analyse --template`: a report of one's own, filled beside the other results."""

from __future__ import annotations

from typing import TYPE_CHECKING

import docx
import pytest

from timediary.render.markers import MARKER, parse_marker

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]


def template(path: Path, *texts: str) -> Path:
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    document.save(str(path))
    return path


@pytest.mark.slow
def test_a_report_is_filled_beside_the_results(run: Run, diaries: Path) -> None:
    before = template(
        diaries.parent / "report.docx",
        "{{ value direct_contact }} of {{ respondents }}",
        "{{ table setting }}",
        "{{ picture composition:setting }}",
        "{{ picture dots:setting;role category=recording }}",
    ).read_bytes()
    result = run("analyse", diaries, "--template", "report.docx", "--format", "csv", "--out", "2026")
    assert result.exit_code == 0, result.output
    assert {path.name for path in (diaries.parent / "2026").iterdir()} == {
        *("report.docx", "tables.csv", "problems.csv", "manifest.json")
    }
    assert (diaries.parent / "report.docx").read_bytes() == before
    document = docx.Document(str(diaries.parent / "2026" / "report.docx"))
    assert document.paragraphs[0].text == "31% [u] of 4"
    assert [cell.text for cell in document.tables[0].rows[0].cells][:2] == ["Activity", "CSD"]
    pictures = list(document.inline_shapes)
    assert len(pictures) == 2
    assert all(len(picture._inline.docPr.get("descr")) > 40 for picture in pictures)
    again = run("analyse", diaries, "--template", "report.docx", "--format", "csv", "--out", "again")
    assert again.exit_code == 0
    one, other = ((diaries.parent / folder / "report.docx").read_bytes() for folder in ("2026", "again"))
    assert one == other


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{ table sitting }}", "there is no table 'sitting'"),
        ("{{ picture pie }}", "There is no picture 'pie'"),
        ("{{ picture composition:sitting }}", "no column 'sitting'"),
    ],
)
def test_an_unknown_marker_stops_it_and_nothing_is_written(run: Run, diaries: Path, text: str, told: str) -> None:
    template(diaries.parent / "report.docx", "{{ headline }}", text)
    result = run("analyse", diaries, "--template", "report.docx", "--out", "out")
    assert result.exit_code == 2
    assert told in result.output
    assert not (diaries.parent / "out").exists()


def test_the_template_is_never_replaced(run: Run, diaries: Path) -> None:
    before = template(diaries.parent / "report.docx", "{{ headline }}").read_bytes()
    result = run("analyse", diaries, "--template", "report.docx", "--out", ".")
    assert result.exit_code == 2
    assert "is a file of the input and lies in ." in result.output
    assert (diaries.parent / "report.docx").read_bytes() == before


@pytest.mark.slow
def test_markers_are_listed_and_each_can_be_filled(run: Run, diaries: Path) -> None:
    listed = run("analyse", diaries, "--hours", "--markers")
    assert listed.exit_code == 0
    assert not (diaries.parent / "diaries_results").exists()
    markers = [f"{{{{{inner}}}}}" for line in listed.output.splitlines() for inner in MARKER.findall(line)[:1]]
    assert len(markers) > 50
    assert {"table", "picture", "value", "respondents"} <= {parse_marker(marker.strip("{}")).kind for marker in markers}
    template(diaries.parent / "all.docx", *markers)
    result = run("analyse", diaries, "--hours", "--template", "all.docx", "--format", "csv", "--out", "all")
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("name", ["csv", "empty.docx"])
def test_what_is_no_document_is_told(run: Run, diaries: Path, name: str) -> None:
    (diaries.parent / name).write_text("")
    result = run("analyse", diaries, "--template", name)
    assert result.exit_code == 2
    assert "can't be opened as a Word document" in result.output
