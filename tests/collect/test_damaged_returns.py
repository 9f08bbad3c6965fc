"""One damaged return never stops the gathering, and is named."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

import pytest
from tests.collect.filling import export_of, write_export, write_form
from tests.collect.test_gathering import SURVEY

from timediary.collection.reading import FormReader
from timediary.pipeline.forms import gather

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    folder = tmp_path / "forms"
    folder.mkdir()
    write_export(SURVEY, 0, folder / "a.json")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00", "yesterday", ""])
def test_a_moment_beyond_the_calendar_does_no_harm(forms: Path, moment: str) -> None:
    write_form(SURVEY, 1, forms / "b.xlsx")
    with zipfile.ZipFile(forms / "b.xlsx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    core = parts["docProps/core.xml"].decode()
    start = core.index(">", core.index("<dcterms:modified")) + 1
    parts["docProps/core.xml"] = (core[:start] + moment + core[core.index("<", start) :]).encode()
    with zipfile.ZipFile(forms / "b.xlsx", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    (forms / "c.json").write_text(json.dumps({**export_of(SURVEY, 2), "saved": moment}), encoding="utf-8")
    found = gather(forms)
    assert found.survey.respondents == SURVEY.respondents[:3]
    assert not found.survey.problems


def test_properties_that_can_not_be_unpacked_do_no_harm(forms: Path) -> None:
    write_form(SURVEY, 1, forms / "b.xlsx")
    content = bytearray((forms / "b.xlsx").read_bytes())
    with zipfile.ZipFile(forms / "b.xlsx") as archive:
        entry = archive.getinfo("docProps/core.xml")
    place = entry.header_offset + 30 + len(entry.filename)
    content[place : place + entry.compress_size] = b"\xff" * entry.compress_size
    (forms / "b.xlsx").write_bytes(content)
    assert gather(forms).survey.respondents == SURVEY.respondents[:2]


def test_whatever_goes_wrong_in_one_file_is_told_with_its_name(forms: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_form(SURVEY, 1, forms / "b.xlsx")

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(FormReader, "_grid", broken)
    found = gather(forms)
    assert found.survey.respondents == SURVEY.respondents[:1]
    (problem,) = found.survey.problems
    assert problem.kind.value == "unreadable_file"
    assert problem.file.endswith("b.xlsx")


def test_a_respondent_that_is_an_error_is_told_and_the_diary_kept(forms: Path) -> None:
    times = "".join(f"{hour:02d}:{minute},D1,D2,,R1,R2\n" for hour in range(8, 16) for minute in ("00", "30"))
    grid = f"Respondent:,#DIV/0!\n,Monday,Tuesday,Wednesday,Thursday,Friday\n{times}"
    (forms / "b.csv").write_text(grid, encoding="utf-8")
    found = gather(forms)
    assert len(found.survey) == 2
    (problem,) = found.survey.problems
    assert (problem.kind.value, problem.column, problem.row) == ("formula_error", "B", 1)
    (forms / "a.json").unlink()
    assert len(gather(forms).survey) == 1


def zipped(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("returned.pdf", b"%PDF-1.7", "This is a PDF: what is filled in on it can't be read."),
        ("form.xlsx", b"%PDF-1.7", "This is a PDF"),
        ("photo.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", "This is a photo or a scan"),
        ("IMG_2201.HEIC", b"\0\0\0\x18ftypheic\0\0", "This is a photo or a scan"),
        ("scan.tiff", b"II*\0\0\0", "This is a photo or a scan"),
        ("diary.doc", b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"), "This is a text document"),
        ("diary.docx", zipped("[Content_Types].xml", "word/document.xml"), "This is a text document"),
        ("diary.pages", zipped("Index/Document.iwa"), "This is a document of an Apple program"),
        ("forms.zip", zipped("a.xlsx"), "This is an archive of other files"),
        ("mail.eml", b"From: somebody\n\n", "This is an e-mail"),
        ("diary.gsheet", b'{"url": "https://docs.example"}', "This is a link to a file on the web"),
    ],
)
def test_what_is_no_form_is_answered_in_words(name: str, content: bytes, told: str, forms: Path) -> None:
    (forms / name).write_bytes(content)
    (problem,) = gather(forms).survey.problems
    assert problem.message.startswith(told)
    assert problem.remedy.split()[0] in ("Ask", "Unpack", "Save", "Download")
    assert problem.file.endswith(name)
