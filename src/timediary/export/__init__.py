"""A survey into any layout, without loss; and a user's own workbook with its faulty cells marked.

`kinds.py` is the registry of the files that can be written: a new one is a module and its line there.
"""

from timediary.export.annotation import annotate
from timediary.export.by_respondent import RespondentRows, write_rows
from timediary.export.kinds import FOR_OTHERS, check_target, layouts_of, writable_suffixes, write_survey
from timediary.export.sheets import Layout

__all__ = [
    "FOR_OTHERS",
    "Layout",
    "RespondentRows",
    "annotate",
    "check_target",
    "layouts_of",
    "writable_suffixes",
    "write_rows",
    "write_survey",
]
