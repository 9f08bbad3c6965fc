"""Several waves of a survey as one result: shares and hours by wave, changes, trends, and a picture."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import reduce
from itertools import pairwise
from operator import add
from typing import TYPE_CHECKING

import numpy as np

import timediary.pipeline.display  # noqa: F401 - lets tables show and write themselves
from timediary.model.number import percent_text
from timediary.model.problem import RequestError
from timediary.model.results import Results
from timediary.model.titles import titles_of
from timediary.pipeline.provenance import provenance_with, sample_options
from timediary.pipeline.requests import check_decimals, specs_asked, standardised_asked
from timediary.sample import sample_of
from timediary.tabulate.trends import WaveTimes, tabulate_trends

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from timediary.model.picture import Picture
    from timediary.model.problem import Ledger, Problem
    from timediary.model.provenance import Provenance
    from timediary.model.sampling import KnownTotals
    from timediary.model.study import Grouping, Study
    from timediary.model.survey import Survey
    from timediary.model.table import Table
    from timediary.pipeline.protecting import Progress, Safe
    from timediary.sample import Sample
    from timediary.tabulate.trends import Of

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


def trend(
    samples: Sequence[Survey | Sample],
    by: str | Sequence[str] | None = None,
    *,
    names: Sequence[str] | None = None,
    times: Sequence[float] | None = None,
    grouping: str | Path | Grouping | None = None,
    independent: bool = False,
    standardise: str | Path | Sequence[str] | KnownTotals | None = None,
    decimals: int = 0,
    with_picture: bool = True,
    palette: str | Sequence[str] | None = None,
    safe: Safe = False,
    progress: Progress | None = None,
) -> Results:
    """Shares and hours of several waves, their changes, linear trends and tests of any change.

    Respondents in several waves by id are a panel, whose covariance is used.

    Args:
        samples: the waves in the order of time, two at least, of one study.
        by: a breakdown, or a list of several; none where None.
        names: what the waves are called; `wave 1` and so on where None.
        times: when they were, rising, for the trend; the years in their names where each has one and these rise, else
            1, 2 and so on.
        grouping: id of one of the study's groupings, path of a grouping file, or a grouping; the study's own where
            None.
        independent: whether ids that are in several waves belong to different people.
        standardise: attributes whose mix all waves are brought to, as the first has it, in further tables; or a file of
            people by their levels.
        decimals: of percentages.
        with_picture: paint the picture of the overall shares.
        palette: of the picture: `viridis`, `okabe_ito`, `grey` or `blue_brown`, or colours such as
            `["#2f6699", "#e0a83c"]`, in the order of the categories; ours, the last of these, where None.
        safe: protect what is published: True for the study's policy, else a preset's name, a file or a policy.
            A figure hidden in a wave is hidden in its changes.
        progress: called with what is being done, how much of it is done, and of how much.

    Raises:
        RequestError: something asked for doesn't fit a survey, times don't rise, or the waves follow different studies.
        DefinitionError: there is no such policy, or a file of a grouping, a mix or a policy can't be read.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> results = td.trend([survey, survey], names=["2026", "2027"], independent=True, with_picture=False)
        >>> results.headline
        '26% to 26% direct contact, 73% to 73% client-related work; 2 waves: 2026 1,153 diaries, 2027 1,153 diaries'
    """
    check_decimals(decimals)
    drawn = [sample_of(sample) for sample in samples]
    first = _study_of(drawn)
    waves = wave_times(names or [f"wave {number}" for number in range(1, len(drawn) + 1)], times)
    if len(waves.names) != len(drawn):
        raise RequestError(f"There are {len(drawn)} waves and {len(waves.names)} names.")
    last = drawn[-1].survey
    specs = [one._replace(decimals=decimals) for one in specs_asked(last, by or (), grouping)]
    if safe:
        from timediary.pipeline.merging import merged_as_asked

        drawn = merged_as_asked(drawn, specs, safe)
        last = drawn[-1].survey
    wanted = (*specs, *standardised_asked(last, specs, standardise, overall=True))
    measures: tuple[Of, ...] = ("shares", "hours")
    tables: Sequence[Table] = [
        table
        for of in measures
        for spec in wanted
        for table in tabulate_trends(drawn, waves, spec, of, independent=independent)
    ]
    protection = None
    if safe:
        from timediary.pipeline.protecting import policy_asked
        from timediary.pipeline.safe_waves import safe_trends

        policy = policy_asked(first, safe)
        tables, protection = safe_trends(tables, drawn, waves, wanted, policy, progress=progress)
    ledger, problems = _account([sample.survey for sample in drawn])
    said = _headline(tables[0], len(waves.names), first)
    each = ", ".join(f"{name} {len(sample):,} diaries" for name, sample in zip(waves.names, drawn, strict=True))
    results = Results(
        headline="; ".join(filter(None, (said, f"{len(drawn)} waves: {each}"))),
        tables=tuple(tables),
        study=first,
        ledger=ledger,
        problems=problems,
        provenance=_provenance(drawn, waves, specs[0].grouping),
        pictures=(trend_picture(tables[0], waves, palette),) if with_picture else (),
        grouping=specs[0].grouping,
        titles=titles_of([sample.survey for sample in drawn]),
        protection=protection,
    )
    if protection is None:
        return results
    from timediary.pipeline.publishing import without_people

    headline = "; ".join(filter(None, (said, f"{len(drawn)} waves: {tables[0].scope}")))
    return without_people(results, headline, last)


def _study_of(drawn: Sequence[Sample]) -> Study:
    """The study that all waves follow.

    Raises:
        RequestError: there are fewer than two, or they follow different studies.
    """
    if len(drawn) < 2:
        raise RequestError("A trend needs at least two waves.")
    first = drawn[0].survey.study
    for sample in drawn[1:]:
        study = sample.survey.study
        if study.codes != first.codes or study.grid != first.grid:
            raise RequestError("The waves follow different studies, so they can't be compared.")
    return first


def _provenance(drawn: Sequence[Sample], waves: WaveTimes, grouping: Grouping) -> Provenance:
    """How the results were made, from the files of all waves."""
    options = [("Waves", "; ".join(f"{n} ({t:g})" for n, t in zip(waves.names, waves.times, strict=True)))]
    options += [("Grouping", grouping.label), *sample_options(drawn[-1])]
    parts = [provenance_with(sample.survey, options) for sample in drawn]
    return replace(parts[-1], inputs=tuple(file for part in parts for file in part.inputs))


def _headline(table: Table, waves: int, study: Study) -> str:
    """The result in a few words: `24% to 26% direct contact`, of the shares that the study's headline names."""
    ids = [row.id for row in table.rows]
    told = []
    for i in [ids.index(id_) for id_ in study.defaults.headline if id_ in ids] or [0]:
        first, last, label = table.estimate[i, 0], table.estimate[i, waves - 1], table.rows[i].label.strip()
        if np.isfinite(first) and np.isfinite(last):
            shares = [percent_text(float(share), table.decimals) for share in (first, last)]
            told.append(f"{' to '.join(shares)} {label[0].lower()}{label[1:]}")
    return ", ".join(told)


