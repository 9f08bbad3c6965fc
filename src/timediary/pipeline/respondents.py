"""Tables of one's own of what respondents answered: shares, numbers, ratings, and shares that exceed."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import timediary.pipeline.display  # noqa: F401 - lets tables show and write themselves
from timediary.model.number import counted
from timediary.model.problem import RequestError
from timediary.model.results import Results
from timediary.model.spelling import folded, number_of
from timediary.model.study import VariableKind
from timediary.model.table import Base
from timediary.model.titles import titles_of
from timediary.pipeline.provenance import provenance_with, sample_options
from timediary.pipeline.requests import breakdowns_asked, category_asked, check_reference, check_word, grouping_of
from timediary.sample import sample_of
from timediary.sample.own_shares import ReachedShares
from timediary.sample.values import MOST_VALUES, attribute_of, resolve, variable_of
from timediary.tabulate.respondents import tabulate_distribution

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from timediary.model.study import Estimate, Grouping, Variable
    from timediary.model.survey import Survey
    from timediary.model.table import Table
    from timediary.pipeline.protecting import Progress, Safe
    from timediary.sample import Sample


def answers(
    sample: Survey | Sample,
    by: str | Sequence[str] = (),
    *,
    of: str | Sequence[str] = (),
    over: str | Sequence[str] | Mapping[str, Sequence[float]] = (),
    base: Base = "all",
    grouping: str | Path | Grouping | None = None,
    test: str | None = None,
    safe: Safe = False,
    progress: Progress | None = None,
) -> Results:
    """Tables of what respondents answered, and of how many have at least so much of their time in a category.

    An attribute gives the share of respondents at each level; a number its mean, quartiles and sum too, and a rating
    its top and bottom box; answers of several are ranked by how many gave them; shares of time that respondents
    estimate come as averages of those who answered each line, and brought to 100%.

    Args:
        sample: a survey that `read` returned, or what its `sample` bound.
        by: a breakdown (`"setting"`, or `"setting,role"` for two attributes crossed), or a list of several; one column
            for all where none is named.
        of: attributes, or questions on shares of time (`kind = "estimate"`), whose answers are the rows, a table each.
        over: categories with cuts, as `"recording=0.4,0.5,0.6"` or as a mapping: a row for each cut says how many
            respondents have at least that share of their own time in the category.
        base: whom shares are of: `all`, or those who `answered`.
        grouping: id of one of the study's groupings, path of a grouping file, or a grouping, that has the categories.
        test: of shares of respondents, id of the column that the others are tested against, or `all`, which also stands
            in where a table has no such column; and whether rows and columns have to do with one another (Rao and Scott
            1984). No tests where None.
        safe: protect what is published: True by the study's policy, or a preset, a file or a policy; numbers and
            ratings aren't published.
        progress: called with what is being done, how much of it is done, and of how much.

    Raises:
        RequestError: nothing is asked for, something doesn't fit the survey, or it can't be published safely.
        DefinitionError: there is no such policy, or a file of a grouping or a policy can't be read.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> found = survey.answers("setting", of="supervision", base="answered")
        >>> [table.id for table in found.tables]
        ['supervision,setting']
        >>> (table,) = survey.answers(over="recording=0.4,0.5").tables
        >>> [row.label for row in table.rows]
        ['40% or more', '50% or more']
    """
    drawn = sample_of(sample)
    survey = drawn.survey
    check_word(base, "base", get_args(Base))
    named = dict.fromkeys([of] if isinstance(of, str) else of)
    estimates = [found for name in named if (found := _estimate_asked(survey, name))]
    names = [resolve(survey, name) for name in named if not _estimate_asked(survey, name)]
    cuts = _cuts_asked(over)
    if not (names or cuts or estimates):
        raise RequestError(
            "Say what the tables are of: an attribute (--of supervision) or a category with cuts (--over "
            "recording=0.4,0.5). --each OUT.sav writes one row a respondent."
        )
    breakdowns = breakdowns_asked(survey, by) or [()]
    asked = [(name, columns) for name in names for columns in breakdowns]
    if safe:
        _refuse_unpublished([variable_of(survey, name) for name in names], estimates)
    tables = [table for name, columns in asked for table in _of(drawn, name, columns, base, test=test, safe=bool(safe))]
    check_reference(tables, test if tables else None)
    tables += [_estimated(drawn, one, columns) for one in estimates for columns in breakdowns]
    reached = [
        ReachedShares(*category_asked(survey.study, grouping_of(survey, grouping), category), limits)
        for category, limits in cuts.items()
    ]
    tables += [_exceeding(drawn, one, columns) for one in reached for columns in breakdowns]
    options = [
        ("Answers to", ", ".join([*names, *(one.id for one in estimates)])),
        ("Shares at or above", "; ".join(f"{name} {', '.join(map(str, limits))}" for name, limits in cuts.items())),
        ("Broken down by", "; ".join(", ".join(one) for one in breakdowns if one) or "nothing"),
        ("Percentages of", "all respondents" if base == "all" else "those who answered"),
        *sample_options(drawn),
    ]
    results = answers_as_results(drawn, tables, [option for option in options if option[1]])
    if not safe:
        return results
    from timediary.pipeline.publishing import policy_asked, safe_answers

    wanted: list[tuple[str | ReachedShares, tuple[str, ...]]] = [*asked]
    wanted += [(one, columns) for one in reached for columns in breakdowns]
    return safe_answers(results, drawn, wanted, base, policy_asked(survey.study, safe), progress=progress)


def _of(sample: Sample, name: str, by: tuple[str, ...], base: Base, *, test: str | None, safe: bool) -> list[Table]:
    """The tables of one attribute: shares at its levels, and of a number how large it is."""
    from timediary.tabulate.answers import tabulate_number

    variable = variable_of(sample.survey, name)
    is_number = variable.kind is VariableKind.NUMBER
    ranked = variable.kind is VariableKind.MULTIPLE and not safe
    tables = []
    if not is_number or variable.bands or _few_values(sample, name):
        tables.append(tabulate_distribution(sample, name, by, base=base, ranked=ranked, test=test))
    if is_number and not safe:
        tables.append(tabulate_number(sample, name, by, base=base))
    return tables


def _estimate_asked(survey: Survey, name: str) -> Estimate | None:
    """The question on shares of time that a name means, by its id or label; None where it means an attribute."""
    return next((one for one in survey.study.estimates if folded(name) in (folded(one.id), folded(one.label))), None)


def _estimated(sample: Sample, estimate: Estimate, by: tuple[str, ...]) -> Table:
    from timediary.tabulate.estimates import tabulate_estimates

    return tabulate_estimates(sample, estimate, by)


def _few_values(sample: Sample, name: str) -> bool:
    values = attribute_of(sample.survey, name).values.astype(float)
    return len(set(values[values == values].tolist())) <= MOST_VALUES


def _exceeding(sample: Sample, asked: ReachedShares, by: tuple[str, ...]) -> Table:
    from timediary.tabulate.answers import tabulate_exceeding

    return tabulate_exceeding(sample, asked, by)


def _cuts_asked(over: str | Sequence[str] | Mapping[str, Sequence[float]]) -> dict[str, tuple[float, ...]]:
    """Cuts by category; of one category several texts add theirs.

    Raises:
        RequestError: a text is not a category with cuts, or a cut is not a share from 0 to 1.
    """
    if not isinstance(over, str) and hasattr(over, "items"):
        given = [(name, [str(cut) for cut in cuts]) for name, cuts in over.items()]
    else:
        texts = [over] if isinstance(over, str) else list(over)
        given = []
        for text in filter(None, texts):
            name, equals, cuts = text.rpartition("=")
            if not (equals and name.strip()):
                raise RequestError(f"'{text}' is not a category with limits. Write it as recording=0.4,0.5,0.6.")
            given.append((name.strip(), cuts.split(",")))
    found: dict[str, tuple[float, ...]] = {}
    for name, parts in given:
        found[name] = tuple(sorted({*found.get(name, ()), *(_cut(name, part.strip()) for part in parts)}))
    return found


def _cut(name: str, text: str) -> float:
    number = number_of(text.removesuffix("%"))
    cut = None if number is None else number / 100 if text.endswith("%") else number
    if cut is None or not 0 < cut <= 1:
        raise RequestError(f"'{text}' of '{name}' is not a share above 0 and up to 1. Write 0.5, or 50%, for a half.")
    return cut


def _refuse_unpublished(variables: Sequence[Variable], estimates: Sequence[Estimate]) -> None:
    if estimates:
        raise RequestError(
            f"Means of estimates ('{estimates[0].id}') can't be published with --safe: they aren't figures that can be "
            "protected. Leave them out."
        )
    for variable in variables:
        if variable.kind is VariableKind.NUMBER and not variable.bands:
            raise RequestError(
                f"Mean, quartiles and sum of '{variable.id}' can't be published with --safe: they aren't shares that "
                "can be protected. Give it bands in the study's variables.toml to publish the shares in these."
            )


def answers_as_results(sample: Sample, tables: Sequence[Table], options: Sequence[tuple[str, str]]) -> Results:
    """Tables of respondents as results, to be written as `analyse` writes its own."""
    survey = sample.survey
    return Results(
        headline=f"{counted(len(tables), 'table')} of respondents; {tables[0].scope}",
        tables=tuple(tables),
        study=survey.study,
        ledger=survey.ledger,
        problems=survey.problems,
        reading=survey.reading,
        provenance=provenance_with(survey, options),
        has_diaries=survey.has_diaries,
        titles=titles_of([survey]),
    )
