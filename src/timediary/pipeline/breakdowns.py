"""From a survey to its tables: one breakdown, one distribution, the hours, or a whole analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from timediary.model.number import percent_text
from timediary.model.problem import RequestError
from timediary.model.results import Results
from timediary.model.table import Base, SubtotalRule, TableSpec
from timediary.model.titles import titles_of
from timediary.pipeline.provenance import provenance_of
from timediary.pipeline.requests import (
    breakdown_asked,
    category_asked,
    check_decimals,
    check_reference,
    check_word,
    grouping_of,
    has,
    specs_asked,
    standardised_asked,
)
from timediary.sample import sample_of
from timediary.sample.values import resolve, variable_of
from timediary.tabulate.shares import tabulate_shares

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from timediary.model.disclosure import DisclosurePolicy
    from timediary.model.picture import Picture
    from timediary.model.sampling import KnownTotals
    from timediary.model.study import Grouping, Variable
    from timediary.model.survey import Survey
    from timediary.model.table import Table
    from timediary.sample import Sample


def breakdown(
    sample: Survey | Sample,
    by: str | Sequence[str] = (),
    *,
    grouping: str | Path | Grouping | None = None,
    subtotal: SubtotalRule = "exact",
    decimals: int = 0,
    precision: bool = True,
    test: str | None = None,
) -> Table:
    """Shares of recorded time by group of activities, broken down by attributes of the respondents.

    Args:
        sample: a survey that `read` returned, or what its `sample` bound.
        by: an attribute (`"setting"`), or several to cross (`"setting,role"`); none for one column.
        grouping: id of one of the study's groupings, path of a grouping file, or a grouping.
        subtotal: `exact` from unrounded figures, `rounded` as the sum of the lines as printed.
        decimals: decimals of percentages where the table is shown.
        precision: whether to work out standard errors and intervals.
        test: id of the column that the others are tested against, or `all`, which also stands in where a table has no
            such column; no tests where None.

    Raises:
        RequestError: an attribute, level or grouping doesn't fit the survey, or the sample can't be resolved.
        DefinitionError: a grouping's file can't be read, or contradicts itself.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> table = survey.breakdown("setting")
        >>> round(table.value("direct_contact", "csd"), 3)
        0.263
        >>> survey.breakdown("setting,role").id
        'setting,role'
    """
    check_word(subtotal, "rule of subtotals", get_args(SubtotalRule))
    check_decimals(decimals)
    drawn = sample_of(sample)
    spec = TableSpec(
        grouping=grouping_of(drawn.survey, grouping),
        by=breakdown_asked(drawn.survey, by),
        subtotal=subtotal,
        decimals=decimals,
        precision=precision,
        test=test,
    )
    table = tabulate_shares(drawn, spec)
    check_reference([table], test)
    return table


def distribution(
    sample: Survey | Sample,
    by: str | Sequence[str] = (),
    *,
    of: str,
    base: Base = "all",
    test: str | None = None,
) -> Table:
    """Share of respondents at each level or in each band of an attribute; `answers` makes several such tables.

    Args:
        sample: a survey that `read` returned, or what its `sample` bound.
        by: an attribute (`"setting"`), or several to cross (`"setting,role"`); none for one column.
        of: the attribute whose levels or bands are the rows.
        base: whom shares are of: `all` respondents, with those without information as a row, or those who `answered`.
        test: id of the column that the others are tested against, or `all`; and whether rows and columns have to do
            with one another (Rao and Scott 1984). No tests where None.

    Raises:
        RequestError: an attribute doesn't fit the survey, or the sample can't be resolved.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> table = survey.distribution("setting", of="active_cases")
        >>> [row.label for row in table.rows][:3]
        ['10 or under', '11-20', '21-30']
    """
    from timediary.tabulate.respondents import tabulate_distribution

    check_word(base, "base", get_args(Base))
    drawn = sample_of(sample)
    names = breakdown_asked(drawn.survey, by)
    table = tabulate_distribution(drawn, resolve(drawn.survey, of), names, base=base, test=test)
    check_reference([table], test)
    return table


def spread(
    sample: Survey | Sample,
    by: str | Sequence[str] = (),
    *,
    category: str | None = None,
    grouping: str | Path | Grouping | None = None,
) -> Table:
    """How respondents differ: quantiles of their own shares of time, and how many have none of it.

    Args:
        sample: a survey that `read` returned, or what its `sample` bound.
        category: id or label of a row of the grouping or of one of the study's definitions, whose shares are shown by
            group of respondents; with None, each row is a column, for all respondents.
        by: an attribute (`"setting"`), or several to cross (`"setting,role"`); only with a category.
        grouping: id of one of the study's groupings, path of a grouping file, or a grouping; the study's own where
            None.

    Raises:
        RequestError: something asked for doesn't fit the survey, or groups are asked for without a category.
        DefinitionError: a grouping's file can't be read, or contradicts itself.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> round(survey.spread("setting", category="direct_contact").value("median", "csd"), 3)
        0.262
    """
    from timediary.tabulate.spread import tabulate_spread

    drawn = sample_of(sample)
    study = drawn.survey.study
    chosen, row = grouping_of(drawn.survey, grouping), None
    if category is not None:
        chosen, row = category_asked(study, chosen, category)
    return tabulate_spread(drawn, TableSpec(chosen, breakdown_asked(drawn.survey, by)), row)


def hours(
    sample: Survey | Sample,
    by: str | Sequence[str] = (),
    *,
    test: str | None = None,
) -> tuple[Table, ...]:
    """The hours tables: recorded per respondent, over contracted and reported hours, and unsocial hours.

    The comparisons need `contracted_hours` and `worked_hours`; those whose attributes the survey lacks are left out, as
    are unsocial hours where the times of day are not known.

    Args:
        sample: a survey that `read` returned, or what its `sample` bound.
        by: an attribute (`"setting"`), or several to cross (`"setting,role"`); none for one column.
        test: `all` to test whether rows and columns of the comparisons have to do with one another; no test where None.
            The id of a column does as well, as in `breakdown`.

    Raises:
        RequestError: an attribute doesn't fit the survey, or the sample can't be resolved.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> recorded, *_ = survey.hours("role")
        >>> round(recorded.value("mean", "manager"), 1)
        36.8
    """
    from timediary.tabulate.respondents import (
        tabulate_distribution,
        tabulate_recorded_hours,
        tabulate_unsocial_hours,
    )

    drawn = sample_of(sample)
    survey, names = drawn.survey, breakdown_asked(drawn.survey, by)
    tables = [tabulate_recorded_hours(drawn, names)]
    compared = [v.id for v in survey.study.variables.values() if v.minus and all(has(survey, o) for o in v.minus)]
    tables += [tabulate_distribution(drawn, name, names, test=test) for name in compared]
    if survey.has_times:
        tables.append(tabulate_unsocial_hours(drawn, names))
    check_reference(tables, test)
    return tuple(tables)


def analyse(
    sample: Survey | Sample,
    by: str | Sequence[str] | None = None,
    *,
    grouping: str | Path | Grouping | None = None,
    subtotal: SubtotalRule = "exact",
    decimals: int = 0,
    with_hours: bool = False,
    precision: bool = True,
    test: str | None = None,
    standardise: str | Path | Sequence[str] | KnownTotals | None = None,
    with_pictures: bool = False,
    palette: str | Sequence[str] | None = None,
    safe: bool | str | Path | DisclosurePolicy = False,
    progress: Callable[[str, int, int | None], None] | None = None,
) -> Results:
    """The overall table and one for each breakdown, with a headline and all that a reader needs to trust them.

    Args:
        sample: a survey that `read` returned, or what its `sample` bound.
        by: a breakdown (`"setting"`, or `"setting,role"` for two attributes crossed), or a list of several, each with
            a table of its own; the study's own where None, without those whose attribute the survey lacks.
        grouping: id of one of the study's groupings, path of a grouping file, or a grouping; the study's own where
            None.
        subtotal: `exact` from unrounded figures, `rounded` as the sum of the lines as printed.
        decimals: decimals of percentages where the tables are shown.
        with_hours: add the hours tables, overall and by each breakdown.
        precision: whether to work out standard errors and intervals.
        test: id of the column that the others are tested against, or `all`, which also stands in where a table has no
            such column; no tests where None.
        standardise: attributes such as `"role"`, for each table once more with its columns at the mix that all have; or
            a file of people by their levels, for the mix there.
        with_pictures: paint the pictures of a report.
        palette: of the pictures: `viridis`, `okabe_ito`, `grey` or `blue_brown`, or colours such as
            `["#2f6699", "#e0a83c"]`, in the order of the categories; ours, the last of these, where None.
        safe: protect what is published: True by the study's policy, or a preset (`acro`, `opensafely`, `hetus`), a file
            or a policy. Small groups, and all that they could be worked out from, are then hidden.
        progress: called with what is being done, how much of it is done, and of how much.

    Raises:
        RequestError: an attribute, level or grouping doesn't fit the survey, the sample can't be resolved, or nobody
            who meets the conditions recorded any time.
        DefinitionError: there is no such policy, or a file of a grouping, a mix or a policy can't be read.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> results = survey.analyse(["setting", "setting,role"])
        >>> results.headline
        '26% direct contact, 73% client-related work; 1,153 diaries, 42,184 hours'
        >>> [table.id for table in results.tables]
        ['overall', 'setting', 'setting,role']
    """
    drawn = sample_of(sample)
    survey = drawn.survey
    if not survey.has_diaries:
        raise RequestError(_instead(survey))
    check_word(subtotal, "rule of subtotals", get_args(SubtotalRule))
    check_decimals(decimals)
    specs = [
        spec._replace(subtotal=subtotal, decimals=decimals, precision=precision, test=test)
        for spec in specs_asked(survey, by, grouping)
    ]
    if safe:
        from timediary.pipeline.merging import merged_as_asked

        (drawn,) = merged_as_asked([drawn], specs, safe)
        survey = drawn.survey
    alike = standardised_asked(survey, specs, standardise)
    tables = [tabulate_shares(drawn, spec) for spec in (*specs, *alike)]
    if not tables[0].base.any():
        raise RequestError("Nobody who meets the conditions recorded any time, so there is no table to make.")
    check_reference(tables, test)
    if with_hours:
        for spec, table in list(zip(specs, tables, strict=False)):
            against = test if test is None or test in [column.id for column in table.columns] else "all"
            tables += hours(drawn, ",".join(spec.by), test=against)
    painted, left_out = _pictures(drawn, specs, tables, palette) if with_pictures and not safe else ((), ())
    results = Results(
        headline=_headline(survey, tables[0]),
        tables=tuple(tables),
        study=survey.study,
        ledger=survey.ledger,
        problems=survey.problems,
        reading=survey.reading,
        provenance=provenance_of(drawn, specs, with_hours=with_hours),
        pictures=painted,
        pictures_left_out=left_out,
        grouping=specs[0].grouping,
        variables=_variables(drawn, specs),
        titles=titles_of([survey]),
    )
    if not safe:
        return results
    from timediary.pipeline.publishing import policy_asked, safe_results

    policy = policy_asked(survey.study, safe)
    return safe_results(
        results, drawn, specs, policy, alike=alike, with_pictures=with_pictures, palette=palette, progress=progress
    )


def _instead(survey: Survey) -> str:
    """What can be made of a survey without diaries, in words."""
    from timediary.pipeline.requests import lacking
    from timediary.study.shipped import default_study
    from timediary.study.tables import load_tables

    definitions = load_tables(survey.study)
    possible = [table.id for table in definitions.values() if not lacking(survey, table)]
    files = " ".join(survey.source.files) or "FILE"
    files += "" if survey.study.id == default_study() else f" --study {survey.study.id}"
    of = [name for name, one in survey.attributes.items() if not one.variable.is_free_text]
    told = f"There is no diary in this survey of {survey.size_in_words}, so there are no shares of time to analyse."
    if possible:
        shown = ", ".join(possible[:12]) + (" ..." if len(possible) > 12 else "")
        told += (
            f" {len(possible)} of the {len(definitions)} tables of the study's report can be made ({shown}): timediary "
            f"tables {files} --all."
        )
    if of:
        told += f" So can tables of {len(of)} attributes: timediary respondents {files} --of {of[0]}."
    return told


def _headline(survey: Survey, overall: Table) -> str:
    """The result in one sentence: `26% direct contact, 73% client-related work; 1,153 diaries, 42,963 hours`.

    What was lost of the diaries is said as well, for it may change the result.
    """
    ids = [row.id for row in overall.rows]
    named = [id_ for id_ in survey.study.defaults.headline if id_ in ids] or ids[:1]
    shares = []
    for id_ in named:
        label = overall.rows[ids.index(id_)].label
        shares.append(f"{percent_text(overall.value(id_), overall.decimals)} {label[0].lower()}{label[1:]}")
    return "; ".join(filter(None, (", ".join(shares), overall.scope, survey.ledger.lost)))


def _pictures(
    sample: Sample,
    specs: Sequence[TableSpec],
    tables: Sequence[Table],
    palette: str | Sequence[str] | None,
) -> tuple[tuple[Picture, ...], tuple[str, ...]]:
    """The pictures of a report, with those of their numbers that are not among its tables; and what is left out."""
    from timediary.pipeline.charts import pictures
    from timediary.plot.picture import for_page

    spec = specs[0]
    breakdowns = [",".join(one.by) for one in specs if one.by]
    found = pictures(
        sample,
        breakdowns,
        grouping=spec.grouping,
        subtotal=spec.subtotal,
        decimals=spec.decimals,
        palette=palette,
    )
    shown = {(table.id, table.title) for table in tables}
    painted = tuple(
        for_page(id_, i, wide, narrow, [one for one in wide.tables if (one.id, one.title) not in shown])
        for i, (id_, wide, narrow) in enumerate(found.made, start=1)
    )
    return painted, found.left_out


def _variables(sample: Sample, specs: Sequence[TableSpec]) -> tuple[Variable, ...]:
    """What breakdowns, conditions and the sampling name, each once."""
    sampling = sample.sampling
    drawn = filter(None, (sampling.weight, sampling.cluster, sampling.strata, sampling.fpc))
    named = [*(name for one in specs for name in one.by), *(one.name for one in sample.where), *drawn]
    return tuple(variable_of(sample.survey, name) for name in dict.fromkeys(named))
