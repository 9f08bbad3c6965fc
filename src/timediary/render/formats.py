"""The registry of file formats.

A new one is a module with the functions `render(results, show)`, `render_table(table, show)` and
`render_comparisons(comparisons, inputs)`, and a line here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from timediary.model.comparison import Comparison
    from timediary.model.results import Results
    from timediary.model.table import Table
    from timediary.render.intervals import Show


class FileFormat(NamedTuple):
    """One kind of file that results are written to.

    Attributes:
        name: as it is asked for.
        file_name: the file it makes.
        summary: what the file is, for help texts.
        module: the module of this package that renders it, imported when it is used.
    """

    name: str
    file_name: str
    summary: str
    module: str

    @property
    def suffix(self) -> str:
        """How names of such files end: `.xlsx`."""
        return f".{self.file_name.rpartition('.')[2]}"

    @property
    def comparison_name(self) -> str:
        """The file it makes of comparisons."""
        return f"comparison{self.suffix}"

    def render(self, results: Results, show: Show | None = None) -> bytes:
        """The content of the file; with each figure what the format shows of itself, if `show` is None."""
        return cast("Callable[[Results, Show | None], bytes]", self._writer("render"))(results, show)

    def render_table(self, table: Table, show: Show | None = None) -> bytes:
        """The content of a file of one table."""
        return cast("Callable[[Table, Show | None], bytes]", self._writer("render_table"))(table, show)

    def render_comparisons(self, comparisons: Sequence[Comparison], inputs: Sequence[str] = ()) -> bytes:
        """The content of a file of comparisons; `inputs` are the files that were read."""
        writer = cast("Callable[[Sequence[Comparison], Sequence[str]], bytes]", self._writer("render_comparisons"))
        return writer(comparisons, inputs)

    def _writer(self, name: str) -> object:
        return getattr(import_module(f"timediary.render.{self.module}"), name)


FORMATS: dict[str, FileFormat] = {
    entry.name: entry
    for entry in (
        FileFormat("xlsx", "tables.xlsx", "an accessible workbook, one table a sheet", "workbook_xlsx"),
        FileFormat("ods", "tables.ods", "the same as an OpenDocument spreadsheet", "workbook_ods"),
        FileFormat("csv", "tables.csv", "all cells of all tables, one a row", "csv_tables"),
        FileFormat("html", "report.html", "a page to read, print and send on", "html.report"),
        FileFormat("markdown", "tables.md", "tables for a text or a wiki", "markdown"),
        FileFormat("docx", "tables.docx", "tables in a Word document", "word"),
        FileFormat("latex", "tables.tex", "tables in LaTeX", "latex"),
        FileFormat("text", "tables.txt", "what the terminal shows, as plain text", "text"),
    )
}

DEFAULT_FORMATS = ("xlsx", "csv", "html")

# Written beside whatever is asked for, so that what is wrong with an input is never lost.
PROBLEMS = FileFormat("problems", "problems.csv", "every problem of the input, one a row", "csv_problems")

# Written wherever columns were tested: what is listed in brief elsewhere is here in full.
TESTED = (
    FileFormat("differences", "differences.csv", "every difference between columns, one a row", "csv_differences"),
    FileFormat("tests", "tests.csv", "every test that columns are alike, one a row", "csv_tests"),
)
