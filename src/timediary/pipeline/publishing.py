"""Results as they may be published: protected together, audited, and without what tells of single people."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from timediary.model.disclosure import DisclosurePolicy
from timediary.model.picture import Picture
from timediary.model.problem import Ledger, RequestError
from timediary.model.reading import Reading
from timediary.model.study import VariableKind
from timediary.model.table import HIDDEN_BASE
from timediary.pipeline.auditing import members_of
from timediary.pipeline.chart_registry import KINDS, PictureRequest
from timediary.protect.audit import audit_tables
from timediary.protect.columns import protect_columns
from timediary.protect.folder import write_publication
from timediary.protect.package import FILE, package_of, published_table
from timediary.protect.tables import most_hours_of, protect_shares
from timediary.sample.values import attribute_of, variable_of
from timediary.study.disclosure import load_policy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from timediary.model.disclosure import Protection
    from timediary.model.results import Results
    from timediary.model.study import Grouping, Study
    from timediary.model.survey import Survey
    from timediary.model.table import Table, TableSpec
    from timediary.sample import Sample

# What `safe=True` and a bare `--safe` mean: the study's own policy.
STUDYS_OWN = "study"


def policy_asked(study: Study, safe: bool | str | Path | DisclosurePolicy) -> DisclosurePolicy:
    """The policy meant by a value, a preset's name or a file; the study's own, or the usual preset, for True.

    Raises:
        DefinitionError: there is no such preset or file, or it makes no sense.
    """
    if isinstance(safe, DisclosurePolicy):
        return safe
    return load_policy(None if safe in (True, STUDYS_OWN) else str(safe), study)


def safe_results(
    results: Results,
    sample: Sample,
    specs: Sequence[TableSpec],
    policy: DisclosurePolicy,
    *,
    with_pictures: bool,
    progress: Callable[[int, int], None] | None = None,
) -> Results:
    """An analysis as it may be published.

    Args:
        results: of the analysis; its first tables are those of `specs`, in order.
        sample: what was analysed.
        specs: what the tables of shares show.
        policy: what may be shown.
        with_pictures: whether to paint those pictures that the protected tables are all the numbers of.
        progress: called with how many cells were looked at, and how many there are.

    Raises:
        RequestError: a table is broken down by what is never shown.
    """
    if sample.survey.mentions is not None:
        raise RequestError(
            f"{sample.survey.aspect}: what tells of few respondents can't be hidden where a minute may be in several "
            "rows, so this isn't published. Publish a table of the main activity, or of a field that takes one answer."
        )
    for spec in specs:
        _refuse_identifying(sample, spec.by, policy)
    shares = [(spec.by, table) for spec, table in zip(specs, results.tables, strict=False)]
    tables, protection = protect_shares(sample, specs[0].grouping, shares, policy, progress=progress)
    scope = _scope(sample, tables[0], policy)
    others = tuple(protect_columns(table, policy) for table in results.tables[len(specs) :])
    source = _source(results, sample.survey)
    safe = tuple(replace(_noted(table, protection, scope), source=source) for table in (*tables, *others))
    painted, left_out = _pictures(specs, safe[: len(specs)]) if with_pictures else ((), ())
    _audit(sample, tables, specs[0].grouping, protection)
    return replace(
        results,
        headline=f"{results.headline.partition(';')[0]}; {scope}",
        tables=safe,
        ledger=Ledger(),
        problems=(),
        reading=Reading(),
        provenance=replace(results.provenance, inputs=(), options=_asked(results, sample.survey)),
        titles=results.titles._replace(subtitle=sample.survey.titles.subtitle),
        pictures=painted,
        pictures_left_out=left_out,
        has_diaries=False,
        protection=protection,
    )


def publish(
    results: Results,
    folder: str | Path,
    formats: Sequence[str] | None = None,
    documents: Mapping[str, bytes] | None = None,
    inputs: Sequence[str] = (),
) -> list[Path]:
    """Write protected results into a folder of their own, with a data package that says what its files are.

    Args:
        results: what `analyse(safe=True)` returned.
        folder: one run's alone: an earlier publication in it is replaced whole, a folder with other files is refused.
        formats: as for `write`; `tables.csv` always comes.
        documents: contents of further files by their names.
        inputs: files never to replace, such as those that the results come from, which these don't name.

    Returns:
        The files.

    Raises:
        TimediaryError: a format is unknown, or the folder can't be written to or holds something else.
    """
    from timediary.render.writing import contents_of

    protection, grouping = results.protection, results.grouping
    if protection is None or grouping is None:
        raise RequestError("These results aren't protected; analyse with safe=True.")
    wanted = None if formats is None else [*formats, *(["csv"] if "csv" not in formats else [])]
    contents, read = contents_of(results, wanted)
    contents |= dict(documents or {})
    tables = list(zip(protection.breakdowns, results.tables, strict=False))
    title = f"{results.titles.title}: {results.headline}"
    contents[FILE] = package_of(title, results.tables[0].source, tables, grouping, protection, contents)
    return write_publication(Path(folder), contents, [*read, *inputs])


def _audit(sample: Sample, tables: Sequence[Table], grouping: Grouping, protection: Protection) -> None:
    """Attack what would be published, and stop if that tells anything.

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
    found = audit_tables(shown, protection.policy, most_hours_of(sample.survey.study), members)
    if not found.passed:
        raise RequestError(
            f"{len(found.exposed) + len(found.differences):,} figures could still be worked out of these tables, so "
            "nothing is published. Leave a breakdown out, or join small groups, and please report it."
        )


