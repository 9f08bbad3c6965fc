"""Docstrings of public functions: an example that runs, and every argument described where it stands."""

from __future__ import annotations

import doctest
import functools
import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import timediary as td
from timediary.lazy import names_of
from timediary.pipeline import surveys

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
FUNCTIONS: dict[str, Callable[..., Any]] = {
    name: value
    for name in names_of(Path(td.__file__).with_suffix(".pyi"))
    if inspect.isfunction(value := getattr(td, name))
} | {"Survey.sample": td.Survey.sample}

# One survey is read once for all examples.
_read_once = functools.cache(surveys.read)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_example_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.setattr(surveys, "read", _read_once)
    (test,) = doctest.DocTestFinder(recurse=False).find(FUNCTIONS[name], name, globs={})
    assert test.examples, f"{name} has no example"
    found: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert runner.run(test, out=found.append).failed == 0, "".join(found)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_argument_is_described_in_its_place(name: str) -> None:
    text = inspect.getdoc(FUNCTIONS[name]) or ""
    described = text.partition("Args:")[2]
    for parameter in inspect.signature(FUNCTIONS[name]).parameters:
        assert re.search(rf"^\s+\*{{0,2}}{parameter}: \S", described, re.MULTILINE), parameter
    assert "as for `" not in text