def trend_picture(table: Table, waves: WaveTimes, palette: str | Sequence[str] | None) -> Picture:
    """The picture of a table of waves, for a page."""
    from timediary.plot.over_the_waves import trend as paint
    from timediary.plot.picture import for_page
    from timediary.plot.style import COLUMN_WIDTH

    wide = paint(table, waves.times, headed=False, palette=palette)
    return for_page("trend", 1, wide, paint(table, waves.times, headed=False, palette=palette, width=COLUMN_WIDTH))


def wave_times(names: Sequence[str], times: Sequence[float] | None = None) -> WaveTimes:
    """What waves are called and when they were.

    Args:
        names: of the waves, in order.
        times: given; the years in the names where None and each has one and these rise; else 1, 2 and so on.

    Raises:
        RequestError: there are not as many times as names, or they don't rise.
    """
    called = tuple(name if names.count(name) == 1 else f"{name} ({i})" for i, name in enumerate(names, start=1))
    if times is not None:
        if len(times) != len(names):
            raise RequestError(f"There are {len(names)} waves and {len(times)} times.")
        if not all(earlier < later for earlier, later in pairwise(times)):
            raise RequestError("The waves must be in order of time: each time greater than the one before.")
        return WaveTimes(called, tuple(float(time) for time in times), "unit of time")
    years = [_YEAR.findall(name) for name in names]
    if all(len(found) == 1 for found in years):
        found = tuple(float(year[0]) for year in years)
        if all(earlier < later for earlier, later in pairwise(found)):
            return WaveTimes(called, found, "year")
        if len(set(found)) == len(found):
            raise RequestError(
                f"The names have the years {', '.join(f'{year:g}' for year in found)}: put the waves in the order "
                "of time, or say when they were (--at)."
            )
    return WaveTimes(called, tuple(float(number) for number in range(1, len(names) + 1)), "wave")


def _account(surveys: Sequence[Survey]) -> tuple[Ledger, tuple[Problem, ...]]:
    """Ledger and problems of all waves, in cells or, where some are kept as episodes, in minutes."""
    mixed = len({survey.ledger.unit for survey in surveys}) > 1
    ledgers, problems = [], []
    for survey in surveys:
        minutes = survey.grid.slot_minutes if mixed and survey.ledger.unit == "cells" else 1
        ledgers.append(survey.ledger.in_minutes(minutes) if mixed else survey.ledger)
        problems += [replace(problem, cells=problem.cells * minutes) for problem in survey.problems]
    return reduce(add, ledgers), tuple(problems)
