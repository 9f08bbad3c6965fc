"""Where two people coded the same diaries: how far they agree, and on what they don't."""

from __future__ import annotations

from functools import partial
from math import gcd
from typing import TYPE_CHECKING, NamedTuple

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
from timediary.model.survey import date_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.estimate.agreement import AgreementEstimates, Statistic
    from timediary.model.study import Grouping, GroupingRow, Study
    from timediary.model.survey import Survey

    Pair = tuple[NDArray[np.uint8 | np.uint16], NDArray[np.uint8 | np.uint16]]

_NONE = Coefficient(np.nan, np.nan, np.nan, np.nan)
_OVERALL: tuple[Statistic, ...] = (percent_agreement, cohen_kappa, krippendorff_alpha)


def agree(
    first: Survey,
    second: Survey,
    grouping: Grouping,
    names: tuple[str, str],
    *,
    all_slots: bool = False,
    chosen: tuple[NDArray[np.bool_], NDArray[np.bool_]] | None = None,
    scope: str = "",
) -> Agreement:
    """How far two codings of the same diaries agree, by code and by group.

    Args:
        first: as one coder coded them.
        second: as the other did; diaries are matched by respondent and, where some kept several, date; respondents in
            one alone are left aside and named.
        grouping: the groups.
        names: what the two are called.
        all_slots: count the slots too that both left blank; else those that either filled, where a blank of one alone
            counts as a code, 'not worked'.
        chosen: which diaries of either are compared, bool, if they are matched; all of them where None.
        scope: which these are, in words.

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
    matched = _matched(first, second, chosen)
    pair = (first.codes[matched.rows[:, 0]], second.codes[matched.rows[:, 1]])
    counted = np.ones(pair[0].shape, dtype=bool) if all_slots else (pair[0] > 0) | (pair[1] > 0)
    if not counted.any():
        raise RequestError("Neither of the two has any time recorded for the respondents in both.")
    names_there = len(study.codes) + 1
    used = np.union1d([0], np.union1d(np.unique(pair[0]), np.unique(pair[1])))
    tables = _tables(pair, counted, used, matched.owners)
    groups = [row for row in grouping.groups if any(study.code_numbers[code] in used for code in row.codes)]
    members = _memberships(groups, study)[:, used]
    grouped = np.einsum("gi,nij,hj->ngh", members, tables, members, optimize=True)
    all_groups = f"All groups: {grouping.label}"
    codes = [(study.codes[number - 1].id, study.codes[number - 1].label) for number in used[1:].tolist()]
    slots, respondents = int(counted.sum()), len(tables)
    return Agreement(
        names=names,
        respondents=respondents,
        diaries=len(matched.rows),
        only_first=matched.only_first,
        only_second=matched.only_second,
        slots=slots,
        lines=(
            _overall(AgreementLevel.ALL_CODES, "All codes", tables, names_there),
            _overall(AgreementLevel.ALL_GROUPS, all_groups, grouped, len(grouping.groups) + 1),
            *_single(AgreementLevel.GROUP, [(row.id, row.label) for row in groups], grouped),
            *_single(AgreementLevel.CODE, codes, tables),
        ),
        disagreements=_disagreements(pair, counted, matched, study, first.grid.hours_per_slot),
        labels={code.id: code.label for code in study.codes},
        notes=_notes(respondents, slots, all_slots=all_slots),
        scope=scope,
    )


class _Matched(NamedTuple):
    """The m diaries in both, in the order of the first.

    Attributes:
        rows: their positions in the first and the second, shape (m, 2).
        owners: their respondents, as numbers from 0, shape (m,).
        names: what each is called: its respondent, and its date where somebody kept several.
        only_first, only_second: what the diaries are called that are in one alone.
    """

    rows: NDArray[np.int64]
    owners: NDArray[np.int64]
    names: tuple[str, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]


def _matched(first: Survey, second: Survey, chosen: tuple[NDArray[np.bool_], NDArray[np.bool_]] | None) -> _Matched:
    """The diaries in both, and those in one alone, as far as they are chosen.

    Raises:
        RequestError: no diary is in both, or nothing tells several of one respondent apart.
    """
    by_date = first.has_repeated or second.has_repeated
    if by_date and (first.dates is None or second.dates is None):
        raise RequestError(
            "Some respondents kept several diaries, which only their dates tell apart; one of the two files has none."
        )
    ours, theirs = (_keys(survey, by_date=by_date) for survey in (first, second))
    positions = {key: i for i, key in enumerate(theirs)}
    common = [(i, positions[key]) for i, key in enumerate(ours) if key in positions]
    if not common:
        raise RequestError(
            "No respondent is in both files by id, so that there is nothing coded twice. Ids must be spelt alike."
            if not set(first.respondents) & set(second.respondents)
            else "No diary is in both files by its respondent and date, so that there is nothing coded twice."
        )
    here, there = chosen or (np.ones(len(first), dtype=np.bool_), np.ones(len(second), dtype=np.bool_))
    common = [(i, j) for i, j in common if here[i] and there[j]]
    if not common:
        raise RequestError("No diary that is in both files meets the conditions.")
    numbers: dict[str, int] = {}
    owners = [numbers.setdefault(first.respondents[i], len(numbers)) for i, _ in common]
    return _Matched(
        np.array(common),
        np.array(owners),
        tuple(_name(ours[i]) for i, _ in common),
        _alone(ours, theirs, here),
        _alone(theirs, ours, there),
    )


def _alone(
    keys: Sequence[tuple[str, int]], others: Sequence[tuple[str, int]], chosen: NDArray[np.bool_]
) -> tuple[str, ...]:
    """What the chosen diaries are called that are in one alone."""
    there = set(others)
    return tuple(_name(key) for key, asked in zip(keys, chosen.tolist(), strict=True) if asked and key not in there)


def _keys(survey: Survey, *, by_date: bool) -> list[tuple[str, int]]:
    """What each diary is known by: its respondent and, if need be, its date."""
    dates = survey.dates.tolist() if by_date and survey.dates is not None else [0] * len(survey)
    return list(zip(survey.respondents, dates, strict=True))


def _name(key: tuple[str, int]) -> str:
    """What a diary is called."""
    id_, date = key
    return f"{id_}, {date_text(date)}" if date else id_


def _tables(
    pair: Pair, counted: NDArray[np.bool_], used: NDArray[np.int64], owners: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Counted slots of each respondent, whom a jackknife leaves out, by the name of either coder, shape (n, k, k).

    Args:
        pair: the codes that either gave.
        counted: which slots count.
        used: the k names that either used, rising, 0 for a blank first.
        owners: whose each diary is, from 0 to n - 1.
    """
    places = np.zeros(int(used[-1]) + 1, np.int64)
    places[used] = np.arange(len(used))
    diaries, slots = np.nonzero(counted)
    one, other = (places[codes[diaries, slots]] for codes in pair)
    count, names = int(owners.max()) + 1, len(used)
    found = np.bincount((owners[diaries] * names + one) * names + other, minlength=count * names * names)
    return found.reshape(count, names, names).astype(np.float64)


