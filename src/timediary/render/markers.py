"""The markers of a template: what may stand between `{{` and `}}`, and what comes in its place."""

from __future__ import annotations

import re
import shlex
from itertools import permutations
from typing import TYPE_CHECKING, Literal, NamedTuple, cast, get_args

from timediary.model.document import Show
from timediary.model.line import LineKind, Unit
from timediary.model.nearest import meant
from timediary.model.number import COUNT, is_shown
from timediary.model.problem import RequestError
from timediary.render.grids import CONFIDENTIAL, count_of, grid_of
from timediary.render.text_table import NOT_AVAILABLE, cell_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timediary.model.line import Line
    from timediary.model.results import Results
    from timediary.model.table import Table

MARKER = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"') | {"\u00a0": " "})

Figure = Literal["value", "interval", "error", "respondents", "hours"]
_SHOWS: dict[str, Show] = {"value": "share", "interval": "interval", "error": "se"}
_TEXTS = {
    "headline": "the result in one sentence",
    "title": "what the survey is called",
    "subtitle": "the line under that: the dates of the diaries, if nothing else was asked for",
    "study": "the study's name: whose activity codes these are",
    "program": "the program and its version",
}
BLOCKS = ("table", "picture", "provenance")
KINDS = ("table", "picture", *get_args(Figure), *_TEXTS, "provenance")
_OPTIONS = {"table": ("style", "show"), "picture": ("category",)}


class Marker(NamedTuple):
    """One marker.

    Attributes:
        text: as it stands in the template.
        kind: one of `KINDS`.
        name: what of that kind: a table, a picture, a row.
        options: what else it says, `name=value`.
    """

    text: str
    kind: str
    name: str = ""
    options: tuple[tuple[str, str], ...] = ()

    @property
    def is_block(self) -> bool:
        """Whether what it stands for takes a paragraph of its own."""
        return self.kind in BLOCKS

    def option(self, name: str) -> str:
        """What it says of an option, or nothing."""
        return dict(self.options).get(name, "")


def parse_marker(text: str) -> Marker:
    """The marker that the text between the braces says.

    Raises:
        RequestError: it says none.
    """
    shown = f"{{{{ {' '.join(text.split())} }}}}"
    try:
        words = shlex.split(re.sub(r",\s+", ",", text.translate(_QUOTES)))
    except ValueError:
        raise RequestError(f"{shown}: a quotation mark is missing.") from None
    kind = words[0].lower() if words else ""
    if kind not in KINDS:
        raise RequestError(f"{shown}: a marker begins with one of {', '.join(KINDS)}.{meant(kind, KINDS)}")
    names = [word for word in words[1:] if "=" not in word]
    pairs = (word.partition("=") for word in words[1:] if "=" in word)
    options = tuple((name.lower(), value) for name, _, value in pairs)
    wanted = 0 if kind in ("respondents", "hours", "provenance", *_TEXTS) else 1
    if len(names) != wanted:
        raise RequestError(f"{shown}: {'one name' if wanted else 'no name'} belongs after '{kind}'.")
    unknown = [name for name, _ in options if name not in _OPTIONS[kind]] if kind in _OPTIONS else []
    if unknown:
        raise RequestError(f"{shown}: '{kind}' has no '{unknown[0]}'; it has {', '.join(_OPTIONS[kind])}.")
    return Marker(shown, kind, names[0] if names else "", options)


def table_meant(marker: Marker, results: Results) -> tuple[Table, Show]:
    """The table of a marker, and what is shown beside its figures.

    Raises:
        RequestError: there is none.
    """
    shown = marker.option("show") or "share"
    if shown not in get_args(Show):
        raise RequestError(f"{marker.text}: 'show' is one of {', '.join(get_args(Show))}.")
    return _table(marker, results, marker.name), cast("Show", shown)


def text_meant(marker: Marker, results: Results) -> str:
    """The text that comes in place of a marker within a text.

    Raises:
        RequestError: the results have no such table, row or column.
    """
    if marker.kind in _TEXTS:
        texts = {
            "headline": results.headline,
            "title": results.titles.title or results.study.name,
            "subtitle": results.titles.subtitle,
            "study": results.study.name,
            "program": results.provenance.program,
        }
        return texts[marker.kind]
    table, column = _place(marker, results)
    if marker.kind == "respondents":
        return count_of(int(table.column_bases[column])).text
    if marker.kind == "hours":
        if not table.column_hours.size:
            return NOT_AVAILABLE
        hours = float(table.column_hours[column])
        return COUNT.text(hours) if is_shown(hours) else CONFIDENTIAL
    return _figure(marker, table, column)


