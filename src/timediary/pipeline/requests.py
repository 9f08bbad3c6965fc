"""What was asked for, resolved against the survey and its study: names to ids, texts to groupings."""

from __future__ import annotations

from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING

from timediary.model.nearest import meant
from timediary.model.problem import RequestError
from timediary.model.sampling import KnownTotals
from timediary.model.spelling import folded
from timediary.model.table import TableSpec
from timediary.sample.values import resolve
from timediary.study import grouping as groupings, load_study, load_totals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.model.definition import TableDefinition
    from timediary.model.study import ActivityCode, Grouping, Study
    from timediary.model.survey import Survey
    from timediary.model.table import Table


def load_grouping(grouping: str | Path, study: Study | str | Path | None = None) -> Grouping:
    """A grouping of a study by its name, or one of your own by the path of its file, cross-checked with the study.

    Args:
        grouping: id of one of the study's groupings, or the path of a grouping file.
        study: whose codes it rolls up, as a value, a name or the path of a folder; the 2009 survey where None.

    Raises:
        DefinitionError: the file can't be read, or doesn't hold every code in exactly one group.
        RequestError: the study has no such grouping, and there is no such file.

    Examples:
        >>> import timediary as td
        >>> td.load_grouping("broad").label
        'Broad groups of activities'
    """
    return grouping_asked(load_study(study), grouping)


def grouping_asked(
    study: Study, grouping: str | Path | Grouping | None, *, codes: Sequence[ActivityCode] | None = None
) -> Grouping:
    """The grouping meant by a value, an id or a file; the study's own where it is None.

    Two need no definition: `codes`, one row per code, and `digits:2`, one per first two digits of numeric codes.

    Args:
        study: whose codes it rolls up.
        grouping: what is asked for.
        codes: those that the two have rows for: the ones that occur; all of the study where None.

    Raises:
        RequestError: the study has no such grouping, and there is no such file.
    """
    if grouping is None:
        return study.groupings[study.defaults.grouping]
    if not isinstance(grouping, str | Path):
        return grouping
    if str(grouping) in study.groupings:
        return study.groupings[str(grouping)]
    there = study.codes if codes is None else codes
    automatic = groupings.automatic_grouping(str(grouping), there) or _defined(study, str(grouping))
    if automatic is not None:
        return automatic
    if Path(grouping).suffix == ".toml" or Path(grouping).is_file():
        return groupings.load_grouping(Path(grouping), study.codes)
    raise RequestError(
        f"The study has no grouping '{grouping}'.{meant(str(grouping), study.groupings)} "
        f"It has: {', '.join(study.groupings)}; or give the path of a grouping file (.toml)."
    )


def _defined(study: Study, name: str) -> Grouping | None:
    """One of the study's rival definitions as a grouping of two: what it counts, and everything else."""
    from timediary.model.work_definition import as_grouping
    from timediary.study.definitions import load_definitions

    found = (one for one in load_definitions(study) if folded(name) in (folded(one.id), folded(one.label)))
    definition = next(found, None)
    return None if definition is None else as_grouping(definition, study.codes)


def grouping_of(survey: Survey, grouping: str | Path | Grouping | None) -> Grouping:
    """As `grouping_asked`, with rows for codes that occur in the survey alone where a grouping needs no definition."""
    return grouping_asked(survey.study, grouping, codes=survey.codes_there)


def category_asked(study: Study, grouping: Grouping, name: str) -> tuple[Grouping, str]:
    """The row of a grouping that a name means, an id or a label in any case, or one of the study's definitions.

    Returns:
        The grouping and the id of its row; for a definition, the grouping of it and everything else.

    Raises:
        RequestError: the grouping has no such row, and the study no such definition; the message lists those it has.
    """
    for row in grouping.rows:
        if folded(name) in (folded(row.id), folded(row.label)):
            return grouping, row.id
    defined = _defined(study, name)
    if defined is not None:
        return defined, defined.rows[0].id
    from timediary.study.definitions import load_definitions

    known = ", ".join(row.id for row in grouping.rows)
    named = {text: row.id for row in grouping.rows for text in (row.label, row.id)}
    named |= {text: one.id for one in load_definitions(study) for text in (one.label, one.id)}
    near = meant(name, named, named)
    raise RequestError(f"The grouping '{grouping.id}' has no category '{name}'.{near} It has: {known}.")


def breakdown_asked(survey: Survey, by: str | Sequence[str]) -> tuple[str, ...]:
    """The ids of the attributes of the one breakdown that is asked for; none for none.

    A breakdown is a text, attributes crossed by commas: `"setting,role"`. A list is several breakdowns, everywhere.

    Raises:
        RequestError: several breakdowns are asked for, or the survey has no such attribute.
    """
    asked = breakdowns_asked(survey, by)
    if len(asked) > 1:
        named = [",".join(names) for names in asked]
        raise RequestError(
            f"{len(asked)} breakdowns were given ({'; '.join(named)}), but this makes one table. To cross them, "
            f"write them as one text: '{','.join(named)}'."
        )
    return asked[0] if asked else ()


