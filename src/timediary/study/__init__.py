"""Definitions as data: find a study's folder, parse its files strictly, cross-check them.

A study is a folder with `study.toml`, `codes.toml`, `variables.toml` and `groupings/*.toml`; one of questions alone has
no codes. Those in `categories/` come with the package; a user's own folder serves as well. Published figures are read
by `published`, the questions of a form by `questionnaire`.
"""

from timediary.study.folder import load_study, study_folder
from timediary.study.grouping import load_grouping
from timediary.study.shipped import default_study, list_studies
from timediary.study.totals import load_totals

__all__ = [
    "default_study",
    "list_studies",
    "load_grouping",
    "load_study",
    "load_totals",
    "study_folder",
]
