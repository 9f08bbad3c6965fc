"""Where two people coded the same diaries: how far they agree, and on what they don't."""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING

import numpy as np

from timediary.estimate.agreement import (
    cohen_kappa,
    gwet_ac1,
    jackknifed,
    krippendorff_alpha,
    one_against_rest,
    percent_agreement,
)
from timediary.model.agreement import Agreement, AgreementLevel, AgreementLine, Coefficient, Disagreement
from timediary.model.problem import RequestError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.estimate.agreement import AgreementEstimates, Statistic
    from timediary.model.study import Grouping, Study
    from timediary.model.survey import Survey

    Pair = tuple[NDArray[np.uint8], NDArray[np.uint8]]

_NONE = Coefficient(np.nan, np.nan, np.nan, np.nan)
_OVERALL: tuple[Statistic, ...] = (percent_agreement, cohen_kappa, krippendorff_alpha, gwet_ac1)


def agree(
    first: Survey, second: Survey, grouping: Grouping, names: tuple[str, str], *, all_slots: bool = False
) -> Agreement:
    """How far two codings of the same diaries agree, by code and by group.

    Args:
        first: as one coder coded them.
        second: as the other did; diaries are matched by respondent and, where some kept several, date; respondents in
            one alone are left aside and named.
        grouping: the groups.
        names: what the two are called.
        all_slots: count the slots too that both left blank; else those that either filled, where a blank of one alone
            is a name like the codes: 'not worked'.

    Raises:
        RequestError: the two follow different studies, have no diary or no filled slot in common, or no times of day.
    """
    study = first.study
    if study.codes != second.study.codes or study.grid != second.study.grid:
        raise RequestError("The two follow different studies, so that their codes can't be compared.")
    first.needs_times()
    second.needs_times()
    step = gcd(first.grid.slot_minutes, second.grid.slot_minutes)
    first, second = first.in_slots(step), second.in_slots(step)
    pair, owners = _matched(first, second)
    matched = set(owners)
    counted = np.ones(pair[0].shape, dtype=bool) if all_slots else (pair[0] > 0) | (pair[1] > 0)
    if not counted.any():
        raise RequestError("Neither of the two has any time recorded for the respondents in both.")
    tables = _by_respondent(_tables(pair, counted, len(study.codes) + 1), owners)
    members = _memberships(grouping, study)
    grouped = np.einsum("gi,nij,hj->ngh", members, tables, members, optimize=True)
    return Agreement(
        names=names,
        respondents=len(matched),
        only_first=tuple(dict.fromkeys(id_ for id_ in first.respondents if id_ not in matched)),
        only_second=tuple(dict.fromkeys(id_ for id_ in second.respondents if id_ not in matched)),
        slots=int(counted.sum()),
        lines=(
            _overall(AgreementLevel.ALL_CODES, "All codes", tables),
            _overall(AgreementLevel.ALL_GROUPS, f"All groups: {grouping.label}", grouped),
            *_single(AgreementLevel.GROUP, [(row.id, row.label) for row in grouping.groups], grouped),
            *_single(AgreementLevel.CODE, [(code.id, code.label) for code in study.codes], tables),
        ),
        disagreements=_disagreements(pair, counted, study, first.grid.hours_per_slot),
        labels={code.id: code.label for code in study.codes},
        notes=_notes(len(matched), int(counted.sum()), all_slots=all_slots),
    )


def _matched(first: Survey, second: Survey) -> tuple[Pair, list[str]]:
    """The diaries in both, in the order of the first, and whose each is."""
    by_date = first.has_repeated or second.has_repeated
    positions = {key: i for i, key in enumerate(_keys(second, by_date=by_date))}
    common = [(i, positions[key]) for i, key in enumerate(_keys(first, by_date=by_date)) if key in positions]
    if not common:
        raise RequestError(
            "No respondent is in both files by id, so that there is nothing coded twice. Ids must be spelt alike."
        )
    rows = np.array(common)
    return (first.codes[rows[:, 0]], second.codes[rows[:, 1]]), [first.respondents[i] for i, _ in common]


def _keys(survey: Survey, *, by_date: bool) -> list[tuple[str, int]]:
    """What each diary is known by: its respondent and, if need be, its date."""
    dates = survey.dates.tolist() if by_date and survey.dates is not None else [0] * len(survey)
    return list(zip(survey.respondents, dates, strict=True))


