"""Joins columns of few respondents into one, where a policy wants that instead of hiding them; totals stay."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from timediary.model.study import Level, VariableKind
from timediary.model.survey import Attribute
from timediary.pipeline.protecting import policy_asked
from timediary.sample import Sample
from timediary.sample.values import variable_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from timediary.model.disclosure import DisclosurePolicy
    from timediary.model.table import TableSpec
    from timediary.pipeline.protecting import Safe

NO_INFORMATION = -1


def merged_as_asked(samples: Sequence[Sample], specs: Iterable[TableSpec], safe: Safe) -> list[Sample]:
    """Samples as they are; or with the small columns of their breakdowns joined, where that is the policy."""
    policy = policy_asked(samples[0].survey.study, safe) if safe else None
    if policy is None or policy.small_columns != "merged":
        return list(samples)
    return with_small_merged(samples, [name for spec in specs for name in spec.by], policy)


def with_small_merged(samples: Sequence[Sample], names: Iterable[str], policy: DisclosurePolicy) -> list[Sample]:
    """Samples in which the levels of few respondents, and no information if it has few, are one level.

    Where they are too few together, the next smallest level joins them. A level that has few in one of the samples is
    joined in all. Attributes of several answers, numbers, and what conditions or weights speak of stay as they are;
    their small columns are hidden.

    Args:
        samples: of surveys of one study.
        names: attributes that make columns.
        policy: how many respondents a column must have.
    """
    made = list(samples)
    for name in dict.fromkeys(names):
        if all(_can_be_merged(sample, name) for sample in samples):
            made = _merged(made, name, policy.least_respondents)
    return made


def _can_be_merged(sample: Sample, name: str) -> bool:
    sampling = sample.sampling
    spoken_of = {sampling.weight, sampling.cluster, sampling.strata, sampling.fpc}
    spoken_of |= {one.name.partition(".")[0] for one in sample.where} | {
        n for one in sampling.calibrate for n in one.names
    }
    is_level = name in sample.survey.attributes and variable_of(sample.survey, name).kind is VariableKind.LEVEL
    return is_level and name not in spoken_of


def _merged(samples: Sequence[Sample], name: str, least: int) -> list[Sample]:
    levels = samples[0].survey.attributes[name].variable.levels
    counts = np.stack([_counts(sample, name, len(levels)) for sample in samples])
    joined: NDArray[np.bool_] = np.asarray(((counts > 0) & (counts < least)).any(axis=0))
    if not joined.any():
        return list(samples)
    for place in np.argsort(counts.sum(axis=0), kind="stable").tolist():
        together = counts[:, joined].sum(axis=1)
        if ((together == 0) | (together >= least)).all() and joined.sum() > 1:
            break
        joined[place] |= bool(counts[:, place].any())
    if not (counts.any(axis=0) & ~joined).any():
        # Nothing would be left to compare.
        return list(samples)
    labels = [level.label for level, is_in in zip(levels, joined, strict=False) if is_in]
    labels += ["No information"] if joined[-1] else []
    kept = [place for place in range(len(levels)) if not joined[place]]
    all_in_one = Level(f"fewer_than_{least}", f"fewer than {least}: {' + '.join(labels)}")
    new = (*(levels[place] for place in kept), all_in_one)
    # Of no information, which counts from the end, last.
    places = np.full(len(levels) + 1, len(kept))
    places[kept] = np.arange(len(kept))
    places[-1] = len(kept) if joined[-1] else NO_INFORMATION
    return [_recoded(sample, name, new, places) for sample in samples]


def _counts(sample: Sample, name: str, levels: int) -> NDArray[np.int64]:
    """Respondents at each level, and at last those without information, (levels + 1,)."""
    values = sample.survey.attributes[name].values.astype(np.intp)
    members = (values[:, None] == np.append(np.arange(levels), NO_INFORMATION)) & sample.chosen[:, None]
    return np.asarray(sample.bases(members))


def _recoded(sample: Sample, name: str, levels: tuple[Level, ...], places: NDArray[np.intp]) -> Sample:
    survey = sample.survey
    known = survey.attributes[name]
    values = places[known.values.astype(np.intp)].astype(known.values.dtype)
    column = Attribute(known.variable._replace(levels=levels), values)
    return Sample(replace(survey, attributes={**survey.attributes, name: column}), sample.sampling, sample.where)
