"""Numbers in the text of a study's report, read from `statements.toml` and checked against the other definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from timediary.model.spelling import folded
from timediary.model.statement import Statement, StatementFigure
from timediary.study.conditions import checked_condition
from timediary.study.definitions import load_definitions
from timediary.study.section import StrictToml
from timediary.study.tables import load_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from timediary.model.definition import TableDefinition
    from timediary.model.study import Study
    from timediary.model.table import Condition

FILE = "statements.toml"
_Codes: TypeAlias = "tuple[str, ...]"
UNSOCIAL = ("weekend", "early", "late", "early_or_late")


def load_statements(study: Study) -> tuple[Statement, ...]:
    """The numbers in the text of a study's report, in its order; none where the study has no `statements.toml`.

    `[[sections]]` has `section` and `[[sections.statements]]` with `paragraph`, `quote` and `figure` (`count`,
    `percent`, `share` or `mean`). `printed` is the number, or `least` and `most` what its words allow. `where` says who
    is counted, `of` among whom; `column = "3.11: social_worker"` stands for the conditions of a table's column;
    `category` names a row of a grouping, a definition or a code; `less_of` whose figure is taken off; `not_asked` why
    no survey can give it.

    Raises:
        DefinitionError: a key, attribute, level, category, table or column is unknown; the message names the place.
    """
    if study.folder is None or not (study.folder / FILE).is_file():
        return ()
    section = StrictToml.of_file(study.folder / FILE)
    reader = _Reader(study, load_tables(study), _categories(study))
    found: list[Statement] = []
    for part in section.sections("sections"):
        name = part.text("section")
        for entry in part.sections("statements"):
            found.append(reader.statement(entry, name, len(found) + 1))
        part.finish()
    section.finish()
    return tuple(found)


def _categories(study: Study) -> dict[str, tuple[_Codes, ...]]:
    """The groups of each code, definition and row of a grouping, by its folded id; the study's own grouping first."""
    found: dict[str, tuple[_Codes, ...]] = {folded(code.id): ((code.id,),) for code in study.codes}
    found |= {folded(one.id): (one.codes,) for one in load_definitions(study)}
    own = study.groupings[study.defaults.grouping]
    for grouping in (*(one for one in study.groupings.values() if one is not own), own):
        groups = {row.id: row.codes for row in grouping.groups}
        for row in grouping.rows:
            found[folded(row.id)] = (row.codes,) if row.codes else tuple(groups[id_] for id_ in row.sum_of)
    return found


class _Reader:
    """Reads statements about the respondents and codes of one study."""

    def __init__(
        self, study: Study, tables: Mapping[str, TableDefinition], categories: Mapping[str, tuple[_Codes, ...]]
    ) -> None:
        self._study = study
        self._tables = tables
        self._categories = categories

    def statement(self, section: StrictToml, place: str, number: int) -> Statement:
        figure = StatementFigure(section.choice("figure", tuple(StatementFigure), "percent"))
        not_asked = section.optional_text("not_asked") or ""
        least, most, decimals = self._printed(section, is_needed=not not_asked)
        column = section.optional_text("column")
        less_of = tuple(self._conditions(section, "less_of")) if section.has("less_of") else None
        statement = Statement(
            number=number,
            section=place,
            paragraph=section.whole("paragraph"),
            quote=section.text("quote"),
            figure=figure,
            least=least,
            most=most,
            decimals=decimals,
            where=tuple(self._conditions(section, "where")),
            of=(*self._column(section, column), *self._conditions(section, "of")),
            less_of=less_of,
            parts=self._parts(section),
            variable=self._number(section),
            unsocial=section.choice("unsocial", ("", *UNSOCIAL), ""),
            not_asked=not_asked,
            note=section.optional_text("note") or "",
        )
        section.finish()
        self._check(section, statement)
        return statement

    def _printed(self, section: StrictToml, *, is_needed: bool) -> tuple[float | None, float | None, int | None]:
        printed, least, most = (section.optional_number(key) for key in ("printed", "least", "most"))
        if printed is not None:
            if least is not None or most is not None:
                raise section.error("printed", "give either the number printed, or least and most.")
            return printed, printed, 0 if printed == int(printed) else len(repr(printed).partition(".")[2])
        if is_needed and (least is None or most is None or least > most):
            raise section.error("printed", "give the number printed, or least and most where words give a range.")
        return least, most, None

    def _conditions(self, section: StrictToml, key: str) -> Iterator[Condition]:
        for text in section.texts(key):
            yield checked_condition(section, key, text, self._study.variables)

    def _column(self, section: StrictToml, name: str | None) -> tuple[Condition, ...]:
        """The conditions of a column of a table, as `3.11: social_worker`."""
        if name is None:
            return ()
        id_, _, wanted = (part.strip() for part in name.partition(":"))
        table = self._tables.get(id_)
        column = next((one for one in table.columns if one.id == wanted and not one.others), None) if table else None
        if table is None or column is None:
            raise section.error("column", f"no table of the study has a column '{name}'. Write it as '3.3: csd'.")
        return (*table.where, *column.where)

    def _parts(self, section: StrictToml) -> tuple[_Codes, ...]:
        """The groups of a category, or of several separated by commas."""
        parts: list[_Codes] = []
        for name in (section.optional_text("category") or "").split(","):
            if name and folded(name) not in self._categories:
                raise section.error("category", f"'{name.strip()}' is not a row of a grouping, a definition or a code.")
            parts += self._categories.get(folded(name), ())
        return tuple(parts)

    def _number(self, section: StrictToml) -> str:
        name = section.optional_text("variable") or ""
        if name and name not in self._study.variables:
            raise section.error("variable", f"variables.toml has no variable '{name}'.")
        return name

    def _check(self, section: StrictToml, statement: Statement) -> None:
        """Each figure needs its own keys."""
        if statement.not_asked:
            return
        if bool(statement.codes) != (statement.figure is StatementFigure.SHARE):
            raise section.error("category", "is for a share of time, which needs one.")
        if statement.figure is StatementFigure.MEAN and bool(statement.variable) == bool(statement.unsocial):
            raise section.error("variable", "a mean is of a variable, or of unsocial hours.")