def _by_respondent(tables: NDArray[np.float64], owners: Sequence[str]) -> NDArray[np.float64]:
    """Tables of diaries added up by respondent, who are what a jackknife leaves out."""
    numbers: dict[str, int] = {}
    places = [numbers.setdefault(owner, len(numbers)) for owner in owners]
    if len(numbers) == len(owners):
        return tables
    found = np.zeros((len(numbers), *tables.shape[1:]))
    np.add.at(found, places, tables)
    return found


def _tables(pair: Pair, counted: NDArray[np.bool_], names: int) -> NDArray[np.float64]:
    """Counted slots of each respondent by the name of either coder, shape (n, k, k)."""
    respondents, slots = np.nonzero(counted)
    cells = (respondents * names + pair[0][respondents, slots]) * names + pair[1][respondents, slots]
    found = np.bincount(cells, minlength=len(pair[0]) * names * names)
    return found.reshape(len(pair[0]), names, names).astype(np.float64)


def _memberships(grouping: Grouping, study: Study) -> NDArray[np.float64]:
    """Which names are in which group, shape (g + 1, k); blank is a group of its own, the first."""
    members = np.zeros((len(grouping.groups) + 1, len(study.codes) + 1))
    members[0, 0] = 1
    for i, row in enumerate(grouping.groups, start=1):
        members[i, [study.code_numbers[code] for code in row.codes]] = 1
    return members


def _overall(level: AgreementLevel, label: str, tables: NDArray[np.float64]) -> AgreementLine:
    total = tables.sum(axis=0)
    found = [_coefficient(jackknifed(statistic, tables), ()) for statistic in _OVERALL]
    return AgreementLine("all", label, level, int(total.sum()), int(total.sum()), int(np.trace(total)), *found)


def _single(
    level: AgreementLevel, lines: Sequence[tuple[str, str]], tables: NDArray[np.float64]
) -> list[AgreementLine]:
    """One name after the other against the rest; names that neither coder used are left away."""
    rest = one_against_rest(tables)
    total = rest.sum(axis=0)
    percent, kappa = jackknifed(percent_agreement, rest), jackknifed(cohen_kappa, rest)
    found = []
    for i, (id_, label) in enumerate(lines, start=1):
        both, first, second = (int(total[i, 0, 0]), int(total[i, 0].sum()), int(total[i, :, 0].sum()))
        if first or second:
            coefficients = (_coefficient(percent, i), _coefficient(kappa, i), _NONE, _NONE)
            found.append(AgreementLine(id_, label, level, first, second, both, *coefficients))
    return found


def _coefficient(found: AgreementEstimates, at: int | tuple[()]) -> Coefficient:
    return Coefficient(*(float(part[at]) for part in (found.values, found.se, found.low, found.high)))


def _disagreements(
    pair: Pair, counted: NDArray[np.bool_], study: Study, hours_per_slot: float
) -> tuple[Disagreement, ...]:
    """Every pair of different names, most slots first, then in the order of the study's codes."""
    names = len(study.codes) + 1
    respondents, slots = np.nonzero(counted & (pair[0] != pair[1]))
    kinds = pair[0][respondents, slots].astype(np.int64) * names + pair[1][respondents, slots]
    found, places, counts = np.unique(kinds, return_inverse=True, return_counts=True)
    people = np.unique(np.stack([places.reshape(-1), respondents]), axis=1)[0]
    by_kind = np.bincount(people, minlength=len(found))
    ids = ["", *(code.id for code in study.codes)]
    order = np.argsort(-counts, kind="stable").tolist()
    return tuple(
        Disagreement(
            ids[int(found[i]) // names],
            ids[int(found[i]) % names],
            int(counts[i]),
            float(counts[i]) * hours_per_slot,
            int(by_kind[i]),
        )
        for i in order
    )


def _notes(respondents: int, slots: int, *, all_slots: bool) -> tuple[str, ...]:
    if all_slots:
        what = f"All {slots:,} slots of the diaries in both are counted; a blank is a name like the codes: not worked."
    else:
        what = (
            f"Counted are the {slots:,} slots that either coder filled; where one left a slot blank, that is a name "
            "like the codes: not worked. Slots blank in both would make any two coders agree."
        )
    errors = (
        "Intervals leave out one respondent at a time (jackknife), since slots of one diary depend on one another."
        if respondents > 1
        else "There is no interval from one respondent alone."
    )
    return (
        what,
        errors,
        "Cohen's kappa, Krippendorff's alpha and Gwet's AC1 are 1 where the two always agree and 0 where they agree as "
        "often as by chance, of which each has its own idea: AC1 is the least moved by one code being very common.",
    )