def markers_of(results: Results, pictures: Sequence[tuple[str, str]] = ()) -> Iterator[tuple[str, str]]:
    """Every marker that results have, with what comes in its place; `pictures` are names with what they show."""
    for name, summary in _TEXTS.items():
        yield f"{{{{ {name} }}}}", summary
    yield "{{ provenance }}", "files, program, study and options, a paragraph each"
    for table in results.tables:
        yield f"{{{{ table {table.id} }}}}", table.title
    for name, summary in pictures:
        yield f"{{{{ picture {name} }}}}", summary
    for table in results.tables:
        yield from _figures_of(table)


def _figures_of(table: Table) -> Iterator[tuple[str, str]]:
    """The markers of the figures of a table; those of all respondents are in the table without a breakdown."""
    grid = grid_of(table)
    for j, column in enumerate(table.columns):
        if column.kind is LineKind.ALL and _depth(table):
            continue
        where, who = _where(table, column), grid.columns[j].label
        base = count_of(int(table.column_bases[j])).text
        yield _joined("respondents", "", where), f"{base}: respondents, {who}"
        for line, row in zip(table.rows, grid.rows, strict=True):
            yield _joined("value", line.id, where), f"{cell_of(row.cells[j], row.form).text}: {row.label}, {who}"


def _joined(kind: str, row: str, where: str) -> str:
    return "{{ " + " ".join(part for part in (kind, row, where) if part) + " }}"


def _figure(marker: Marker, table: Table, column: int) -> str:
    """A figure with its marks as in the table, its interval or its standard error, as text."""
    ids = [line.id for line in table.rows]
    if marker.name not in ids:
        raise RequestError(
            f"{marker.text}: the table '{table.id}' has no row '{marker.name}'. It has: {', '.join(ids)}."
        )
    row = ids.index(marker.name)
    grid = grid_of(table, _SHOWS[marker.kind])
    cell = grid.rows[row].cells[column]
    if marker.kind == "value" or cell.text == CONFIDENTIAL:
        return cell_of(cell, grid.rows[row].form).text
    if not cell.aside:
        return NOT_AVAILABLE
    is_share = table.rows[row].unit is Unit.SHARE
    return f"{cell.aside}%" if marker.kind == "interval" and is_share else cell.aside


def _place(marker: Marker, results: Results) -> tuple[Table, int]:
    """The table and the position of the column that a marker's conditions name."""
    of = marker.option("of")
    levels = {name: level for name, level in marker.options if name != "of"}
    ids = {table.id for table in results.tables}
    crossed = [",".join(filter(None, (of, *names))) or "overall" for names in permutations(levels)]
    table = _table(marker, results, next((id_ for id_ in crossed if id_ in ids), crossed[0]))
    names = [name for name in table.id.split(",") if name in levels]
    wanted = "/".join(levels[name] for name in names) or "all"
    columns = [line.id for line in table.columns]
    if wanted not in columns:
        raise RequestError(
            f"{marker.text}: the table '{table.id}' has no column '{wanted}'.{meant(wanted, columns)} "
            f"It has: {', '.join(columns)}."
        )
    return table, columns.index(wanted)


def _table(marker: Marker, results: Results, name: str) -> Table:
    for table in results.tables:
        if table.id == name:
            return table
    there = ", ".join(table.id for table in results.tables)
    near = meant(name, [table.id for table in results.tables])
    raise RequestError(
        f"{marker.text}: there is no table '{name}'.{near} There are: {there}; --by and --hours of analyse make more."
    )


def _where(table: Table, column: Line) -> str:
    """The conditions that name a column of a table; a first part of its id without a level is not one."""
    names = [] if table.id == "overall" else table.id.split(",")
    levels = [] if column.kind is LineKind.ALL else column.id.split("/")
    of = names[: len(names) - _depth(table)]
    return " ".join(
        [f"of={','.join(of)}"] * bool(of) + [f"{n}={v}" for n, v in zip(names[len(of) :], levels, strict=False)]
    )


def _depth(table: Table) -> int:
    """How many attributes the columns of a table cross."""
    return max((len(line.parts) or 1 for line in table.columns if line.kind is not LineKind.ALL), default=0)
