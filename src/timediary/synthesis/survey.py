"""A synthetic survey: respondents, hours and weeks drawn so that the published tables come out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.consistency.atoms import conditions_of, without_diaries
from timediary.consistency.counts import Counts
from timediary.model.definition import Figure, decimals_of
from timediary.model.survey import Attribute, Survey
from timediary.sample import Sample
from timediary.sample.conditions import selected
from timediary.synthesis.afterwards import given_anew, is_share_of_time
from timediary.synthesis.base_rates import usual_shares
from timediary.synthesis.hours import Target, fitted_shares, mended, possible_totals, slots_by_code
from timediary.synthesis.patterns import patterns_for
from timediary.synthesis.population import Population
from timediary.synthesis.random import Stream
from timediary.synthesis.respondents import finished
from timediary.synthesis.weeks import weeks
from timediary.tabulate.report import Reported

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from timediary.model.study import Study
    from timediary.model.synthesis import Published, Synthesis

# Slots by which what is recorded in a diary differs from what is reported of it.
_OFF = (-2, -1, 0, 0, 0, 0, 0, 0, 1, 2)

# Slots recorded over contract by those whose hours worked are not known.
_OVER = (-4, 0, 0, 0, 0, 1, 2, 4, 6, 10)

_FEWEST_SLOTS = 4
_USUAL_HOURS = 37.0


def synthesise(published: Published, respondents: int | None, seed: int) -> Survey:
    """Draw a survey whose tables are the published ones; the same for the same seed on every machine.

    Attributes are given so that the counts hold (`population`), hours so that the shares of time do (`hours`), and
    the hours are put into weeks (`weeks`). Some answers are given anew when hours are known, so that the text of the
    report holds as well (`afterwards`). Another number of respondents than the survey had is drawn in proportion:
    each of its respondents stands for as many with the same answers, whose activities and weeks are drawn anew.

    Args:
        published: what is published.
        respondents: how many; as many as the survey had where None.
        seed: decides what is chance.

    Raises:
        RequestError: the seed is negative, or weeks can't be drawn for the study's diary.
    """
    study, synthesis = published.study, published.synthesis
    population = Population(study, published.tables, Counts(study, published.tables), published.cells, synthesis, seed)
    for step in synthesis.steps:
        population.give(step)
    conditions = conditions_of(published.tables.values())
    base = finished(study, population.columns, conditions, synthesis, seed)
    targets = _targets(published, base)
    totals = possible_totals(_totals(base, synthesis, seed), targets)
    shares = fitted_shares(totals, usual_shares(published, base, seed), targets)
    slots = slots_by_code(totals, shares, targets, seed)
    slots = mended(slots, [*targets, *_stated(published, base)])
    base = given_anew(published, base, slots, seed)
    count = synthesis.respondents if respondents is None else respondents
    if count != synthesis.respondents:
        chosen = stand_for(base, count)
        base = {name: Attribute(attribute.variable, attribute.values[chosen]) for name, attribute in base.items()}
        totals = totals[chosen]
        targets = [*_targets(published, base), *_stated(published, base)]
        slots = slots_by_code(totals, shares[chosen], targets, seed)
    days, hours = (_numbers(base, name) for name in ("contracted_days", "contracted_hours"))
    patterns = patterns_for(totals, days, hours, published.rules, study, seed)
    width = len(str(count))
    names = tuple(f"R{number:0{width}d}" for number in range(1, count + 1))
    diaries = weeks(slots, patterns, published.rules, study, seed)
    return Survey(study, names, diaries, base, note=_note(study, synthesis, count, seed))


def _note(study: Study, synthesis: Synthesis, respondents: int, seed: int) -> str:
    return "\n".join(
        (
            synthesis.note,
            f"Drawn after the figures published in: {study.source}",
            f"Made by: timediary synthesise --study {study.id} --respondents {respondents} --seed {seed}",
        )
    )


def _totals(attributes: Mapping[str, Attribute], synthesis: Synthesis, seed: int) -> NDArray[np.int64]:
    """Slots that each respondent records: about the hours reported, or else contracted."""
    worked, contracted = (_numbers(attributes, name) for name in ("worked_hours", "contracted_hours"))
    stream = Stream(seed, "hours recorded")
    off = np.array(_OFF)[stream.integers(len(worked), len(_OFF))]
    over = np.array(_OVER)[stream.integers(len(worked), len(_OVER))]
    usual = np.where(np.isnan(contracted), _USUAL_HOURS, contracted)
    slots = np.where(np.isnan(worked), 2 * usual + over, 2 * np.nan_to_num(worked) + off)
    whole = np.floor(slots + 0.5).astype(np.int64)
    return np.asarray(np.clip(whole, _FEWEST_SLOTS, int(2 * synthesis.most_hours)))


def _numbers(attributes: Mapping[str, Attribute], name: str) -> NDArray[np.float64]:
    return np.asarray(attributes[name].values, dtype=np.float64)


def stand_for(attributes: Mapping[str, Attribute], count: int) -> NDArray[np.int64]:
    """Which respondent of the survey each of some number stands for: in order, evenly spread over what they are."""
    size = len(attributes["setting"].values)
    order = np.lexsort(
        [attributes[name].values for name in ("satisfaction", "electronic_recording", "role", "setting")]
    )
    places = (np.arange(count, dtype=np.int64) * size + size // 2) // count
    return np.asarray(order[np.minimum(places, size - 1)])


def _targets(published: Published, attributes: Mapping[str, Attribute]) -> list[Target]:
    """The published shares of time, each once, with the respondents that they are about."""
    study = published.study
    reported = Reported(Sample(without_diaries(study, attributes, len(attributes["setting"].values))))
    found: dict[tuple[bytes, tuple[str, ...], float], Target] = {}
    columns = {id_: reported.who(table).columns for id_, table in published.tables.items() if table.measure == "time"}
    for cell in published.cells:
        if cell.figure is not Figure.SHARE or cell.value is None:
            continue
        table = published.tables[cell.table]
        rows = {row.id: row for row in study.groupings[table.grouping].rows}
        codes = rows[table.printed_rows[cell.i].line.id].codes
        members = np.flatnonzero(columns[table.id][:, cell.j])
        if codes and len(members):
            half = 0.5 * 10.0 ** -decimals_of(cell)
            places = np.array([study.code_numbers[code] - 1 for code in codes])
            target = Target(members, places, max(cell.value - half, 0.0) / 100, (cell.value + half) / 100)
            found.setdefault((members.tobytes(), codes, cell.value), target)
    return list(found.values())


def _stated(published: Published, attributes: Mapping[str, Attribute]) -> list[Target]:
    """The shares of time that the text of the report gives beside its tables."""
    study = published.study
    survey = without_diaries(study, attributes, len(attributes["setting"].values))
    found = []
    for one in published.statements:
        if is_share_of_time(one):
            half = 0.5 * 10.0 ** -(one.decimals or 0)
            low, high = (((end or 0.0) + by) / 100 for end, by in ((one.least, -half), (one.most, half)))
            places = np.array([study.code_numbers[code] - 1 for code in one.codes])
            found.append(Target(np.flatnonzero(selected(survey, one.of)), places, max(low, 0.0), high))
    return found
