"""Surveys beside other figures: waves and services compared, published figures, what respondents estimate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.comparison import Comparisons
from timediary.model.problem import RequestError
from timediary.model.spelling import folded
from timediary.model.study import Grouping
from timediary.model.table import TableSpec
from timediary.model.titles import titles_of
from timediary.pipeline.requests import (
    breakdowns_asked,
    grouping_asked,
    lacking,
    specs_asked,
    standardised_asked,
)
from timediary.sample import Sample, sample_of
from timediary.study.published import load_published_shares

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from timediary.model.sampling import KnownTotals
    from timediary.model.study import Estimate
    from timediary.model.survey import Survey
    from timediary.pipeline.protecting import Progress, Safe

NO_GROUPING = Grouping("", "", "", ())


def compare(
    first: Survey | Sample,
    second: Survey | Sample,
    by: str | Sequence[str] | None = None,
    *,
    names: tuple[str, str] = ("first", "second"),
    grouping: str | Path | Grouping | None = None,
    independent: bool = False,
    standardise: str | Path | Sequence[str] | KnownTotals | None = None,
    safe: Safe = False,
    progress: Progress | None = None,
) -> Comparisons:
    """Two waves or two services: the shares of each, and their differences with intervals and probabilities.

    Respondents in both by id are a panel, whose covariance is used.

    Args:
        first: the survey or sample compared with.
        second: the survey or sample compared; a difference is second less first.
        by: a breakdown (`"setting"`, or `"setting,role"` for two attributes crossed), or a list of several; the study's
            own where None. Overall always comes.
        names: what the two are called.
        grouping: id of one of the study's groupings, path of a grouping file, or a grouping; the study's own where
            None.
        independent: whether ids that are in both belong to different people.
        standardise: attributes whose mix both are brought to, as the first has it, in further comparisons; or a file of
            people by their levels.
        safe: protect what is published: True for the study's policy, else a preset's name, a file or a policy.
            A figure hidden on either side is hidden in the difference.
        progress: called with what is being done, how much of it is done, and of how much.

    Raises:
        RequestError: something asked for doesn't fit a survey, or the two follow different studies.
        DefinitionError: there is no such policy, or a file of a grouping, a mix or a policy can't be read.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> managers, others = survey.sample("role=manager"), survey.sample("role!=manager")
        >>> overall, *_ = td.compare(managers, others, "", names=("managers", "others"), independent=True)
        >>> overall.title
        'Share of recorded time: others less managers'
    """
    from timediary.tabulate.comparison import compare_surveys

    one, other = sample_of(first), sample_of(second)
    studies = (one.survey.study, other.survey.study)
    if studies[0].codes != studies[1].codes or studies[0].grid != studies[1].grid:
        raise RequestError("The two surveys follow different studies, so their shares can't be compared.")
    specs = specs_asked(other.survey, by, grouping)
    if safe:
        from timediary.pipeline.merging import merged_as_asked

        one, other = merged_as_asked([one, other], specs, safe)
    alike = standardised_asked(other.survey, specs, standardise, overall=True)
    wanted = (*specs, *alike)
    made = tuple(compare_surveys(one, other, spec, names, independent=independent) for spec in wanted)
    surveys = (one.survey, other.survey)
    files = tuple(file for survey in surveys for file in survey.source.files)
    found = Comparisons(made, files, titles_of(surveys))
    if not safe:
        return found
    from timediary.pipeline.protecting import policy_asked
    from timediary.pipeline.safe_waves import safe_comparisons

    return safe_comparisons(found, (one, other), wanted, policy_asked(studies[0], safe), progress=progress)


def compare_with_published(
    sample: Survey | Sample,
    by: str | Sequence[str] | None = None,
    *,
    name: str = "survey",
    safe: Safe = False,
    progress: Progress | None = None,
) -> Comparisons:
    """Compare a survey with the figures that its study publishes, which come without errors.

    Both are of the same people: a published table's own conditions apply to the survey, and a note says which.

    Args:
        sample: a survey that `read` returned, or what its `sample` bound.
        by: breakdowns; all that the study publishes and the survey has attributes for where None.
        name: what the survey is called.
        safe: protect what is published of the survey: True for the study's policy, else a preset's name, a file or a
            policy.
        progress: called with what is being done, how much of it is done, and of how much.

    Raises:
        RequestError: the study publishes no such table, or something asked for doesn't fit the survey.
        DefinitionError: there is no such policy, or its file can't be read.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> overall, *_ = survey.compare_with_published("")
        >>> overall.title
        'Share of recorded time: survey less Table 3.3'
    """
    from timediary.tabulate.comparison import compare_with_figures

    drawn = sample_of(sample)
    survey = drawn.survey
    published = load_published_shares(survey.study)
    wanted = by
    if wanted is None:
        possible = (id_ for id_, shares in published.items() if not lacking(survey, shares.definition))
        wanted = [id_ for id_ in possible if id_ != "overall"]
    comparisons = []
    specs = specs_asked(survey, wanted, None)
    definitions = []
    for spec in specs:
        shares = published.get(",".join(spec.by) or "overall")
        if shares is None:
            raise RequestError(
                f"The study publishes no table by '{','.join(spec.by)}'. It has: {', '.join(published) or 'none'}."
            )
        if why := lacking(survey, shares.definition):
            raise RequestError(f"Table {shares.definition.id} can't be set beside it: {why}")
        definitions.append(shares.definition)
        comparisons.append(compare_with_figures(shares, drawn, spec, name))
    found = Comparisons(tuple(comparisons), drawn.survey.source.files, titles_of([survey]))
    if not safe:
        return found
    from timediary.pipeline.protecting import policy_asked
    from timediary.pipeline.safe_waves import safe_beside_published

    asked = list(zip(specs, definitions, strict=True))
    return safe_beside_published(found, drawn, asked, policy_asked(survey.study, safe), progress=progress)


def compare_with_estimates(
    sample: Survey | Sample,
    by: str | Sequence[str] | None = None,
    *,
    of: str,
    name: str = "diaries",
    grouping: str | Path | Grouping | None = None,
) -> Comparisons:
    """Compare the shares of time in diaries with those that the same respondents estimate.

    Both are of those who kept a diary and estimated. A category of the question belongs to the row of the grouping that
    has its id or its label.

    Args:
        sample: a survey that `read` returned, or what its `sample` bound.
        by: a breakdown (`"setting"`, or `"setting,role"` for two attributes crossed), or a list of several; the study's
            own where None. Overall always comes.
        of: the question on shares of time (`kind = "estimate"`), by its id or label.
        name: what the diaries are called.
        grouping: id of one of the study's groupings, path of a grouping file, or a grouping; the study's own where
            None.

    Raises:
        RequestError: there are no diaries, the study has no such question or it has no row of the grouping, or nobody
            did both.
        DefinitionError: a grouping's file can't be read, or contradicts itself.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> survey.compare_with_estimates(of="time")
        Traceback (most recent call last):
        timediary.model.problem.RequestError: The study asks for no shares of time called 'time'. It has: none.
    """
    from timediary.tabulate.estimated_comparison import compare_with_estimates as beside

    drawn = sample_of(sample)
    survey = drawn.survey
    survey.needs_diaries()
    estimate = _question(survey, of)
    if estimate is None:
        has = ", ".join(one.id for one in survey.study.estimates) or "none"
        raise RequestError(f"The study asks for no shares of time called '{of}'. It has: {has}.")
    made = tuple(beside(drawn, estimate, spec, name) for spec in specs_asked(survey, by, grouping))
    return Comparisons(made, survey.source.files, titles_of([survey]))


def compare_estimates(
    first: Survey | Sample,
    second: Survey | Sample,
    by: str | Sequence[str] = (),
    *,
    of: str,
    names: tuple[str, str] = ("first", "second"),
    grouping: str | Path | Grouping | None = None,
    independent: bool = False,
) -> Comparisons:
    r"""Two surveys of which one at least asked for shares of time: estimates beside others, or beside diaries.

    The two may follow different studies: two questions are compared in the categories that both have by id or label, a
    question and diaries in the rows of the diaries' grouping that the categories are called after. Respondents in both
    by id are a panel, whose covariance is used.

    Args:
        first: the survey or sample compared with.
        second: the survey or sample compared; a difference is second less first.
        by: a breakdown (`"wave"`, or `"wave,role"` for two attributes crossed), or a list of several, of attributes
            that both have. Overall always comes.
        of: the question (`kind = "estimate"`), by its id or label. The diaries count of a survey that has no answers to
            it.
        names: what the two are called.
        grouping: that of the diaries, as `compare` takes it.
        independent: whether ids that are in both belong to different people.

    Raises:
        RequestError: neither has answers to the question, one has neither these nor diaries, the two have no category
            in common, or something asked for doesn't fit a survey.
        DefinitionError: a grouping's file can't be read, or contradicts itself.

    Examples:
        >>> import timediary as td
        >>> from pathlib import Path
        >>> _ = Path("january.csv").write_text("respondent,time.children,time.adults\nA,60,40\nB,30,70\n")
        >>> _ = Path("june.csv").write_text("respondent,time.children,time.adults\nA,50,50\nC,20,80\n")
        >>> one, other = (td.read(f"{name}.csv", "chief_officers_2020") for name in ("january", "june"))
        >>> (found,) = td.compare_estimates(one, other, of="time", names=("January", "June"))
        >>> round(float(found.differences.difference[0, 0]), 2)
        -0.1
    """
    from timediary.tabulate.estimated_comparison import compare_estimated

    samples = sample_of(first), sample_of(second)
    asked = _answered(samples[0].survey, of), _answered(samples[1].survey, of)
    if asked == (None, None):
        raise RequestError(f"Neither survey has answers to a question on shares of time called '{of}'.")
    diaries = next((one.survey for one, question in zip(samples, asked, strict=True) if question is None), None)
    if diaries is not None:
        diaries.needs_diaries()
    known = samples[1].survey if diaries is None else diaries
    specs = [
        TableSpec(grouping_asked(known.study, grouping) if diaries is not None else NO_GROUPING, columns)
        for columns in dict.fromkeys([(), *breakdowns_asked(known, by)])
    ]
    made = tuple(compare_estimated(samples, asked, spec, names, independent=independent) for spec in specs)
    surveys = samples[0].survey, samples[1].survey
    files = tuple(file for survey in surveys for file in survey.source.files)
    return Comparisons(made, files, titles_of(surveys))


def _question(survey: Survey, of: str) -> Estimate | None:
    """A study's question on shares of time, by its id or its label; None where it has none of the name."""
    return next((one for one in survey.study.estimates if folded(of) in (folded(one.id), folded(one.label))), None)


def _answered(survey: Survey, of: str) -> Estimate | None:
    """Likewise, None also where the survey has no answers to it."""
    found = _question(survey, of)
    return found if found and any(name in survey.attributes for name in found.categories) else None
