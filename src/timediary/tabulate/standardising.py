"""Columns of a table brought to the same mix of staff, by direct standardisation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.estimate.ratios import ratios
from timediary.estimate.standardisation import mix_of, standardised_ratios
from timediary.model.line import LineKind
from timediary.model.problem import RequestError
from timediary.model.sampling import KnownTotals
from timediary.model.spelling import folded
from timediary.sample.values import attribute_of, levels_of, spellings
from timediary.tabulate.scope import labels_of, scope_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.estimate.ratios import Estimates
    from timediary.model.survey import Survey
    from timediary.model.table import Table
    from timediary.sample import Sample
    from timediary.sample.columns import Columns


class Standard(NamedTuple):
    """A mix of respondents that every column is brought to.

    Attributes:
        names: ids of the attributes that make it, crossed where there are several.
        labels: of its L levels.
        shares: of the levels, adding up to 1, float64 (L,).
        source: whose mix it is, in words.
    """

    names: tuple[str, ...]
    labels: tuple[str, ...]
    shares: NDArray[np.float64]
    source: str

    @property
    def suffix(self) -> str:
        """What follows the id of a table that is standardised: `:standardised:role`."""
        return f":standardised:{','.join(self.names)}"


def standard_of(sample: Sample, by: Sequence[str], wanted: Sequence[str] | KnownTotals) -> Standard:
    """The mix asked for: by some attributes that of all respondents of a breakdown, or one given in numbers.

    That of all is weighted, of those who are in a level of the breakdown and have one of the attributes (R survey's
    `svystandardize`, with the design's own totals as population).

    Args:
        sample: whose respondents.
        by: the breakdown.
        wanted: ids of attributes, or people by the levels of some.

    Raises:
        RequestError: an attribute also makes the columns, has several answers or too many values, or lacks a level.
    """
    names = tuple(wanted.names) if isinstance(wanted, KnownTotals) else tuple(wanted)
    again = [name for name in names if name in by]
    if again:
        raise RequestError(f"A table by '{again[0]}' can't be standardised by it: its columns are the levels.")
    labels, levels = _levels(sample.survey, names)
    if isinstance(wanted, KnownTotals):
        shares = _shares_given(sample.survey, wanted, len(labels))
        return Standard(names, labels, shares, f"of {wanted.source}")
    columns = sample.columns(by)
    of_level = [j for j, line in enumerate(columns.lines) if line.kind is LineKind.LEVEL]
    members = columns.members[:, of_level].any(axis=1) if of_level else columns.members[:, -1]
    inside = sample.inside
    shares = mix_of(levels[inside], len(labels), sample.weights[inside], members)
    if not np.isfinite(shares).all():
        raise RequestError(f"Nobody in the table has information on '{','.join(names)}', so it can't be standardised.")
    return Standard(names, labels, shares, "of all")


def standardised(
    sample: Sample,
    numerators: NDArray[np.float64],
    denominator: NDArray[np.float64],
    members: NDArray[np.bool_],
    standard: Standard | None,
) -> Estimates:
    """Ratios of totals by column, brought to a mix where one is asked for.

    Args:
        sample: m respondents.
        numerators: shape (m, r).
        denominator: shape (m,).
        members: who is in which column, shape (m, c).
        standard: the mix; None for the ratios as they are.
    """
    if standard is None:
        return ratios(numerators, denominator, sample.design, members)
    levels = levels_among(sample.survey, standard)
    return standardised_ratios(numerators, denominator, sample.design, members, levels[sample.inside], standard.shares)


def _standardised_notes(
    sample: Sample, standard: Standard, columns: Columns, members: NDArray[np.bool_]
) -> tuple[str, ...]:
    """What a reader of a standardised table must know: the mix, who is left out, which columns lack somebody.

    Args:
        sample: m respondents.
        standard: the mix.
        columns: c of them.
        members: who was in which before those without a level were left out, shape (m, c).
    """
    level = levels_among(sample.survey, standard)[sample.inside]
    by = labels_of(sample.survey, standard.names)
    mix = ", ".join(
        f"{label} {share:.1%}" for label, share in zip(standard.labels, standard.shares, strict=True) if share > 0
    )
    notes = [
        f"Each column is brought to the mix of {by} {standard.source} ({mix}) by direct standardisation; the mix "
        "counts as known."
    ]
    unknown = int(np.count_nonzero(members.any(axis=1) & (level < 0)))
    if unknown:
        notes.append(f"Without {unknown:,} respondents whose {by} isn't known.")
    for j, line in enumerate(columns.lines):
        lacking = [
            label
            for i, label in enumerate(standard.labels)
            if standard.shares[i] > 0 and not (members[:, j] & (level == i)).any()
        ]
        if lacking and members[:, j].any():
            notes.append(f"{line.label} has no figure: there is nobody who is '{', '.join(lacking)}'.")
    return tuple(notes)


def as_standardised(
    table: Table, sample: Sample, standard: Standard, columns: Columns, members: NDArray[np.bool_]
) -> Table:
    """A table of standardised figures under a name that says so; no hours can be counted at a mix of others.

    Args:
        table: the figures, with scope, hours and diaries of all members.
        sample: m respondents.
        standard: the mix; those without a level of it are in no figure.
        columns: c of them.
        members: who was in which before those were left out, shape (m, c).
    """
    by, inside = labels_of(sample.survey, standard.names), sample.inside
    known = members & (levels_among(sample.survey, standard)[inside] >= 0)[:, None]
    shown = np.zeros(len(inside), bool)
    shown[inside] = known.any(axis=1)
    return replace(
        table,
        id=table.id + standard.suffix,
        title=f"{table.title}, at one mix of {by}",
        hours=np.full(table.estimate.shape, np.nan),
        scope=scope_of(sample, shown),
        notes=(*_standardised_notes(sample, standard, columns, members), *table.notes),
        column_hours=(known.T * sample.weights[inside]) @ sample.survey.recorded_hours[inside],
        column_diaries=None if table.column_diaries is None else known.sum(axis=0),
    )


def _levels(survey: Survey, names: Sequence[str]) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Labels of the levels of some attributes crossed, and the level of each of the n respondents, -1 for none."""
    labels: tuple[str, ...] = ("",)
    found = np.zeros(len(survey), dtype=np.int64)
    for name in names:
        levels, membership, without = levels_of(attribute_of(survey, name))
        if (membership.sum(axis=1) > 1).any():
            raise RequestError(f"'{name}' has several answers, so that nothing can be standardised by it.")
        known = (found >= 0) & ~without & membership.any(axis=1)
        found = np.where(known, found * len(levels) + membership.argmax(axis=1), -1)
        labels = tuple(f"{label} / {level.label}" if label else level.label for label in labels for level in levels)
    return labels, found


def levels_among(survey: Survey, standard: Standard) -> NDArray[np.int64]:
    """The level of each of the n respondents among those of a mix that may be another survey's, -1 for none."""
    labels, levels = _levels(survey, standard.names)
    known = {label: place for place, label in enumerate(standard.labels)}
    places = np.array([*(known.get(label, -1) for label in labels), -1])
    return np.asarray(places[levels])


def _shares_given(survey: Survey, wanted: KnownTotals, count: int) -> NDArray[np.float64]:
    """Shares of the levels from the numbers of people given."""
    meanings = [spellings(levels_of(attribute_of(survey, name))[0]) for name in wanted.names]
    sizes = [len(levels_of(attribute_of(survey, name))[0]) for name in wanted.names]
    people = np.zeros(count)
    for total in wanted.totals:
        place = 0
        for name, text, known, size in zip(wanted.names, total.levels, meanings, sizes, strict=True):
            position = known.get(folded(text), -1)
            if position < 0:
                raise RequestError(f"{wanted.source}: '{name}' has no level '{text}'.")
            place = place * size + position
        people[place] += total.people
    if not people.sum() > 0:
        raise RequestError(f"{wanted.source}: the numbers of people add up to nothing.")
    return np.asarray(people / people.sum())
