"""Whether a workbook of statistics keeps the rules that make it accessible; any workbook, whoever made it.

The rules are the checklist of the UK government's Analysis Function, as far as a program can see them; each says where
it comes from. `docs/accessible_workbooks.md` lists them.
"""

from __future__ import annotations

from timediary.accessibility.checking import Report, check_content, check_workbook
from timediary.accessibility.rules import RULES, Rule

__all__ = ["RULES", "Report", "Rule", "check_content", "check_workbook"]
