"""Tables of the study's report: specifications read from `tables.toml`, cross-checked with the other definitions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from timediary.model.definition import DefinedLine, Figure, TableDefinition
from timediary.model.line import LineKind
from timediary.model.nearest import meant
from timediary.model.problem import RequestError
from timediary.study.conditions import checked_condition
from timediary.study.section import StrictToml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from timediary.model.study import Study
    from timediary.model.table import Condition

FILE = "tables.toml"
_OF = "{of}"


def load_tables(study: Study) -> dict[str, TableDefinition]:
    """The tables of a study's report, by number and in its order; none where the study has no `tables.toml`.

    `[[lines]]` holds rows or columns that several tables share, by id; `[[tables]]` the tables. A line is told by
    conditions (`where = ["setting=csd"]`, of which a respondent must meet all), in which `{of}` stands for the `of` of
    the table that uses it.

    Raises:
        DefinitionError: a key, attribute, level, grouping or shared list of lines is unknown, or an id is given twice;
            the message names the table and the key.
    """
    if study.folder is None or not (study.folder / FILE).is_file():
        return {}
    section = StrictToml.of_file(study.folder / FILE)
    shared: dict[str, list[dict[str, Any]]] = {}
    for part in section.sections("lines", needed=False):
        shared[part.text("id")] = part.tables("lines")
        part.finish()
    tables: dict[str, TableDefinition] = {}
    for part in section.sections("tables"):
        table = _table(part, study, shared)
        if table.id in tables:
            raise part.error("id", "another table has the same number.")
        tables[table.id] = table
    section.finish()
    return tables


def _table(section: StrictToml, study: Study, shared: Mapping[str, list[dict[str, Any]]]) -> TableDefinition:
    measure = section.choice("measure", ("respondents", "time", "answers"))
    name = section.optional_text("grouping") or (study.defaults.grouping if measure == "time" else "")
    if measure == "time" and name not in study.groupings:
        raise section.error("grouping", f"the study has no grouping '{name}'.{meant(name, study.groupings)}")
    rows = study.groupings[name].rows if measure == "time" else ()
    subtotals = frozenset(row.id for row in rows if row.sum_of)
    lines = _Lines(study, shared, section.optional_text("of") or "", measure, subtotals)
    by = section.texts("by") if section.has("by") else None
    table = TableDefinition(
        id=section.text("id"),
        title=section.text("title"),
        measure=cast("Any", lines.measure),
        rows=lines.of(section, "rows"),
        columns=lines.of(section, "columns"),
        where=tuple(lines.condition(section, "where", text) for text in section.texts("where")),
        percent_of=cast("Any", section.choice("percent_of", ("column", "row"), "column")),
        grouping=name,
        subtotal=cast("Any", section.choice("subtotal", ("exact", "rounded"), "exact")),
        by=by,
        notes=section.texts("notes"),
    )
    section.finish()
    known = {row.id for row in rows} | {"respondents"}
    for row in table.rows:
        if measure == "time" and row.id not in known:
            raise section.error("rows", f"the grouping '{name}' has no row '{row.id}'.")
    return table


@dataclass(frozen=True)
class _Lines:
    """Reads the rows and columns of one table."""

    study: Study
    shared: Mapping[str, list[dict[str, Any]]]
    subject: str
    measure: str
    subtotals: frozenset[str]

    def of(self, section: StrictToml, key: str) -> tuple[DefinedLine, ...]:
        """The lines under a key: a list in place, or the id of a shared one."""
        name = section.text(key) if section.is_text(key) else None
        if name is None:
            parts = list(section.sections(key))
        elif name in self.shared:
            parts = [section.part(values, f"{key} '{name}'") for values in self.shared[name]]
        else:
            raise section.error(key, f"there are no [[lines]] with the id '{name}'.")
        lines = tuple(self._line(part, is_row=key == "rows") for part in parts)
        ids = [line.id for line in lines]
        for id_ in ids:
            if ids.count(id_) > 1:
                raise section.error(key, f"two lines have the id '{id_}'.")
        return lines

    def _line(self, section: StrictToml, *, is_row: bool) -> DefinedLine:
        label = section.text("label")
        where = section.texts("where")
        others, not_row = section.flag("others"), section.flag("not_row")
        of_row = section.flag("percent_of_row")
        figures = tuple(self._figure(section, text) for text in section.texts("figures"))
        id_ = section.optional_text("id") or "_".join(label.casefold().split())
        line = DefinedLine(
            id=id_,
            label=label,
            where=tuple(self.condition(section, "where", text) for text in where),
            kind=self._kind(id_, is_total=not (where or others or not_row), is_row=is_row),
            figures=figures or (self._usual(id_, is_row=is_row),),
            printed=section.texts("printed") or (label,),
            others=others,
            not_row=not_row,
            percent_of_row=of_row,
            of=self._attribute(section, is_row=is_row),
            level=(section.optional_text("level") or "") if self.measure == "answers" and not is_row else "",
        )
        section.finish()
        return line

    def _attribute(self, section: StrictToml, *, is_row: bool) -> str:
        """What a row of a table of answers is about."""
        if self.measure != "answers" or not is_row:
            return ""
        name = section.text("of")
        if name not in self.study.variables:
            near = meant(name, self.study.variables)
            raise section.error("of", f"variables.toml has no variable '{name}'.{near} Correct it, or add it there.")
        return name

    def _kind(self, id_: str, *, is_total: bool, is_row: bool) -> LineKind:
        if id_ == "no_information":
            return LineKind.NO_INFORMATION
        if is_row and self.measure == "time" and id_ != "respondents":
            return LineKind.SUBTOTAL if id_ in self.subtotals else LineKind.GROUP
        return LineKind.ALL if is_total else LineKind.LEVEL

    def _usual(self, id_: str, *, is_row: bool) -> Figure:
        return Figure.SHARE if self.measure == "time" and is_row and id_ != "respondents" else Figure.COUNT

    def _figure(self, section: StrictToml, text: str) -> Figure:
        if text not in (Figure.COUNT, Figure.PERCENT):
            raise section.error("figures", f"'{text}' is neither count nor percent.")
        return Figure(text)

    def condition(self, section: StrictToml, key: str, text: str) -> Condition:
        """A condition, checked against the study's variables."""
        return checked_condition(section, key, text.replace(_OF, self.subject), self.study.variables)


def table_of(tables: Mapping[str, TableDefinition], id_: str) -> TableDefinition:
    """The table with a number.

    Raises:
        RequestError: the study's report has no such table.
    """
    if id_ in tables:
        return tables[id_]
    if not tables:
        raise RequestError("The study has no tables.toml, so there are no tables of its report.")
    near = meant(id_, tables)
    raise RequestError(f"The study's report has no table '{id_}'.{near} It has: {', '.join(tables)}.")


def attributes_needed(table: TableDefinition) -> tuple[str, ...]:
    """The ids of the attributes that a table's conditions name, in order."""
    lines = (*table.rows, *table.columns)
    conditions = [*table.where, *(condition for line in lines for condition in line.where)]
    named = [*(condition.name.partition(".")[0] for condition in conditions), *(line.of for line in lines if line.of)]
    return tuple(dict.fromkeys(named))
