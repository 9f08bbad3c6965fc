"""The registry of rules.

A new one is a function from a `SeenWorkbook` to the faults it finds, each a place and a reason, and a line here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from timediary.accessibility import notes, structure, style_rules, tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from timediary.accessibility.inspected import SeenWorkbook

CHECKLIST = (
    "https://analysisfunction.civilservice.gov.uk/policy-store/"
    "making-spreadsheets-accessible-a-brief-checklist-of-the-basics/"
)
SYMBOLS = "https://analysisfunction.civilservice.gov.uk/policy-store/symbols-in-tables-definitions-and-help/"
# Not in the checklist, and kept by the tools that public bodies make such workbooks with.
PRACTICE = "https://best-practice-and-impact.github.io/aftables/"
CONTRAST = "https://www.w3.org/TR/WCAG22/#contrast-minimum"


class Rule(NamedTuple):
    """One rule.

    Attributes:
        id: its stable name.
        text: what holds where it is kept.
        is_essential: whether the checklist calls it essential, or desirable.
        source: where it comes from.
        faults: finds what breaks it: a place and a reason on one line.
    """

    id: str
    text: str
    is_essential: bool
    source: str
    faults: Callable[[SeenWorkbook], Iterator[str]]


RULES = (
    Rule("marked_up_tables", "Tables are marked up", True, CHECKLIST, tables.not_marked_up),
    Rule("table_names", "Tables have meaningful names, each its own", False, CHECKLIST, tables.poorly_named),
    Rule("merged_cells", "No cells are merged, and no table is in another", True, CHECKLIST, tables.merged_or_nested),
    Rule("blank_cells", "No cell in a table is blank", True, CHECKLIST, tables.blank),
    Rule("one_head", "Each table has one head row, with a different head in each cell", True, CHECKLIST, tables.heads),
    Rule("wrapped_text", "Text in tables wraps or fits", True, CHECKLIST, tables.not_wrapped),
    Rule("filters_and_panes", "There are no filters and no frozen panes", False, CHECKLIST, tables.filtered_or_frozen),
    Rule("hidden_lines", "No rows or columns are hidden", False, CHECKLIST, tables.hidden_lines),
    Rule("numbers", "Numbers are numbers, not text", True, PRACTICE, tables.numbers_as_text),
    Rule("note_symbols", "No symbol or superscript leads to a note", True, CHECKLIST, notes.symbols),
    Rule("note_markers", "Each [note 1] is explained, and each note is used", True, CHECKLIST, notes.markers),
    Rule("notes_in_cells", "No figure has a note of its own", False, CHECKLIST, notes.in_figures),
    Rule("shorthand", "Shorthand such as [c] is explained", True, SYMBOLS, notes.shorthand),
    Rule("symbols", "No cell in a table holds a symbol alone", False, CHECKLIST, notes.symbols_alone),
    Rule("titles", "Each sheet has a title in A1", True, CHECKLIST, structure.untitled),
    Rule("links", "Links say where they lead, and lead there", True, CHECKLIST, structure.links),
    Rule("headers", "Nothing is printed at the head or foot of pages", True, CHECKLIST, style_rules.headers),
    Rule("pictures", "There are no pictures, charts or text boxes", True, CHECKLIST, style_rules.pictures),
    Rule("fill", "Nothing has a background", False, CHECKLIST, style_rules.filled),
    Rule("contrast", "Coloured text stands out: 4.5 to 1 or more", True, CONTRAST, style_rules.contrast),
    Rule("size", "Text is 12 points or larger", False, PRACTICE, style_rules.small),
    Rule("macros", "There are no macros", False, CHECKLIST, style_rules.macros),
    Rule("sheet_names", "Sheets have short names that say what is in them", True, CHECKLIST, structure.poorly_named),
    Rule("blank_sheets", "No sheet is blank", True, CHECKLIST, structure.blank_sheets),
    Rule("hidden_sheets", "No sheet is hidden", True, PRACTICE, structure.hidden_sheets),
    Rule("left_edge", "Tables begin in column A", True, CHECKLIST, structure.away_from_the_edge),
    Rule("around_tables", "Nothing stands below or beside a table", False, CHECKLIST, structure.around_tables),
    Rule("one_table", "Each sheet has one table at most", False, CHECKLIST, structure.several_tables),
    Rule("front_sheets", "A cover comes first, and contents link to every sheet", False, PRACTICE, structure.front),
    Rule("information", "The document says its title and language", True, CHECKLIST, structure.information),
    Rule("cursor", "The cursor is in A1 of every sheet, the first sheet in front", True, CHECKLIST, structure.cursor),
)
