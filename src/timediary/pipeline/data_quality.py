"""How far diaries can be trusted: their quality, surveys without doubtful ones, and how far two coders agree."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from timediary.assess.grading import diaries_to_look_at, measure_and_grade
from timediary.assess.measures import MEASURE_IDS
from timediary.model.problem import RequestError
from timediary.model.quality import Quality
from timediary.model.titles import titles_of
from timediary.pipeline.comparing import compare
from timediary.pipeline.requests import grouping_asked, grouping_of
from timediary.sample import Sample, sample_of
from timediary.sample.conditions import selected
from timediary.study.quality import FILE, load_quality

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from timediary.model.agreement import Agreement
    from timediary.model.comparison import Comparison
    from timediary.model.quality import QualityRules
    from timediary.model.study import Grouping
    from timediary.model.survey import Survey

    AnySurvey = TypeVar("AnySurvey", bound=Survey)


_SAME_DIARIES = (
    "Those without are some of all diaries, not a second sample: the interval of a difference allows for that."
)


def quality(
    sample: Survey | Sample,
    *,
    compared: bool = True,
    grouping: str | Path | Grouping | None = None,
) -> Quality:
    """Measures of every diary, its grade, which to look at and why, and the shares with and without them.

    It suggests and never leaves a diary out; `survey.sample(without_grade="C")` does.

    Args:
        sample: a survey that `read` returned, or what its `sample` bound.
        compared: whether to work out the shares without the worst grade, the two worst ..., beside those of all.
        grouping: of these shares: id of one of the study's groupings, path of a grouping file, or a grouping; the
            study's own where None.

    Raises:
        DefinitionError: the study's `quality.toml` contradicts itself.
        RequestError: the grouping doesn't fit the survey, or the sample can't be resolved.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> quality = survey.quality(compared=False)
        >>> len(quality.to_look_at)
        51
    """
    drawn = sample_of(sample)
    drawn.survey.needs_all_time()
    drawn.survey.needs_diaries()
    survey = drawn.survey
    chosen = None if grouping is None else grouping_of(survey, grouping)
    rules = load_quality(survey.study, MEASURE_IDS)
    found, severities, points, grades = measure_and_grade(survey, rules)
    comparisons: tuple[Comparison, ...] = ()
    notes = _notes(survey, rules, grades)
    _check_what_was_asked(drawn)
    if compared and rules is not None:
        comparisons, left_undone = _comparisons(drawn, rules, grades, chosen)
        notes += left_undone
    return Quality(
        study=survey.study,
        rules=rules,
        respondents=survey.respondents,
        measured=found,
        severities=severities,
        points=points,
        grades=grades,
        to_look_at=diaries_to_look_at(survey, rules, found, severities, points, grades),
        comparisons=comparisons,
        notes=notes,
        source=survey.source,
        titles=titles_of([survey]),
    )


def without_grades(survey: AnySurvey, grades: Sequence[str]) -> AnySurvey:
    """The survey without the diaries of some grades; every table made of it says so.

    Args:
        survey: what `read` returned.
        grades: ids of grades of the study's `quality.toml`; the survey as it is where there are none.

    Raises:
        DefinitionError: the study's `quality.toml` contradicts itself.
        RequestError: the study grades no diaries, has no such grade, or no diary would be left.
    """
    if not grades:
        return survey
    rules = load_quality(survey.study, MEASURE_IDS)
    known = {} if rules is None else {grade.id.casefold(): i for i, grade in enumerate(rules.grades)}
    if rules is None:
        raise RequestError(f"The study doesn't grade diaries: its folder has no {FILE}.")
    for grade in grades:
        if grade.casefold() not in known:
            raise RequestError(f"The study has no grade '{grade}'. It has: {', '.join(g.id for g in rules.grades)}.")
    positions = sorted({known[grade.casefold()] for grade in grades})
    _, _, _, found = measure_and_grade(survey, rules)
    return _without(survey, rules, found, positions)


def agreement(
    first: Survey | Sample,
    second: Survey | Sample,
    *,
    names: tuple[str, str] = ("first", "second"),
    grouping: str | Path | Grouping | None = None,
    all_slots: bool = False,
) -> Agreement:
    """How far two codings of the same diaries agree: by code, by group, and over all of them.

    Args:
        first: the diaries as one coder coded them; of a sample those that meet its conditions.
        second: the same as the other did, matched by the respondents' ids and, where somebody kept several diaries,
            by date. Conditions of `first` hold for the diaries that match, so that one file alone needs the attributes.
        names: what the two are called.
        grouping: id of one of the study's groupings, path of a grouping file, or a grouping; the study's own where
            None.
        all_slots: count slots too that both left blank.

    Raises:
        RequestError: the two follow different studies or have nothing in common, there is no such grouping, or a sample
            is weighted or drawn by a design, which agreement knows nothing of.
        DefinitionError: a grouping's file can't be read, or contradicts itself.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> td.agreement(survey, survey)
        <Agreement: first and second agree on 100% of 84,367 slots>
    """
    from timediary.assess.coders import agree

    # A survey alone is bound to no design: its file may lack the attributes of the study's.
    bound = [part for part in (first, second) if isinstance(part, Sample)]
    if any(part.sampling != sample_of(part.survey).sampling for part in bound):
        raise RequestError("Agreement counts slots, each once: leave out a sample's weights, clusters and the like.")
    one, other = (part.survey if isinstance(part, Sample) else part for part in (first, second))
    made = agree(
        one,
        other,
        grouping_asked(one.study, grouping),
        names,
        all_slots=all_slots,
        chosen=(_asked(first), _asked(second)),
        scope=_scope_of((first, second)),
    )
    return replace(made, inputs=(*one.source.files, *other.source.files))


def _asked(part: Survey | Sample) -> NDArray[np.bool_]:
    """Which diaries meet the conditions of a sample; of a survey all do."""
    return selected(part.survey, part.where) if isinstance(part, Sample) else np.ones(len(part), dtype=np.bool_)


def _scope_of(parts: Sequence[Survey | Sample]) -> str:
    """Which diaries are compared, in words: the conditions, and what was left out on request."""
    where = dict.fromkeys(str(one) for part in parts if isinstance(part, Sample) for one in part.where)
    surveys = [part.survey if isinstance(part, Sample) else part for part in parts]
    left_out = dict.fromkeys(survey.left_out for survey in surveys if survey.left_out)
    kept = [f"only {' and '.join(where)}"] if where else []
    return "; ".join([*kept, *(f"without {text}" for text in left_out)])


def _without(survey: AnySurvey, rules: QualityRules, found: np.ndarray, positions: Sequence[int]) -> AnySurvey:
    """The survey without the diaries of the grades at some positions."""
    dropped = np.isin(found, positions)
    count = int(dropped.sum())
    if count == int((survey.recorded_hours > 0).sum()):
        raise RequestError("Every diary has one of the grades to be left out, so that nothing would be left.")
    ids = " and ".join(rules.grades[i].id for i in positions)
    words = f"{count:,} {'diary' if count == 1 else 'diaries'} of quality grade {ids}"
    return replace(survey.select(~dropped), left_out=words)


def _check_what_was_asked(sample: Sample) -> None:
    """See that conditions and a design that somebody named fit; what a study says of itself may fail to, and be noted.

    Raises:
        RequestError: they don't.
    """
    selected(sample.survey, sample.where)
    if sample.sampling != sample_of(sample.survey).sampling and (sample.survey.recorded_hours > 0).any():
        _ = sample.drawn


def _comparisons(
    sample: Sample,
    rules: QualityRules,
    found: np.ndarray,
    grouping: Grouping | None,
) -> tuple[tuple[Comparison, ...], tuple[str, ...]]:
    """The shares of all beside those without the worst grade, the two worst ...; and why one is missing.

    Respondents are in both, so that the two are compared as a panel, whose covariance makes the difference's error:
    that of the diaries left out alone.
    """
    survey, sampling = sample.survey, sample.sampling
    notes: tuple[str, ...] = ()
    if sampling.replicates:
        # A panel needs each respondent's part in the variance, which replicates don't tell.
        sampling = sampling._replace(replicates="")
        sample = Sample(survey, sampling, sample.where)
        notes = ("Shares with and without are compared by linearisation, not by the replicate weights asked for.",)
    comparisons = []
    for first in range(len(rules.grades) - 1, 0, -1):
        positions = [i for i in range(first, len(rules.grades)) if (found == i).any()]
        if first not in positions:
            continue
        ids = " and ".join(rules.grades[i].id for i in positions)
        try:
            kept = Sample(_without(survey, rules, found, positions), sampling, sample.where)
            names = ("all diaries", f"without {ids}")
            (one,) = compare(sample, kept, (), names=names, grouping=grouping)
            comparisons.append(replace(one, notes=(_SAME_DIARIES, one.notes[-1])))
        except RequestError as error:
            notes += (f"There are no shares without grade {ids}: {error}",)
    return tuple(comparisons), notes


def _notes(survey: Survey, rules: QualityRules | None, grades: np.ndarray) -> tuple[str, ...]:
    notes = []
    if rules is None:
        notes.append(f"The study's folder has no {FILE}, so that diaries are measured and not graded.")
    empty = int((survey.recorded_hours == 0).sum())
    if empty:
        notes.append(f"{empty:,} {'diary has' if empty == 1 else 'diaries have'} no entry at all and no grade.")
    if (grades > 0).any():
        notes.append(
            "Nothing is left out: a grade says where to look, not who is right. Leave diaries out, where that is "
            "wanted, with --without-grade; tables then say so."
        )
    return tuple(notes)
