"""Results of every verb as they may be published: protected together, and without what is about single people."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from timediary.model.comparison import Comparisons
from timediary.model.number import counted, percent_text
from timediary.model.problem import Ledger, RequestError
from timediary.model.reading import Reading
from timediary.model.results import Results
from timediary.model.sampling import KnownTotals
from timediary.model.table import TableSpec
from timediary.pipeline.auditing import members_of
from timediary.pipeline.protecting import ToProtect, policy_asked, published, refuse_identifying
from timediary.pipeline.safe_pictures import painted_safe, refuse_unsafe, safe_pictures
from timediary.pipeline.table_figures import Measured
from timediary.protect.audit import audit_tables
from timediary.protect.package import FILE, package_of, published_table
from timediary.protect.tables import most_hours_of
from timediary.run_folder import PUBLICATION, write_run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Unpack

    from timediary.model.agencies import Agencies
    from timediary.model.definition import TableSet
    from timediary.model.disclosure import DisclosurePolicy, Protection
    from timediary.model.study import Grouping
    from timediary.model.survey import Survey
    from timediary.model.table import Base, Table
    from timediary.model.work_definition import Definitions
    from timediary.model.workload import WorkloadRules
    from timediary.pipeline.chart_registry import PictureRequest
    from timediary.pipeline.protecting import Progress
    from timediary.plot import Plot
    from timediary.plot.sheet import Looks
    from timediary.sample import Sample
    from timediary.sample.own_shares import ReachedShares
    from timediary.tabulate.standardising import Standard

__all__ = [
    "policy_asked",
    "publish",
    "safe_answers",
    "safe_picture",
    "safe_results",
    "safe_workload",
    "without_people",
]


def safe_results(
    results: Results,
    sample: Sample,
    specs: Sequence[TableSpec],
    policy: DisclosurePolicy,
    *,
    alike: Sequence[TableSpec] = (),
    with_pictures: bool = False,
    palette: str | Sequence[str] | None = None,
    progress: Progress | None = None,
) -> Results:
    """An analysis as it may be published.

    Args:
        results: of the analysis: tables of shares in the order of `specs`, those at one mix in the order of `alike`,
            then those of hours.
        sample: what was analysed.
        specs: what the tables of shares show.
        policy: what may be shown.
        alike: what the tables at one mix show.
        with_pictures: whether to paint those pictures that the protected tables are all the numbers of.
        palette: of these.
        progress: called with what is being done, how much of it is done, and of how much.

    Raises:
        RequestError: a table can't be protected, or is broken down by what is never shown.
    """
    if any(spec.subtotal == "rounded" for spec in specs):
        raise RequestError(
            "Subtotals that add the lines as printed would tell what a hidden line says. Publish exact subtotals "
            "(--subtotal exact)."
        )
    wanted = [*specs, *alike]
    for spec in wanted:
        refuse_identifying(sample, (*spec.by, *_names_of_mix(spec)), policy)
    measured = Measured(sample, policy)
    shares = [
        ToProtect(table, measured.shares(sample, spec)) for spec, table in zip(wanted, results.tables, strict=False)
    ]
    others = list(_hours_tables(measured, sample, specs, results.tables[len(wanted) :]))
    safe, protection = published(measured, [*shares, *others], sample, progress=progress)
    protection = protection._replace(breakdowns=tuple(spec.by for spec in specs))
    painted, left_out = safe_pictures(specs, safe[: len(specs)], palette) if with_pictures else ((), ())
    _audit(sample, safe[: len(specs)], specs[0].grouping, protection)
    return without_people(
        replace(results, tables=safe, pictures=painted, pictures_left_out=left_out, protection=protection),
        _headline(sample, safe[0]),
        sample.survey,
    )


def without_people(results: Results, headline: str, survey: Survey) -> Results:
    """Results without anything about the input: its ledger, its problems, its files and how they were read."""
    asked = tuple(option for option in results.provenance.options if option not in survey.reading.settled)
    return replace(
        results,
        headline=headline,
        ledger=Ledger(),
        problems=(),
        reading=Reading(),
        provenance=replace(results.provenance, inputs=(), options=asked),
        titles=results.titles._replace(subtitle=survey.titles.subtitle),
        has_diaries=False,
    )


def safe_workload(
    results: Results,
    sample: Sample,
    asked: Sequence[tuple[TableSpec, str, Standard | None]],
    rules: WorkloadRules,
    policy: DisclosurePolicy,
    *,
    progress: Progress | None = None,
) -> Results:
    """Tables of hours as they may be published; the other tables of a workload are left out.

    Args:
        results: the tables of hours, in the order of `asked`.
        sample: whose hours.
        asked: of each table the breakdown, what hours are divided by, and the mix it is brought to.
        rules: which attributes hold contracts and cases.
        policy: what may be shown.
        progress: called with what is being done, how much of it is done, and of how much.

    Raises:
        RequestError: a table can't be protected, or is broken down by what is never shown.
    """
    measured = Measured(sample, policy)
    for spec, _, standard in asked:
        refuse_identifying(sample, (*spec.by, *(() if standard is None else standard.names)), policy)
    known = [
        ToProtect(table, measured.hours(sample, spec, per, rules, standard))
        for (spec, per, standard), table in zip(asked, results.tables, strict=True)
    ]
    tables, protection = published(measured, known, sample, progress=progress)
    return without_people(replace(results, tables=tables, protection=protection), tables[0].scope, sample.survey)


def safe_answers(
    results: Results,
    sample: Sample,
    asked: Sequence[tuple[str | ReachedShares, tuple[str, ...]]],
    base: Base,
    policy: DisclosurePolicy,
    *,
    progress: Progress | None = None,
) -> Results:
    """Tables of what respondents answered as they may be published, all of them protected together.

    Args:
        results: the tables of shares, in the order of `asked`.
        sample: whose answers.
        asked: of each table the attribute, or how much of their time they may have in a category, and what it is broken
            down by.
        base: whom shares are of.
        policy: what may be shown.
        progress: called with what is being done, how much of it is done, and of how much.

    Raises:
        RequestError: a table can't be protected, or shows what is never shown.
    """
    measured = Measured(sample, policy)
    known = []
    for (of, by), table in zip(asked, results.tables, strict=True):
        membership = sample.columns(by).membership
        if isinstance(of, str):
            refuse_identifying(sample, (of, *by), policy)
            known.append(ToProtect(table, measured.respondents(of, membership, base)))
        else:
            refuse_identifying(sample, by, policy)
            known.append(ToProtect(table, measured.reached(sample, of, membership)))
    tables, protection = published(measured, known, sample, sized=False, progress=progress)
    made = replace(results, tables=tables, protection=protection)
    return without_people(made, f"{counted(len(tables), 'table')} of respondents", sample.survey)


def safe_picture(
    kind: str,
    sample: Sample,
    request: PictureRequest,
    tables: Sequence[Table],
    policy: DisclosurePolicy,
    progress: Progress | None = None,
    **looks: Unpack[Looks],
) -> Plot:
    """A picture of protected tables, those of its breakdowns together with the overall one.

    Args:
        kind: of picture.
        sample: whose figures.
        request: what it shows.
        tables: its numbers, one for each breakdown, before they are protected.
        policy: what may be shown.
        progress: called with what is being done, how much of it is done, and of how much.
        **looks: how it looks.

    Raises:
        RequestError: the kind can't be protected, or everything in it is hidden.
    """
    refuse_unsafe(kind)
    measured = Measured(sample, policy)
    known = []
    for by, table in zip(request.breakdowns, tables, strict=True):
        refuse_identifying(sample, by, policy)
        spec = TableSpec(request.grouping, by, request.subtotal, request.decimals)
        known.append(ToProtect(table, measured.shares(sample, spec)))
    shown, _ = published(measured, known, sample, progress=progress)
    return painted_safe(kind, request, shown, **looks)


def publish(
    results: Results | Comparisons | TableSet | Definitions | Agencies,
    folder: str | Path,
    formats: Sequence[str] | None = None,
    documents: Mapping[str, bytes] | None = None,
    inputs: Sequence[str] = (),
) -> list[Path]:
    """Write protected results into a folder of their own, with a data package that says what its files are.

    Args:
        results: what a verb returned that was told `safe`.
        folder: one run's alone: an earlier publication in it is replaced whole, a folder with other files is refused.
        formats: as for `write`; the figures in tidy form always come.
        documents: contents of further files by their names.
        inputs: files never to replace, such as those that the results come from, which these don't name.

    Returns:
        The files.

    Raises:
        TimediaryError: a format is unknown, or the folder can't be written to or holds something else.
    """
    from timediary.render.writing import contents_of

    protection = results.protection
    if protection is None:
        raise RequestError("These results aren't protected; make them with safe=True.")
    wanted = None if formats is None else [*formats, *(["csv"] if "csv" not in formats else [])]
    contents, read = contents_of(results, wanted)
    contents |= dict(documents or {})
    if isinstance(results, Results):
        title, source = f"{results.titles.title}: {results.headline}", results.tables[0].source
        sources = [source, *([results.study.source] if results.study.source else [])]
        grouping, tables = results.grouping, list(zip(protection.breakdowns, results.tables, strict=False))
    else:
        titled = results.titles.title if isinstance(results, Comparisons) else ""
        title = ": ".join(filter(None, (titled, results.summary)))
        sources, grouping, tables = [], None, []
    contents[FILE] = package_of(title, sources, tables, grouping, protection, contents)
    return write_run(Path(folder), contents, PUBLICATION, [*read, *inputs])


def _names_of_mix(spec: TableSpec) -> tuple[str, ...]:
    if spec.standardise is None:
        return ()
    return spec.standardise.names if isinstance(spec.standardise, KnownTotals) else spec.standardise


def _hours_tables(
    measured: Measured, sample: Sample, specs: Sequence[TableSpec], tables: Sequence[Table]
) -> Iterator[ToProtect]:
    """The tables of `hours`, in its order, with what their figures are sums of."""
    if not tables:
        return
    each = len(tables) // len(specs)
    for place, spec in enumerate(specs):
        membership = sample.columns(spec.by).membership
        for table in tables[place * each : (place + 1) * each]:
            kind = table.id.partition(",")[0]
            if kind == "recorded_hours":
                yield ToProtect(table, measured.recorded(membership), rows=1)
            elif kind == "unsocial_hours":
                yield ToProtect(table, measured.unsocial(sample, membership))
            else:
                yield ToProtect(table, measured.respondents(kind, membership))


def _headline(sample: Sample, overall: Table) -> str:
    """The result in one sentence, of what may be shown of it."""
    ids = [row.id for row in overall.rows]
    named = [id_ for id_ in sample.survey.study.defaults.headline if id_ in ids] or ids[:1]
    shares = []
    for id_ in named:
        label, value = overall.rows[ids.index(id_)].label, overall.value(id_)
        if not np.isnan(value):
            shares.append(f"{percent_text(value, overall.decimals)} {label[0].lower()}{label[1:]}")
    return "; ".join(filter(None, (", ".join(shares), overall.scope)))


def _audit(sample: Sample, tables: Sequence[Table], grouping: Grouping, protection: Protection) -> None:
    """Attack what would be published, as a reader of the files could, and stop if that reveals anything.

    Raises:
        RequestError: some hidden figure could be told.
    """
    about = {
        "where": [],
        "tables": [
            {"by": list(by), "columns": [column.id for column in table.columns]}
            for by, table in zip(protection.breakdowns, tables, strict=True)
        ],
    }
    shown = [
        published_table(by, table, grouping, protection)
        for by, table in zip(protection.breakdowns, tables, strict=True)
    ]
    members = members_of(sample, [about])
    most_hours = most_hours_of(sample.survey.study) * float(sample.weights.max(initial=1.0))
    found = audit_tables(shown, protection.policy, most_hours, members)
    if not found.passed:
        raise RequestError(
            f"{len(found.exposed) + len(found.differences):,} figures could still be worked out of these tables, so "
            "nothing is published. Leave a breakdown out, or join small groups, and please report it."
        )
