"""What a person may use: the names of the package, and the verbs of a survey, each written once."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import pytest
from tests.builders import random_survey

import timediary as td
from timediary.lazy import names_of
from timediary.pipeline import verbs
from timediary.pipeline.chart_registry import KINDS
from timediary.pipeline.plots import Plots

STUB = Path(td.__file__).with_suffix(".pyi")
NAMES = names_of(STUB)
VERBS = sorted(name for name in vars(verbs.SurveyVerbs) | vars(verbs.Verbs) if not name.startswith("_"))


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(td, name).__doc__


def test_each_stands_once_and_nothing_else_shows() -> None:
    written = STUB.read_text(encoding="utf-8")
    assert all(written.count(f"{name} as {name}") == 1 for name in NAMES)
    assert dir(td) == sorted([*NAMES, "__version__"])
    with pytest.raises(AttributeError, match="no attribute 'brakedown'"):
        getattr(td, "brakedown")  # noqa: B009 - type checkers know that it is not there


def test_verbs_are_methods_of_surveys_and_samples_and_the_same_functions() -> None:
    survey = random_survey(1)
    assert {"breakdown", "tempogram", "quality", "analyse", "plan", "tables", "sample"} <= set(dir(survey))
    assert {"breakdown", "tempogram", "quality", "analyse", "plan", "tables", "sample"} <= set(dir(survey.sample()))
    for name in VERBS:
        # What paints tables has the name of the verb that makes pictures of a survey.
        if name in NAMES and name != "plot":
            assert getattr(td.Survey, name) is getattr(td, name)
    assert type(survey.plot) is Plots
    assert survey.breakdown("setting").title == td.breakdown(survey, "setting").title


def test_what_paints_tables_shows_and_nothing_else() -> None:
    shown = set(dir(td.plot))
    assert {"composition", "dots", "tempogram", "week", "Plot"} <= shown
    assert not {name for name in shown if name.startswith("_")}
    assert not shown & {"annotations", "TYPE_CHECKING", "import_module", "attach"}
    assert all(getattr(td.plot, name) is not None for name in shown)


def test_each_kind_of_picture_is_a_method_of_plot() -> None:
    survey = random_survey(1)
    assert [name for name in dir(survey.plot) if not name.startswith("_")] == sorted(KINDS)
    assert list(Plots.__annotations__) == list(KINDS)
    assert inspect.signature(survey.plot.dots).parameters.keys() == (
        inspect.signature(td.picture).parameters.keys() - {"sample", "kind"}
    )
    wanted = td.picture(survey, "dots", "role").title
    assert survey.plot("dots", "role").title == survey.plot.dots("role").title == wanted
    assert survey.sample(where="role=manager").plot.dots("role").title == wanted


def test_to_show_the_names_loads_nothing() -> None:
    code = "import sys, timediary; dir(timediary); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {name for name in loaded if name.startswith("timediary")} == {"timediary", "timediary.lazy"}
    assert not set(loaded) & {"numpy", "click", "ast", "inspect", "pandas"}
