"""What can be worked out about people from published folders: the attacker as a verb."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from timediary.model.disclosure import DisclosurePolicy
from timediary.model.problem import RequestError
from timediary.pipeline.merging import with_small_merged
from timediary.pipeline.protecting import weighting_of
from timediary.protect.audit import Audit, Members, audit_tables
from timediary.protect.package import read_package
from timediary.protect.tables import most_hours_of
from timediary.sample import sample_of
from timediary.sample.conditions import conditions_of
from timediary.study.disclosure import load_policy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from timediary.model.study import Study
    from timediary.model.survey import Survey
    from timediary.protect.audit import PublishedTable
    from timediary.sample import Sample

# An hour of every day of a week: what a diary can hold at most where its study isn't known.
_HOURS_OF_A_WEEK = 168.0


def audit(
    folders: str | Path | Sequence[str | Path],
    survey: Survey | Sample | None = None,
    *,
    policy: str | Path | DisclosurePolicy | None = None,
) -> Audit:
    """What a reader can work out of hidden figures, from everything in some published folders together.

    Args:
        folders: one that was written with `--safe`, or several that speak of the same respondents.
        survey: what they were made of, if it is at hand: true values are then held against what can be told of them,
            and pairs of published groups are found that differ by too few.
        policy: how little may be told; what the first folder says it followed where None.

    Returns:
        What was found; `passed` if that is nothing.

    Raises:
        TimediaryError: a folder wasn't written with `--safe`, or was changed since.
        RequestError: the tables contradict one another, are too many to try without the survey, or are weighted and
            the survey isn't.

    Examples:
        >>> import timediary as td
        >>> td.audit("diaries_published/").passed  # doctest: +SKIP
        True
    """
    named = [folders] if isinstance(folders, str | Path) else list(folders)
    if not named:
        raise RequestError("Name a folder that was written with --safe.")
    tables: list[PublishedTable] = []
    abouts: list[tuple[Mapping[str, Any], int]] = []
    for folder in map(Path, named):
        found, about = read_package(folder)
        tables += found
        abouts.append((about["timediary"], len(found)))
    _check_aspects(
        [about.get("aspect", "") for about, _ in abouts], None if survey is None else sample_of(survey).survey
    )
    weighted = {about["weight"] for about, _ in abouts}
    if survey is None:
        rules = _rules(policy, abouts[0][0], None)
        return audit_tables(tables, rules, np.inf if weighted - {None} else _HOURS_OF_A_WEEK)
    sample = sample_of(survey)
    if weighted != {weighting_of(sample)}:
        said = " and ".join(sorted(one or "nothing" for one in weighted))
        raise RequestError(f"What is published is weighted by {said}; give a sample of the survey that is, too.")
    rules = _rules(policy, abouts[0][0], sample.survey.study)
    most_hours = most_hours_of(sample.survey.study) * float(sample.weights.max(initial=1.0))
    return audit_tables(tables, rules, most_hours, members_of(sample, [about for about, _ in abouts]))


def members_of(sample: Sample, abouts: Sequence[Mapping[str, Any]]) -> Members:
    """Who is in the columns of published tables.

    Args:
        sample: what they were made of.
        abouts: what each publication says of its tables.

    Raises:
        RequestError: an attribute or condition doesn't fit the survey.
    """
    survey, membership = sample.survey, []
    for about in abouts:
        drawn = sample.narrowed(conditions_of(survey, [text for text in about["where"] if text not in _said(sample)]))
        rules = about.get("policy", {})
        if rules.get("small_columns") == "merged":
            (drawn,) = with_small_merged(
                [drawn], [name for table in about["tables"] for name in table["by"]], _read(rules)
            )
        for table in about["tables"]:
            columns = drawn.columns(table["by"])
            ids = [line.id for line in columns.lines]
            membership.append(columns.membership[:, [ids.index(name) for name in table["columns"]]])
    numbers, minutes = survey.code_minutes
    codes = tuple(survey.study.codes[number - 1].id for number in numbers.tolist())
    hours = minutes / 60 * sample.weights[:, None]
    return Members(membership, hours, codes, survey.respondent_numbers)


def _check_aspects(aspects: Sequence[str], survey: Survey | None) -> None:
    """Make sure that all tables are of the same activities, or of the same field, and the survey is seen so too.

    Raises:
        RequestError: they aren't; hours of one would be taken for those of the other.
    """
    shown = [aspect or "all activities" for aspect in dict.fromkeys(aspects)]
    if len(shown) > 1:
        raise RequestError(
            f"The folders show different things ({'; '.join(shown)}), whose hours aren't parts of one another. Audit "
            "those of each kind by themselves."
        )
    if survey is not None and survey.aspect != aspects[0]:
        raise RequestError(
            f"The folders show '{shown[0]}', and the survey '{survey.aspect or 'all activities'}'. Audit them without "
            "the survey, or in Python with what they were made of, such as survey.sample(field='place')."
        )


def _said(sample: Sample) -> set[str]:
    return set(map(str, sample.where))


def _rules(
    policy: str | Path | DisclosurePolicy | None, about: Mapping[str, Any], study: Study | None
) -> DisclosurePolicy:
    """The policy asked for, or the one that a publication says it followed."""
    if isinstance(policy, DisclosurePolicy):
        return policy
    if policy is not None:
        return load_policy(policy, study)
    return _read(about["policy"])


def _read(rules: Mapping[str, Any]) -> DisclosurePolicy:
    """The policy that a data package says."""
    return DisclosurePolicy(**dict(rules) | {"never_shown": tuple(rules["never_shown"])})