def _memberships(groups: Sequence[GroupingRow], study: Study) -> NDArray[np.float64]:
    """Which names are in which group, shape (g + 1, k); blank is a group of its own, the first."""
    members = np.zeros((len(groups) + 1, len(study.codes) + 1))
    members[0, 0] = 1
    for i, row in enumerate(groups, start=1):
        members[i, [study.code_numbers[code] for code in row.codes]] = 1
    return members


def _overall(level: AgreementLevel, label: str, tables: NDArray[np.float64], names: int) -> AgreementLine:
    """The line of all; `names` is how many there are, used or not, which matters to AC1 alone."""
    total = tables.sum(axis=0)
    statistics: tuple[Statistic, ...] = (*_OVERALL, partial(gwet_ac1, names=names))
    found = [_coefficient(jackknifed(statistic, tables), ()) for statistic in statistics]
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
    pair: Pair, counted: NDArray[np.bool_], matched: _Matched, study: Study, hours_per_slot: float
) -> tuple[Disagreement, ...]:
    """Every pair of different names, most slots first, then in the order of the study's codes."""
    names = len(study.codes) + 1
    diaries, slots = np.nonzero(counted & (pair[0] != pair[1]))
    kinds = pair[0][diaries, slots].astype(np.int64) * names + pair[1][diaries, slots]
    found, places, counts = np.unique(kinds, return_inverse=True, return_counts=True)
    of_diary, in_diary = np.unique(np.stack([places.reshape(-1), diaries]), axis=1, return_counts=True)
    of_respondent = np.unique(np.stack([of_diary[0], matched.owners[of_diary[1]]]), axis=1)
    ids = ["", *(code.id for code in study.codes)]
    # (a lexsort is stable: of diaries with as many, the first is named)
    ordered = np.lexsort([-in_diary, of_diary[0]])
    most = of_diary[1][ordered[np.searchsorted(of_diary[0][ordered], np.arange(len(found)))]]
    by_diary, by_respondent = (np.bincount(kind[0], minlength=len(found)) for kind in (of_diary, of_respondent))
    return tuple(
        Disagreement(
            ids[int(found[i]) // names],
            ids[int(found[i]) % names],
            int(counts[i]),
            float(counts[i]) * hours_per_slot,
            int(by_respondent[i]),
            int(by_diary[i]),
            matched.names[int(most[i])],
        )
        for i in np.argsort(-counts, kind="stable").tolist()
    )


def _notes(respondents: int, slots: int, *, all_slots: bool) -> tuple[str, ...]:
    if all_slots:
        what = f"All {slots:,} slots of the diaries in both are counted; a blank counts as a code, 'not worked'."
    else:
        what = (
            f"The {slots:,} slots that either coder filled are counted; a slot that one left blank counts as a code, "
            "'not worked'. Slots blank in both would make any two coders agree."
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
        "often as by chance. They differ in what they take for chance: one very common code changes AC1 the least.",
    )
