"""Settings that hold for all tests, and what every workbook must keep."""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from timediary.accessibility import check_content
from timediary.render.painters import Format

if TYPE_CHECKING:
    from collections.abc import Callable

# A shared machine may stall for longer than any deadline; speed is measured in benchmarks/. In CI the examples are the
# same in every run, so that it fails for what a change breaks; at a desk they differ, and find what nobody thought of:
# a few in each run, or many with `--hypothesis-profile=thorough`, as CI has it.
settings.register_profile("quick", deadline=None, max_examples=25, derandomize="CI" in os.environ)
settings.register_profile("thorough", deadline=None, max_examples=100, derandomize="CI" in os.environ)
settings.load_profile("quick")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Run a few chosen tests in this process: starting others would take longer, and a debugger works."""
    few = config.option.keyword or config.option.lf or all(Path(name).suffix for name in config.args)
    return 0 if few else None


@pytest.fixture(autouse=True)
def every_workbook_is_accessible(monkeypatch: pytest.MonkeyPatch) -> None:
    """Check each workbook of results that a test renders against every rule, whatever the test is about."""
    monkeypatch.setattr(Format, "render", _checked(Format.render))


def _checked(render: Callable[..., bytes]) -> Callable[..., bytes]:
    def checked(self: Format, *arguments: Any, **named: Any) -> bytes:
        content = render(self, *arguments, **named)
        if self.suffix in (".xlsx", ".ods"):
            assert _faults(content, self.suffix) == []
        return content

    return checked


@functools.cache
def _faults(content: bytes, suffix: str) -> list[str]:
    report = check_content(content, suffix)
    return [f"{rule.id}: {place}" for rule in report.broken for place in report.faults[rule]]
