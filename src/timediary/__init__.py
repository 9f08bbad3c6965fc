"""Workload time diaries: read them, roll their codes up, tabulate the shares of working time.

    >>> import timediary as td
    >>> survey = td.read("examples/diaries.xlsx")
    >>> table = td.breakdown(survey, by="setting")

Importing this package imports nothing else; each name is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from timediary import plot
    from timediary.accessibility import check_workbook
    from timediary.model.problem import DefinitionError, Ledger, Problem, ReadError, RequestError, TimediaryError
    from timediary.model.results import Results
    from timediary.model.study import Grouping, Study
    from timediary.model.table import Condition, Table
    from timediary.pipeline import (
        Sample,
        Survey,
        adjust,
        agreement,
        analyse,
        annotate,
        breakdown,
        certify,
        collect,
        compare,
        compare_with_published,
        complexity,
        convert,
        distribution,
        episodes,
        fill,
        find_contradictions,
        hours,
        markers,
        picture,
        plan,
        published,
        quality,
        read,
        spread,
        synthesise,
        tables,
        tempogram,
        transitions,
        without_grades,
        working_day,
        write,
        write_forms,
    )
    from timediary.study import list_studies, load_grouping, load_study, load_totals

__version__ = "0.1.0"

_HOMES = {
    "timediary": ("plot",),
    "timediary.accessibility": ("check_workbook",),
    "timediary.model.problem": (
        "DefinitionError",
        "Ledger",
        "Problem",
        "ReadError",
        "RequestError",
        "TimediaryError",
    ),
    "timediary.model.results": ("Results",),
    "timediary.model.study": (
        "Grouping",
        "Study",
    ),
    "timediary.model.table": (
        "Condition",
        "Table",
    ),
    "timediary.pipeline": (
        "Sample",
        "Survey",
        "adjust",
        "agreement",
        "analyse",
        "annotate",
        "breakdown",
        "certify",
        "collect",
        "compare",
        "compare_with_published",
        "complexity",
        "convert",
        "distribution",
        "episodes",
        "fill",
        "find_contradictions",
        "hours",
        "markers",
        "picture",
        "plan",
        "published",
        "quality",
        "read",
        "spread",
        "synthesise",
        "tables",
        "tempogram",
        "transitions",
        "without_grades",
        "working_day",
        "write",
        "write_forms",
    ),
    "timediary.study": (
        "list_studies",
        "load_grouping",
        "load_study",
        "load_totals",
    ),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Condition",
    "DefinitionError",
    "Grouping",
    "Ledger",
    "Problem",
    "ReadError",
    "RequestError",
    "Results",
    "Sample",
    "Study",
    "Survey",
    "Table",
    "TimediaryError",
    "adjust",
    "agreement",
    "analyse",
    "annotate",
    "breakdown",
    "certify",
    "check_workbook",
    "collect",
    "compare",
    "compare_with_published",
    "complexity",
    "convert",
    "distribution",
    "episodes",
    "fill",
    "find_contradictions",
    "hours",
    "list_studies",
    "load_grouping",
    "load_study",
    "load_totals",
    "markers",
    "picture",
    "plan",
    "plot",
    "published",
    "quality",
    "read",
    "spread",
    "synthesise",
    "tables",
    "tempogram",
    "transitions",
    "without_grades",
    "working_day",
    "write",
    "write_forms",
]


def __getattr__(name: str) -> object:
    """Load a public name from its home."""
    if name == "plot":
        return import_module("timediary.plot")
    if name not in _HOME:
        raise AttributeError(f"module 'timediary' has no attribute '{name}'")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    """The public names."""
    return __all__
