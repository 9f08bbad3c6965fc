"""A kind of result, a format and a command are each added by one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from tests.render.samples import FORMATS, results_of
from tests.render.test_matrix import OPEN

import timediary.cli
from timediary.cli import main
from timediary.model.result import Result
from timediary.render import painters, views
from timediary.render.painters import format_names
from timediary.render.writing import text_of_result

if TYPE_CHECKING:
    from pathlib import Path

VIEW = """
from timediary.model.document import Document, Items, Records, Section

def document(result, edition):
    seen = Section("What was seen", (Items(result.seen),), "seen")
    records = Records("sighting", ("what",), lambda: ())
    return Document("sighting", f"{len(result.seen)} herons", (seen,), records=(records,))
"""
PAINTER = """
from timediary.model.document import Medium

SUFFIX, SUMMARY, MEDIUM = ".shout", "the headline, loudly", Medium.TEXT

def paint(document):
    return document.title.upper().encode()
"""
COMMAND = """
import click

@click.command(short_help="Greet.")
@click.argument("name")
def greet(name):
    click.echo(f"Dear {name}")
"""


class Sighting(Result):
    seen = ("One by the river.", "One on the roof.")


@pytest.mark.parametrize("name", FORMATS)
def test_a_kind_of_result_is_one_view(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sighting.py").write_text(VIEW, encoding="utf-8")
    monkeypatch.setattr(views, "__path__", [*views.__path__, str(tmp_path)])
    (path,) = Sighting().write(tmp_path / f"a{FORMATS[name].suffix}")
    assert "One on the roof." in OPEN[name](path) or name == "csv"
    assert text_of_result(Sighting()).splitlines()[0] == "2 herons"


def test_a_format_is_one_painter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shouted.py").write_text(PAINTER, encoding="utf-8")
    monkeypatch.setattr(painters, "__path__", [*painters.__path__, str(tmp_path)])
    assert "shouted" in format_names()
    (path,) = results_of().write(tmp_path / "a.shout")
    assert path.read_text(encoding="utf-8") == "26% DIRECT CONTACT; 300 DIARIES"
    files = results_of().write(tmp_path / "folder", ["shouted"])
    assert [file.name for file in files] == ["tables.shout", "problems.csv"]


def test_a_command_is_one_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "greet.py").write_text(COMMAND, encoding="utf-8")
    monkeypatch.setattr(timediary.cli, "__path__", [*timediary.cli.__path__, str(tmp_path)])
    assert CliRunner().invoke(main, ["greet", "all"]).output == "Dear all\n"
    assert "Greet." in CliRunner().invoke(main, ["--help"]).output
