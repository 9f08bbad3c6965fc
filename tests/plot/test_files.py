"""Pictures as files and in pages: whole or not at all, the same bytes in every run, and harmless."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import matplotlib as mpl
import pytest
from tests.plot.checker import SVG
from tests.plot.edges import HOSTILE, survey_with, without

import timediary as td
from timediary.pipeline.charts import pictures
from timediary.plot.picture import FORMATS
from timediary.render.painters import format_of

if TYPE_CHECKING:
    from pathlib import Path

SURVEY = survey_with(40, HOSTILE)
PROGRAM = """
import hashlib, sys
sys.path.insert(0, {root!r})
from tests.plot.edges import HOSTILE, survey_with
import timediary as td
import matplotlib as mpl
mpl.rcParams.update({settings})
plot = td.picture(survey_with(40, HOSTILE), "composition", "team")
print(*(hashlib.sha256(plot.rendered(name)).hexdigest() for name in ("svg", "png", "pdf")))
"""


@pytest.mark.slow
def test_the_same_picture_has_the_same_bytes_whatever_the_readers_matplotlib_is_set_to(
    pytestconfig: pytest.Config,
) -> None:
    root = str(pytestconfig.rootpath)
    found = set()
    for settings in ({}, {"font.size": 30, "svg.fonttype": "path", "axes.grid": True, "text.usetex": True}):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM.format(root=root, settings=settings)],
            capture_output=True,
            text=True,
            check=True,
        )
        found.add(done.stdout)
    assert len(found) == 1


@pytest.mark.slow
@pytest.mark.parametrize("format_", FORMATS)
def test_writing_leaves_the_readers_settings_alone(format_: str, tmp_path: Path) -> None:
    before = dict(mpl.rcParams)
    path = td.picture(SURVEY, "dots", "team").write(tmp_path / f"a.{format_}")
    assert dict(mpl.rcParams) == before
    assert path.stat().st_size > 1000
    assert [file.name for file in tmp_path.iterdir()] == [f"a.{format_}"]


def test_a_file_that_was_read_is_never_replaced(tmp_path: Path) -> None:
    source = tmp_path / "diaries.svg"
    source.write_text("precious")
    with pytest.raises(td.TimediaryError, match="is a file of the input"):
        td.picture(SURVEY, "dots", "team").write(source, [str(source)])
    assert source.read_text() == "precious"
    with pytest.raises(td.RequestError, match=r"There are: \.svg, \.png, \.pdf"):
        td.picture(SURVEY, "dots", "team").write(tmp_path / "a.gif")


def test_labels_are_text_and_nothing_else() -> None:
    svg = td.picture(SURVEY, "composition", "team").rendered("svg").decode()
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "g", "path", "text", "defs", "rect", "pattern"}
    shown = " ".join(text.text or "" for text in root.iter(f"{SVG}text"))
    assert all(text.get("font-size") for text in root.iter(f"{SVG}text"))
    assert "<script>" in shown
    assert "$x$" in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "<!" not in svg
    assert "style=" not in svg
    assert not re.search(r"https?://(?!www\.w3\.org)", svg)


def test_pictures_in_a_page_take_its_colours_and_keep_apart() -> None:
    made = pictures(SURVEY, ["team", "role"]).made
    names = [one.id for one in made]
    assert names[:3] == ["composition-team", "composition-role", "dots"]
    assert len(set(names)) == len(names)
    page = "".join(one.wide.svg(one.id) + one.narrow.svg(f"{one.id}-narrow") for one in made)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(set(ids)) == len(ids)
    references = set(re.findall(r'(?:url\(#|href="#|aria-\w+=")([^)"]+)', page))
    assert references
    assert references <= set(ids)
    assert "#1b2326" not in page, "ink is the colour of the page's text"
    assert "#ffffff" not in page, "the ground is clear"
    assert "currentColor" in page
    assert "<?xml" not in page
    ElementTree.fromstring(f"<figure>{page}</figure>")  # noqa: S314 - our own
    with pytest.raises(ValueError, match="can't begin an id"):
        made[0].wide.svg('"><script>')


def test_the_report_leaves_out_what_the_survey_cannot_show() -> None:
    assert "hours" in [one.id for one in pictures(SURVEY, ["team"]).made]
    assert "hours" not in [one.id for one in pictures(without(SURVEY, "contracted_hours"), ["team"]).made]


@pytest.mark.slow
def test_the_report_leaves_out_what_would_show_too_much_and_says_so() -> None:
    found = pictures(SURVEY, ["team"], grouping="activity")
    assert not {"composition-team", "tempogram"} & {one.id for one in found.made}
    assert "dots" in [one.id for one in found.made]
    assert found.left_out == (
        "composition --by team: 40 activities are more than colours can tell apart.",
        "tempogram: 40 activities are more than colours can tell apart.",
    )
    page = td.analyse(SURVEY, ["team"], grouping="activity", with_pictures=True)
    assert page.pictures_left_out == found.left_out
    assert found.left_out[0] in format_of("html").render(page).decode("utf-8")
    many = survey_with(70, [f"team {number}" for number in range(70)])
    (said,) = pictures(many, ["team"]).left_out
    assert said.startswith("composition --by team: 7")
    assert said.endswith(" bars are more than a page holds.")
    assert pictures(SURVEY, ["team"]).left_out == ()


def test_a_picture_shows_itself_in_a_notebook() -> None:
    plot = td.picture(SURVEY, "spread")
    assert plot._repr_svg_().startswith("<?xml")
    assert "median" in plot.description.lower()


def test_importing_timediary_and_naming_plot_does_not_load_matplotlib() -> None:
    code = (
        "import sys, timediary as td; td.plot; import timediary.pipeline.chart_registry; "
        "print('matplotlib' in sys.modules); td.plot.composition; print('matplotlib' in sys.modules); "
        "print('PIL' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False", "False"]
