"""Agencies beside their respondents: response, staff in bands, and ranks of need."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from timediary.model.agencies import Agencies, Ranked, Response, mean_ranks
from timediary.model.spelling import folded
from timediary.sample.values import in_bands

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from timediary.model.agencies import Agency, AgencyTable
    from timediary.model.survey import Survey


def tabulate_agencies(
    agencies: Sequence[Agency], tables: Sequence[AgencyTable], survey: Survey | None, source: str
) -> Agencies:
    """What a file of agencies says, joined to a survey's respondents by the name of the agency.

    Names are compared without regard to case, spaces and underscores. A respondent of several diaries counts once.

    Args:
        agencies: as the file has them.
        tables: the study's.
        survey: with an attribute `agency`; None where only the file is looked at.
        source: the file.
    """
    found = None if survey is None else _respondents(survey)
    known = {folded(one.name) for one in agencies}
    beside = {} if found is None else {name: count for name, count in found.items() if folded(name) not in known}
    return Agencies(
        agencies=tuple(agencies),
        responses=_responses(agencies, found),
        counted={table.id: _counted(agencies, table) for table in tables},
        tables=tuple(tables),
        ranked=_ranked(agencies),
        unmatched=tuple(sorted(beside.items())),
        source=source,
        inputs=() if survey is None else survey.source.files,
    )


def members_by_agency(agencies: Sequence[Agency], survey: Survey) -> NDArray[np.bool_]:
    """Whose diaries are of each of m agencies, of others, and of any at all, bool (n, m + 2)."""
    places = {folded(one.name): i for i, one in enumerate(agencies)}
    found = np.zeros((len(survey), len(agencies) + 2), dtype=np.bool_)
    texts = survey.attribute("agency").texts()
    _, first = np.unique(survey.respondent_numbers, return_index=True)
    for i, number in enumerate(survey.respondent_numbers.tolist()):
        text = texts[first[number]]
        if text:
            found[i, [places.get(folded(text), len(agencies)), len(agencies) + 1]] = True
    return found


def _respondents(survey: Survey) -> Counter[str]:
    """Respondents of each agency that one of them names."""
    texts = survey.attribute("agency").texts()
    _, first = np.unique(survey.respondent_numbers, return_index=True)
    return Counter(texts[i] for i in first.tolist() if texts[i])


def _responses(agencies: Sequence[Agency], found: Mapping[str, int] | None) -> tuple[Response, ...]:
    by_name: Counter[str] = Counter()
    for name, count in (found or {}).items():
        by_name[folded(name)] += count
    responses = [
        Response(
            one.name,
            one.type,
            None if found is None else by_name[folded(one.name)],
            _whole(one, "returns"),
            _whole(one, "invited"),
        )
        for one in agencies
    ]
    return tuple(responses) if any(one[2:] != (None, None, None) for one in responses) else ()


def _whole(agency: Agency, name: str) -> int | None:
    return int(agency.numbers[name]) if name in agency.numbers else None


def _counted(agencies: Sequence[Agency], table: AgencyTable) -> dict[str, tuple[int, ...]]:
    """Agencies of each type in each band, of those of which both numbers are known; types as the report spells them."""
    counted = {}
    spelt = {folded(type_): type_ for type_ in (*(one.type for one in reversed(agencies)), *table.printed)}
    for key in dict.fromkeys(folded(one.type) for one in agencies):
        type_, members = spelt[key], [one for one in agencies if folded(one.type) == key]
        with np.errstate(invalid="ignore", divide="ignore"):
            of, per = (np.array([one.number(name) for one in members]) for name in (table.of, table.per))
            bands = in_bands(of / per, table.bands)
        if (bands >= 0).any():
            counted[type_] = tuple(int((bands == i).sum()) for i in range(len(table.bands)))
    return counted


def _ranked(agencies: Sequence[Agency]) -> tuple[Ranked, ...]:
    """Those of known ratio and deprivation, the most social workers per person first."""
    known = [one for one in agencies if one.ratio == one.ratio and "rank_deprivation" in one.numbers]
    ranks = mean_ranks([one.ratio for one in known])
    found = [
        Ranked(
            one.name,
            one.type,
            one.ratio,
            rank,
            one.number("rank_social_workers"),
            one.number("rank_deprivation"),
        )
        for one, rank in zip(known, ranks, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: one.rank))
