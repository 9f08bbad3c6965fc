"""A copy of the user's own workbook with each faulty cell coloured and commented, and a list of all problems."""

from __future__ import annotations

import re
import warnings
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from timediary.export.package import save_beside
from timediary.export.replacement import replacing
from timediary.model.problem import RequestError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from timediary.model.problem import Problem

LIST_NAME = "timediary problems"

_COLOUR = "FFFFC000"
_AUTHOR = "timediary"
_OPENING = "timediary: "  # sets off our part of a comment from the user's own
_HEADER = ("Sheet", "Cell", "Column", "Respondent", "Content", "Problem", "What to do")
_WIDTHS = (16, 10, 18, 14, 20, 70, 70)
# Excel takes no more links on a sheet than this.
_MOST_LINKS = 65_000
_LETTERS = re.compile("[A-Z]{1,3}")


def annotate(path_in: str | Path, problems: Sequence[Problem], path_out: str | Path, *, overwrite: bool = False) -> int:
    """Copy a workbook and mark its problems in the copy: a colour and a comment on each faulty cell.

    A last sheet, `timediary problems`, lists all of them, also those that belong to no cell, with links to
    their cells. Values, formulas, formats and macros stay; drawn shapes and text boxes are lost. In a workbook that
    is such a copy itself, the marks and the list of that time are taken away first.

    Args:
        path_in: the workbook that was read, .xlsx or .xlsm.
        problems: what was found wrong with it.
        path_out: the copy, of the same kind.
        overwrite: whether an existing file may be replaced; the workbook itself never is.

    Returns:
        The number of cells marked.

    Raises:
        RequestError: the workbook is of a kind that can't be annotated, or can't be opened, or the copy can't be
            written.
    """
    path_in, path_out = Path(path_in), Path(path_out)
    suffix = _check_kinds(path_in, path_out)
    with replacing([path_out], overwrite=overwrite, never=[path_in]) as (beside,):
        workbook = _open(path_in, keep_vba=suffix == ".xlsm")
        try:
            _forget(workbook)
            marked = _mark(workbook, [problem for problem in problems if _is_about(problem, path_in)])
            _list_problems(workbook, problems)
            save_beside(workbook, path_in, beside)
        finally:
            if workbook.vba_archive:
                # openpyxl leaves the macros' archive open, to complain whenever the collector comes by.
                workbook.vba_archive.close()
    return marked


def _check_kinds(path_in: Path, path_out: Path) -> str:
    suffix = path_in.suffix.lower()
    if suffix not in (".xlsx", ".xlsm"):
        raise RequestError(
            f"'{path_in.name}' can't be annotated: only .xlsx and .xlsm workbooks can. Save it as .xlsx in your "
            "spreadsheet program, or write the problems as a table (--format csv)."
        )
    if path_out.suffix.lower() != suffix:
        raise RequestError(f"The annotated copy of '{path_in.name}' must be called something ending in {suffix}.")
    return suffix


def _open(path: Path, *, keep_vba: bool) -> Workbook:
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # each tells of a part that isn't copied
            return openpyxl.load_workbook(path, keep_vba=keep_vba, rich_text=True)
    except Exception as error:
        raise RequestError(
            f"'{path.name}' can't be opened for annotating ({error}). Save it anew in your spreadsheet program, or "
            "write the problems as a table (--format csv)."
        ) from error


def _is_about(problem: Problem, path: Path) -> bool:
    return not problem.file or Path(problem.file).name == path.name


def _has_cell(problem: Problem) -> bool:
    return problem.row is not None and _LETTERS.fullmatch(problem.column) is not None


def _forget(workbook: Workbook) -> None:
    """Take away the marks and the list of an earlier time, where the workbook is an annotated copy itself."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    if LIST_NAME not in workbook.sheetnames:
        return
    del workbook[LIST_NAME]
    for cell in (cell for page in workbook.worksheets for row in page.iter_rows() for cell in row):
        comment = cell.comment
        if comment is not None and _OPENING in comment.text:
            own = comment.text.partition(_OPENING)[0].rstrip("\n")
            cell.comment = Comment(own, comment.author) if own else None
            if cell.fill.fgColor.rgb == _COLOUR:
                cell.fill = PatternFill()


def _mark(workbook: Workbook, problems: Iterable[Problem]) -> int:
    """Colour and comment every cell that a problem names; returns how many there are."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    pages = {page.title: page for page in workbook.worksheets}
    faults: dict[tuple[str, str], list[str]] = defaultdict(list)
    for problem in problems:
        if _has_cell(problem) and problem.sheet in pages:
            cell = _visible_cell(pages[problem.sheet], f"{problem.column}{problem.row}")
            faults[problem.sheet, cell].append(f"{problem.message} {problem.remedy}")
    fill = PatternFill("solid", fgColor=_COLOUR)
    for (sheet, place), messages in faults.items():
        cell = pages[sheet][place]
        cell.fill = fill
        text, author = _OPENING + _clean("\n\n".join(dict.fromkeys(messages))), _AUTHOR
        if cell.comment is not None:
            text, author = f"{cell.comment.text}\n\n{text}", cell.comment.author
        cell.comment = Comment(text, author, height=40 + 18 * (len(text) // 40 + text.count("\n")), width=300)
    return len(faults)


def _visible_cell(page: Worksheet, place: str) -> str:
    """The cell itself, or the first of the merged cells that cover it: the others can't be commented."""
    for merged in page.merged_cells.ranges:
        if place in merged:
            return str(merged.start_cell.coordinate)
    return place


def _list_problems(workbook: Workbook, problems: Sequence[Problem]) -> None:
    """Add the list of all problems as the last sheet, and open the workbook at it."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    page = workbook.create_sheet(LIST_NAME)
    for column, (name, width) in enumerate(zip(_HEADER, _WIDTHS, strict=True), start=1):
        cell = page.cell(1, column, name)
        cell.font = Font(bold=True)
        page.column_dimensions[get_column_letter(column)].width = width
    page.freeze_panes = "A2"
    titles = {other.title for other in workbook.worksheets}
    top = Alignment(vertical="top", wrap_text=True)
    for row, problem in enumerate(problems, start=2):
        for column, text in enumerate(_listed(problem), start=1):
            if text:
                cell = page.cell(row, column)
                cell.value = _clean(text)
                cell.data_type = "s"  # a content such as =A1 is not to become a formula
                cell.alignment = top
        if _has_cell(problem) and problem.sheet in titles and row < _MOST_LINKS:
            _link(page.cell(row, 2), problem)
    for other in workbook.sheetnames:
        view = getattr(workbook[other], "sheet_view", None)
        if view is not None:
            view.tabSelected = False
    workbook.active = workbook.sheetnames.index(page.title)


def _listed(problem: Problem) -> tuple[str, ...]:
    place = f"{problem.column}{problem.row}" if _has_cell(problem) else ""
    if problem.row is not None and not place:
        place = f"row {problem.row}"
    head = problem.header or ("" if _has_cell(problem) else problem.column)
    return problem.sheet, place, head, problem.respondent, problem.content, problem.message, problem.remedy


def _link(cell: Any, problem: Problem) -> None:
    from openpyxl.worksheet.hyperlink import Hyperlink

    sheet = problem.sheet.replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{sheet}'!{problem.column}{problem.row}")
    cell.style = "Hyperlink"


def _clean(text: str) -> str:
    """A text without the characters that a workbook can't hold."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)