def breakdowns_asked(survey: Survey, by: str | Sequence[str]) -> list[tuple[str, ...]]:
    """The ids of the attributes of each breakdown that is asked for, each once.

    Args:
        survey: whose attributes they are.
        by: one breakdown as a text, or several as a list of texts; within a text, commas cross attributes.

    Raises:
        RequestError: one of a list is not a text, or the survey has no such attribute.
    """
    found: dict[tuple[str, ...], None] = {}
    for one in [by] if isinstance(by, str) else by:
        if not isinstance(one, str):
            raise RequestError(
                f"A breakdown is a text, such as 'setting' or, for two attributes crossed, 'setting,role'; not {one!r}."
            )
        found[tuple(resolve(survey, name.strip()) for name in one.split(",") if name.strip())] = None
    return list(found)


def has(survey: Survey, name: str) -> bool:
    """Whether the survey has an attribute of the study, read or computed from the diary."""
    variable = survey.study.variables[name]
    return name in survey.attributes or variable.derived is not None


def has_all(survey: Survey, names: Sequence[str]) -> bool:
    """Whether the survey has all of some attributes."""
    return all(has(survey, name) for name in names)


def lacking(survey: Survey, table: TableDefinition) -> str:
    """What a survey lacks for a table of its study's report, in words; empty if nothing."""
    from timediary.study.tables import attributes_needed

    if table.measure == "time" and not survey.has_diaries:
        return "the survey has no diaries, and this shows time."
    return lacking_of(survey, attributes_needed(table))


def lacking_of(survey: Survey, names: Sequence[str]) -> str:
    """Which of some attributes of the study a survey lacks, in words; empty if none."""
    needed: list[str] = []
    for name in names:
        variable = survey.study.variables[name]
        needed += variable.minus or ([] if variable.derived else [name])
    absent = [name for name in dict.fromkeys(needed) if name not in survey.attributes]
    if not absent:
        return ""
    *first, last = [f"'{name}' ({survey.study.variables[name].label})" for name in absent]
    labels = f"are no columns {', '.join(first)} and {last}" if first else f"is no column {last}"
    return f"there {labels}."


def specs_asked(
    survey: Survey, by: str | Sequence[str] | None, grouping: str | Path | Grouping | None
) -> list[TableSpec]:
    """The overall table and one for each breakdown; those of the study where none is named."""
    spec = TableSpec(grouping_of(survey, grouping))
    named = [name for name in survey.study.defaults.by if has(survey, name)] if by is None else by
    return [spec._replace(by=names) for names in dict.fromkeys([(), *breakdowns_asked(survey, named)])]


def standardised_asked(
    survey: Survey,
    specs: Sequence[TableSpec],
    standardise: str | Path | Sequence[str] | KnownTotals | None,
    *,
    overall: bool = False,
) -> list[TableSpec]:
    """The tables asked for once more, each at one mix of staff; not those whose columns are what is held constant.

    Args:
        survey: whose attributes they are.
        specs: the tables as they are.
        standardise: attributes (`"role"`, `"role,setting"`) whose mix among all is taken, a file of people by their
            levels, or such numbers; nothing where None or empty.
        overall: whether the overall table is one of them also at a mix of all, as another survey may have it.

    Raises:
        RequestError: the survey has no such attribute, or no table is left.
        DefinitionError: the file can't be read.
    """
    if not standardise:
        return []
    wanted = _mix_asked(survey, standardise)
    names = wanted.names if isinstance(wanted, KnownTotals) else wanted
    # Standardising everybody to the mix of everybody changes nothing.
    bare = overall or isinstance(wanted, KnownTotals)
    possible = [one for one in specs if not set(one.by) & set(names) and (one.by or bare)]
    if not possible:
        raise RequestError(f"No table is left to be standardised by '{','.join(names)}': ask for another breakdown.")
    return [one._replace(standardise=wanted) for one in possible]


def _mix_asked(survey: Survey, standardise: str | Path | Sequence[str] | KnownTotals) -> tuple[str, ...] | KnownTotals:
    """A mix by attributes, or people by levels, with the attributes by their ids."""
    if isinstance(standardise, Path) or (isinstance(standardise, str) and standardise.lower().endswith(".csv")):
        standardise = load_totals(Path(standardise))
    if isinstance(standardise, KnownTotals):
        return standardise._replace(names=tuple(resolve(survey, name) for name in standardise.names))
    return breakdown_asked(survey, standardise)


def check_word(given: str, what: str, known: Sequence[str]) -> None:
    """Refuse a word that an argument doesn't know, lest it be taken for another in silence.

    Raises:
        RequestError: it is none of those known.
    """
    if given not in known:
        raise RequestError(f"'{given}' is not a {what}. Use {' or '.join(map(repr, known))}.")


def check_decimals(decimals: object) -> None:
    """Refuse what is no number of decimals: fewer than none would round shares to tens or hundreds of percent.

    Raises:
        RequestError: it is none.
    """
    if not isinstance(decimals, Integral) or int(decimals) < 0:
        raise RequestError(f"Decimals are a whole number from 0 on, not {decimals!r}.")


def check_reference(tables: Sequence[Table], test: str | None) -> None:
    """See that some table has the column that others are to be tested against."""
    columns = dict.fromkeys(column.id for table in tables for column in table.columns)
    if test is not None and test not in columns:
        near = meant(test, columns)
        raise RequestError(f"No table has a column '{test}' to test against.{near} There are: {', '.join(columns)}.")
