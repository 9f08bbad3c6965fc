"""Results to files, terminal and text: writers that paint a neutral grid.

Importing this package imports nothing; each name is loaded from its module when it is first used, so that a command
pays for the writers that it uses and no others.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from timediary.render.agreed import text_of_agreement
    from timediary.render.csv_problems import csv_of_problems
    from timediary.render.definitions import definitions_text
    from timediary.render.formats import DEFAULT_FORMATS, FORMATS
    from timediary.render.grid import grid_of
    from timediary.render.html.survey import html_of_survey
    from timediary.render.html.table import html_of_table
    from timediary.render.intervals import Show
    from timediary.render.judged import text_of_quality
    from timediary.render.numbers import percent_text
    from timediary.render.planned import csv_of_plan
    from timediary.render.problems import json_of_check
    from timediary.render.terminal import (
        print_agreement,
        print_check,
        print_comparison,
        print_plan,
        print_quality,
        print_results,
    )
    from timediary.render.text import (
        in_encoding,
        text_of,
        text_of_check,
        text_of_comparison,
        text_of_plan,
        text_of_table,
    )
    from timediary.render.writing import write_comparisons, write_results, write_table

_HOMES = {
    "agreed": ("text_of_agreement",),
    "csv_problems": ("csv_of_problems",),
    "definitions": ("definitions_text",),
    "formats": (
        "DEFAULT_FORMATS",
        "FORMATS",
    ),
    "grid": ("grid_of",),
    "html.survey": ("html_of_survey",),
    "html.table": ("html_of_table",),
    "intervals": ("Show",),
    "judged": ("text_of_quality",),
    "numbers": ("percent_text",),
    "planned": ("csv_of_plan",),
    "problems": ("json_of_check",),
    "terminal": (
        "print_agreement",
        "print_check",
        "print_comparison",
        "print_plan",
        "print_quality",
        "print_results",
    ),
    "text": (
        "in_encoding",
        "text_of",
        "text_of_check",
        "text_of_comparison",
        "text_of_plan",
        "text_of_table",
    ),
    "writing": (
        "write_comparisons",
        "write_results",
        "write_table",
    ),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "DEFAULT_FORMATS",
    "FORMATS",
    "Show",
    "csv_of_plan",
    "csv_of_problems",
    "definitions_text",
    "grid_of",
    "html_of_survey",
    "html_of_table",
    "in_encoding",
    "json_of_check",
    "percent_text",
    "print_agreement",
    "print_check",
    "print_comparison",
    "print_plan",
    "print_quality",
    "print_results",
    "text_of",
    "text_of_agreement",
    "text_of_check",
    "text_of_comparison",
    "text_of_plan",
    "text_of_quality",
    "text_of_table",
    "write_comparisons",
    "write_results",
    "write_table",
]


def __getattr__(name: str) -> object:
    """Load a public name from its home."""
    if name not in _HOME:
        raise AttributeError(f"module 'timediary.render' has no attribute '{name}'")
    return getattr(import_module(f"timediary.render.{_HOME[name]}"), name)
