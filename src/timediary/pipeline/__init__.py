"""The one sentence on top: read, categorise, tabulate, show, write.

The only package that knows more than one of the verbs; the command line and a notebook call the same functions.
"""

from timediary.pipeline.comparing import PLANNED_NUMBERS, adjust, compare, compare_with_published, plan
from timediary.pipeline.files import annotate, convert, read, write, write_comparisons, write_plan
from timediary.pipeline.tables import analyse, breakdown, distribution, hours

__all__ = [
    "PLANNED_NUMBERS",
    "adjust",
    "analyse",
    "annotate",
    "breakdown",
    "compare",
    "compare_with_published",
    "convert",
    "distribution",
    "hours",
    "plan",
    "read",
    "write",
    "write_comparisons",
    "write_plan",
]
