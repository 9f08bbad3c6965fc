"""The one sentence on top: ingest, categorise, tabulate, show, write.

The only package that knows more than one of the verbs; the command line and a notebook call the same functions. Each is
loaded from its module when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from timediary.pipeline.breakdowns import analyse, breakdown, distribution, hours, spread
    from timediary.pipeline.comparing import PLANNED_NUMBERS, adjust, compare, compare_with_published, plan
    from timediary.pipeline.files import annotate, convert, write, write_comparisons, write_plan
    from timediary.pipeline.forms import collect, gather, gather_into, write_forms
    from timediary.pipeline.judging import (
        agreement,
        check_study,
        quality,
        without_grades,
        write_agreement,
        write_quality,
    )
    from timediary.pipeline.picturing import picture, pictures, write_picture
    from timediary.pipeline.reporting import (
        certify,
        find_contradictions,
        listed,
        published,
        published_results,
        report_results,
        tables,
        write_certificate,
        write_contradictions,
    )
    from timediary.pipeline.rhythm import complexity, episodes, tempogram, transitions, working_day
    from timediary.pipeline.surveys import Sample, Survey, read
    from timediary.pipeline.synthetic import synthesise
    from timediary.pipeline.templates import fill, markers

_HOMES = {
    "breakdowns": (
        "analyse",
        "breakdown",
        "distribution",
        "hours",
        "spread",
    ),
    "comparing": (
        "PLANNED_NUMBERS",
        "adjust",
        "compare",
        "compare_with_published",
        "plan",
    ),
    "files": (
        "annotate",
        "convert",
        "write",
        "write_comparisons",
        "write_plan",
    ),
    "forms": (
        "collect",
        "gather",
        "gather_into",
        "write_forms",
    ),
    "judging": (
        "agreement",
        "check_study",
        "quality",
        "without_grades",
        "write_agreement",
        "write_quality",
    ),
    "picturing": (
        "picture",
        "pictures",
        "write_picture",
    ),
    "reporting": (
        "certify",
        "find_contradictions",
        "listed",
        "published",
        "published_results",
        "report_results",
        "tables",
        "write_certificate",
        "write_contradictions",
    ),
    "rhythm": (
        "complexity",
        "episodes",
        "tempogram",
        "transitions",
        "working_day",
    ),
    "surveys": (
        "Sample",
        "Survey",
        "read",
    ),
    "synthetic": ("synthesise",),
    "templates": (
        "fill",
        "markers",
    ),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "PLANNED_NUMBERS",
    "Sample",
    "Survey",
    "adjust",
    "agreement",
    "analyse",
    "annotate",
    "breakdown",
    "certify",
    "check_study",
    "collect",
    "compare",
    "compare_with_published",
    "complexity",
    "convert",
    "distribution",
    "episodes",
    "fill",
    "find_contradictions",
    "gather",
    "gather_into",
    "hours",
    "listed",
    "markers",
    "picture",
    "pictures",
    "plan",
    "published",
    "published_results",
    "quality",
    "read",
    "report_results",
    "spread",
    "synthesise",
    "tables",
    "tempogram",
    "transitions",
    "without_grades",
    "working_day",
    "write",
    "write_agreement",
    "write_certificate",
    "write_comparisons",
    "write_contradictions",
    "write_forms",
    "write_picture",
    "write_plan",
    "write_quality",
]


def __getattr__(name: str) -> object:
    """Load a public name from its home."""
    if name not in _HOME:
        raise AttributeError(f"module 'timediary.pipeline' has no attribute '{name}'")
    return getattr(import_module(f"timediary.pipeline.{_HOME[name]}"), name)
