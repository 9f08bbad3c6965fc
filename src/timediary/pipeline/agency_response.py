"""Agencies beside the respondents who work for them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from timediary.model.line import Line, LineKind, Unit
from timediary.model.problem import RequestError
from timediary.model.table import HIDDEN_BASE, Status, Table
from timediary.sample import sample_of
from timediary.sample.conditions import selected
from timediary.study import load_study
from timediary.study.agencies import FILE, load_agencies, load_agency_statements, load_agency_tables

if TYPE_CHECKING:
    from timediary.model.agencies import Agencies
    from timediary.model.certificate import Certificate
    from timediary.model.disclosure import DisclosurePolicy
    from timediary.model.study import Study
    from timediary.model.survey import Survey
    from timediary.pipeline.protecting import Safe
    from timediary.sample import Sample


def agencies(sample: Survey | Sample, file: str | Path | None = None, *, safe: Safe = False) -> Agencies:
    """A file of agencies joined to a survey: response by agency, staff in bands, ranks of need.

    Args:
        sample: a survey that `read` returned, or what its `sample` bound, whose respondents are counted by their
            `agency`.
        file: a line for each agency, with `agency`, `type` and what is known of it: `invited`, `returns`,
            `social_workers`, `agency_workers`, `admin_staff`, `people`, `rank_deprivation` and others; the agencies
            that the study's report prints where None.
        safe: protect the response, which tells how many respondents each agency has: True by the study's policy, or a
            preset, a file or a policy. What the file says of the agencies themselves stays, but for `returns`, which
            are the same respondents.

    Raises:
        RequestError: the survey has no attribute `agency`, the study no agencies of its own, or the response can't be
            protected.
        DefinitionError: the file can't be read, or contradicts itself.

    Examples:
        >>> import timediary as td
        >>> found = td.agencies(td.read("examples/diaries.xlsx"), "examples/agencies.csv")
        >>> found.responses[0].respondents
        11
    """
    from timediary.tabulate.agencies import tabulate_agencies

    drawn = sample_of(sample)
    survey = drawn.survey.select(selected(drawn.survey, drawn.where))
    survey.attribute("agency")
    path = _own(survey.study) if file is None else Path(file)
    found = tabulate_agencies(load_agencies(path), load_agency_tables(survey.study), survey, path.name)
    if not safe:
        return found
    from timediary.pipeline.protecting import policy_asked

    return _safe(found, drawn, policy_asked(survey.study, safe))


def _safe(found: Agencies, sample: Sample, policy: DisclosurePolicy) -> Agencies:
    """Response that may be published: the agencies, all others and all of them are columns of one table."""
    from timediary.pipeline.protecting import ToProtect, described, protected, refuse_identifying
    from timediary.pipeline.table_figures import Measured
    from timediary.tabulate.agencies import members_by_agency

    refuse_identifying(sample, ("agency",), policy)
    measured = Measured(sample, policy)
    chosen = selected(sample.survey, sample.where)
    members = np.zeros((len(chosen), len(found.agencies) + 2), dtype=np.bool_)
    members[chosen] = members_by_agency(found.agencies, sample.survey.select(chosen))
    numbers = np.array([one.respondents or 0 for one in found.responses], dtype=np.float64)
    beside = float(sum(count for _, count in found.unmatched))
    counts = np.array([*numbers, beside, numbers.sum() + beside])[None, :]
    lines = tuple(Line(str(i), str(i), LineKind.LEVEL, Unit.RESPONDENTS) for i in range(counts.shape[1]))
    row = (Line("respondents", "Respondents", LineKind.LEVEL, Unit.RESPONDENTS),)
    status = np.full(counts.shape, Status.ORDINARY, dtype=object)
    table = Table("response", "Response by agency", row, lines, counts, counts.astype(int), np.nan * counts, status)
    ((safe,),), protection = protected([(measured, [ToProtect(table, measured.counts(members))])], policy)
    *shown, others, _ = (HIDDEN_BASE if np.isnan(value) else int(value) for value in safe.estimate[0].tolist())
    responses = [
        one._replace(respondents=count, returns=None) for one, count in zip(found.responses, shown, strict=True)
    ]
    unmatched = (("other agencies", others),) if found.unmatched else ()
    return replace(
        found,
        responses=tuple(responses),
        unmatched=unmatched,
        inputs=(),
        protection=described(protection, sample),
    )


def read_agencies(file: str | Path | None = None, study: Study | str | Path | None = None) -> Agencies:
    """A file of agencies by itself, without a survey: staff in bands, ranks of social workers and of need.

    Args:
        file: as `agencies` takes it; the agencies that the study's report prints where None.
        study: whose tables and agencies they are, as a value, a name or the path of a folder; the 2009 survey where
            None.

    Raises:
        RequestError: the study has no agencies of its own.
        DefinitionError: the file can't be read, or contradicts itself.

    Examples:
        >>> import timediary as td
        >>> printed = td.read_agencies()
        >>> printed.similar(as_printed=True), printed.similar(), round(printed.spearman, 2)
        (12, 11, 0.39)
    """
    from timediary.tabulate.agencies import tabulate_agencies

    known = load_study(study)
    path = _own(known) if file is None else Path(file)
    return tabulate_agencies(load_agencies(path), load_agency_tables(known), None, path.name)


def certify_agencies(file: str | Path | None = None, study: Study | str | Path | None = None) -> Certificate:
    """Compare each figure on agencies in the study's report with the one that a file of agencies gives.

    Tables of agencies by bands, the ranks that follow from people per social worker, and what the text says of
    agencies in numbers. A printed rank that the printed ratios don't allow contradicts them.

    Args:
        file: as `agencies` takes it; the agencies that the study's report prints where None.
        study: as `read_agencies` takes it.

    Raises:
        RequestError: the study's report prints nothing of agencies.
        DefinitionError: the file can't be read, or contradicts itself.

    Examples:
        >>> import timediary as td
        >>> td.certify_agencies("examples/agencies.csv").totals()["count"]["agrees"]
        49
    """
    from timediary.certification import certify_agencies as put_beside

    known = load_study(study)
    statements = load_agency_statements(known)
    has_own = known.folder is not None and (known.folder / FILE).is_file()
    if not (statements or has_own):
        raise RequestError(f"The study '{known.id}' prints nothing of agencies to put beside a file of them.")
    printed = read_agencies(None, known) if has_own else None
    found = read_agencies(file, known)
    certificate = put_beside(found, printed, statements, known.source)
    return replace(certificate, inputs=() if file is None else (str(file),))


def _own(study: Study) -> Path:
    if study.folder is None or not (study.folder / FILE).is_file():
        raise RequestError(f"The study '{study.id}' has no {FILE}; name a file of agencies.")
    return study.folder / FILE