def _refuse_identifying(sample: Sample, by: Sequence[str], policy: DisclosurePolicy) -> None:
    """Refuse columns that name people: free text, what the policy never shows, and levels nearly as many as people."""
    for name in by:
        variable = variable_of(sample.survey, name)
        levels = len(variable.levels)
        if variable.kind is VariableKind.NUMBER and not variable.bands:
            values = np.asarray(attribute_of(sample.survey, name).values, dtype=np.float64)
            levels = len(np.unique(values[~np.isnan(values)]))
        many = levels > policy.most_levels and levels > policy.most_level_share * max(len(sample), 1)
        if name in policy.never_shown or many:
            why = "it is never shown" if name in policy.never_shown else f"it has {levels:,} different values"
            raise RequestError(
                f"A table by '{name}' can't be published under the policy '{policy.id}': {why}. Leave it out, or give "
                "it fewer levels."
            )


def _scope(sample: Sample, overall: Table, policy: DisclosurePolicy) -> str:
    """Who is in the tables, as coarsely as the figures are."""
    base, hours = int(overall.base[0, -1]), float(overall.column_hours[-1])
    counted = "respondents" if sample.survey.has_repeated else "diaries"
    scope = f"fewer than {policy.least_respondents} {counted}" if base < 0 else f"about {base:,} {counted}"
    if base >= 0 and not np.isnan(hours):
        scope += f", {hours:,.0f} hours"
    scope += "; without some diaries" if sample.survey.left_out else ""
    return scope + (f"; only {' and '.join(map(str, sample.where))}" if sample.where else "")


def _source(results: Results, survey: Survey) -> str:
    """Where published figures come from: never the names of files, which may be those of people."""
    return f"{survey.titles.source or results.titles.title}; activity codes of {survey.study.name}"


def _asked(results: Results, survey: Survey) -> tuple[tuple[str, str], ...]:
    """What was asked for of the tables, without how the files were read: that tells what stands in them."""
    return tuple(option for option in results.provenance.options if option not in survey.reading.settled)


def _noted(table: Table, protection: Protection, scope: str) -> Table:
    return replace(table, notes=(*table.notes, protection.sentence()), scope=scope)


def _pictures(specs: Sequence[TableSpec], tables: Sequence[Table]) -> tuple[tuple[Picture, ...], tuple[str, ...]]:
    """The pictures that show nothing but the protected tables."""
    painted: list[Picture] = []
    left_out: list[str] = []
    for kind in KINDS.values():
        if not kind.in_report:
            continue
        if kind.id != "composition":
            left_out.append(f"{kind.id}: its numbers aren't among the protected tables.")
            continue
        for spec, table in zip(specs, tables, strict=True):
            if not spec.by and len(specs) > 1:
                continue
            shown = _shown_columns(table)
            if why := kind.too_much(spec.grouping, (shown,)):
                left_out.append(f"{kind.id} --by {','.join(spec.by)}: {why}")
                continue
            request = PictureRequest(spec.grouping, (spec.by,), None, spec.subtotal, spec.decimals)
            plot = kind.painted((shown,), request, headed=False)
            drawing = plot.svg(f"drawing-{len(painted) + 1}")
            painted.append(Picture("-".join((kind.id, *spec.by)), plot.title, plot.description, drawing, ()))
    return tuple(painted), tuple(left_out)


def _shown_columns(table: Table) -> Table:
    """The table of the columns of which everything is shown: what bars can be drawn of."""
    columns = [
        j
        for j in range(len(table.columns))
        if not np.isnan(table.estimate[:, j]).any() and HIDDEN_BASE not in table.base[:, j]
    ]
    return table.selected(columns)
