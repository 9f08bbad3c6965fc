"""What a table says of itself in words: who is in it, and what a reader must know."""

from __future__ import annotations

import math
from pathlib import PurePath
from typing import TYPE_CHECKING

import numpy as np

from timediary.model.number import counted
from timediary.model.study import VariableKind
from timediary.sample.values import variable_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.model.survey import Survey
    from timediary.sample import Sample
    from timediary.sample.columns import Columns


def labels_of(survey: Survey, by: Sequence[str]) -> str:
    """The attributes a table is broken down by, in words: `setting and role`."""
    labels = [variable_of(survey, name).label for name in by]
    return " and ".join(label if label[1:2].isupper() else label[0].lower() + label[1:] for label in labels)


def scope_of(sample: Sample, shown: NDArray[np.bool_] | None = None) -> str:
    """Who is in a table: how many diaries and hours, without which diaries, and under which conditions.

    Args:
        sample: n respondents.
        shown: which of them are in the table, bool (n,), where they are not all that the sample chooses.
    """
    survey, chosen = sample.survey, sample.chosen if shown is None else shown
    if not survey.has_diaries:
        return counted(sample.count(chosen), "respondent") + left_out_of(sample)
    hours = math.floor(float(survey.recorded_hours[chosen].sum()) + 0.5)
    diaries = sample.count(chosen)
    kept = f"{diaries:,} {'diary' if diaries == 1 else 'diaries'}"
    if survey.has_repeated:
        respondents = int(sample.bases(chosen[:, None])[0])
        kept += f" of {respondents:,} respondent{'' if respondents == 1 else 's'}"
    scope = f"{kept}, {hours:,} hour{'' if hours == 1 else 's'}"
    return scope + left_out_of(sample)


def hours_in(sample: Sample, columns: Columns) -> NDArray[np.float64]:
    """Hours recorded in each of c columns, weighted where the sample is, shape (c,); (0,) without diaries."""
    if not sample.survey.has_diaries:
        return np.empty(0)
    hours: NDArray[np.float64] = (columns.membership.T * sample.weights) @ sample.survey.recorded_hours
    return hours


def diaries_of(sample: Sample, columns: Columns) -> NDArray[np.int64] | None:
    """Diaries in each column, shown beside the respondents where some kept several; None where nobody did."""
    return np.asarray(columns.membership.sum(axis=0)) if sample.survey.has_repeated else None


def left_out_of(sample: Sample) -> str:
    """What follows a scope where diaries were left out on request or by conditions: `; without ...; only ...`."""
    aspect = f"; {sample.survey.aspect}" if sample.survey.aspect else ""
    without = aspect + (f"; without {sample.survey.left_out}" if sample.survey.left_out else "")
    return without + (f"; only {' and '.join(map(str, sample.where))}" if sample.where else "")


def source_of(*surveys: Survey) -> str:
    """Where figures come from: as it is to be said, or else the files; and whose codes or questions they go by."""
    files = (PurePath(file).name for survey in surveys for file in survey.source.files)
    said = next((survey.titles.source for survey in surveys if survey.titles.source), "") or ", ".join(files)
    return "; ".join(filter(None, (said, f"{surveys[-1].study.defines} of {surveys[-1].study.name}")))


def titled(sample: Sample, title: str) -> str:
    """A table's title, with what it shows in place of all activities before it: `Place: share of recorded time`."""
    aspect = sample.survey.aspect
    return f"{aspect}: {title[0].lower()}{title[1:]}" if aspect else title


def mention_notes(sample: Sample) -> list[str]:
    """That a minute may be in several rows, in a sentence; none where each is in one."""
    if sample.survey.mentions is None:
        return []
    return ["Time counts in each row that it mentions, so the rows may add up to more than 100% of it."]


def _without_weight(sample: Sample) -> list[str]:
    """How many who kept a diary and meet the conditions have a weight of 0, in a sentence; none where all count."""
    number = sample.weightless
    people = "respondent has" if number == 1 else "respondents have"
    return [f"{number:,} {people} a weight of 0 and {'is' if number == 1 else 'are'} in no figure."] if number else []


def column_notes(sample: Sample, by: Sequence[str], low_base: int | None = None) -> tuple[str, ...]:
    """Notes that follow from what the columns are and how respondents count in them.

    Args:
        sample: n respondents.
        by: attributes that make the columns.
        low_base: respondents below which a figure is marked; as the study says where None.
    """
    survey, sampling = sample.survey, sample.sampling
    notes: list[str] = []
    for name in by:
        variable = variable_of(survey, name)
        if variable.kind is VariableKind.MULTIPLE:
            notes.append(f"{variable.label}: a respondent counts in each of the answers given, and once in 'All'.")
    if sampling.weight is not None:
        weight = variable_of(survey, sampling.weight).label.lower()
        notes.append(f"Weighted by {weight}: shares and hours are weighted; bases are counts of respondents.")
        notes += _without_weight(sample)
    if survey.has_repeated and sampling.cluster is None:
        notes.append(
            "Some respondents kept several diaries: bases count respondents, and each one's diaries are a cluster."
        )
    elif survey.has_repeated:
        notes.append("Some respondents kept several diaries: bases count respondents.")
    defaults = survey.study.defaults
    notes.append(f"* fewer than {low_base or defaults.low_base} respondents.")
    notes.append(f"† a standard error of {defaults.high_cv:.0%} of the figure or more.")
    return tuple(notes)
