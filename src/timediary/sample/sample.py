"""The `Sample`: a survey, conditions on its respondents, and how these were sampled; resolved once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np

from timediary.categorise import categorise, states
from timediary.estimate.arrays import distinct
from timediary.estimate.design import Design
from timediary.estimate.ratios import ratios
from timediary.estimate.whole_ratios import whole_ratios
from timediary.model.sampling import SAMPLED_SINGLY
from timediary.sample.columns import columns_of
from timediary.sample.conditions import conditions_of, selected
from timediary.sample.drawing import draw, in_words
from timediary.sample.values import resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.estimate.ratios import AnyDesign, Estimates
    from timediary.model.sampling import Sampling
    from timediary.model.study import Grouping
    from timediary.model.survey import Survey
    from timediary.model.table import Condition
    from timediary.sample.columns import Columns
    from timediary.sample.drawing import Drawn


@dataclass(frozen=True, eq=False)
class Sample:
    """A survey whose respondents were sampled somehow, or those of them who meet conditions.

    Nothing is worked out before it is asked for, and then it is kept. `sample_of` and `Sample.bound` make one.

    Attributes:
        survey: n respondents.
        sampling: the attributes, by their ids, that say how they were sampled.
        where: conditions that a respondent must meet to be in a table, with attributes by their ids. The others
            remain part of the sample: variances are those of a domain.
    """

    survey: Survey
    sampling: Sampling = SAMPLED_SINGLY
    where: tuple[Condition, ...] = ()
    _whole: Sample | None = field(default=None, init=False, repr=False)
    _hours: dict[Grouping, NDArray[np.float64]] = field(default_factory=dict, init=False, repr=False)
    _columns: dict[tuple[str, ...], Columns] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def bound(cls, survey: Survey, sampling: Sampling, where: str | Condition | Sequence[str | Condition] = ()) -> Self:
        """A sample with its attributes resolved: ids, labels or aliases to ids.

        Args:
            survey: n respondents.
            sampling: how they were sampled.
            where: conditions, as texts (`"setting=csd"`, `"active_cases>20"`) or values.

        Raises:
            RequestError: the survey has no such attribute, or a text is not a condition.
        """
        return cls(survey, _resolved(survey, sampling), conditions_of(survey, where))

    def __repr__(self) -> str:
        """What it is in one line; nothing is worked out for it."""
        met = int(selected(self.survey, self.where).sum())
        only = f"; only {' and '.join(map(str, self.where))}" if self.where else ""
        left_out = f"; without {self.survey.left_out}" if self.survey.left_out else ""
        return f"<Sample of {met:,} {'diary' if met == 1 else 'diaries'}{left_out}{only}; {in_words(self.sampling)}>"

    def __len__(self) -> int:
        """How many diaries are in its tables."""
        return int(self.chosen.sum())

    @cached_property
    def drawn(self) -> Drawn:
        """Who the estimates rest on and how they were sampled: m of the n respondents.

        Raises:
            RequestError: see `timediary.sample.drawing.draw`.
        """
        return draw(self.survey, self.sampling) if self._whole is None else self._whole.drawn

    @property
    def inside(self) -> NDArray[np.bool_]:
        """Who recorded time and has a weight above 0, bool (n,)."""
        return self.drawn.inside

    @property
    def weights(self) -> NDArray[np.float64]:
        """Their weights, float64 (n,), 0 for everybody else."""
        return self.drawn.weights

    @property
    def design(self) -> AnyDesign:
        """How the m of them were sampled."""
        return self.drawn.design

    @property
    def method(self) -> str:
        """How variances are worked out, in words for readers."""
        return self.drawn.method

    @cached_property
    def chosen(self) -> NDArray[np.bool_]:
        """Who is in a table: those inside who meet the conditions, bool (n,)."""
        return selected(self.survey, self.where) & self.inside

    @property
    def reading_in_words(self) -> str:
        """How the diaries were read, where it was not all of them at once."""
        return ""

    @property
    def at_hand(self) -> Sample:
        """A sample with the diaries themselves, for what their sums don't tell: this one."""
        return self

    @property
    def which_at_hand(self) -> str:
        """Which of the diaries those at hand are, where they aren't all."""
        return ""

    def count(self, rows: NDArray[np.bool_]) -> int:
        """How many diaries some of the n rows are."""
        return int(np.count_nonzero(rows))

    @property
    def weightless(self) -> int:
        """How many respondents kept a diary and meet the conditions, but have a weight of 0."""
        kept = self.survey.counted & selected(self.survey, self.where)
        return len({self.survey.respondents[i] for i in np.flatnonzero(kept & ~self.inside).tolist()})

    def shares(self, grouping: Grouping, columns: Columns) -> Estimates:
        """Of all the time recorded in each of d columns, the share in each of the r rows of a grouping.

        Raises:
            RequestError: weights and design can't be used.
        """
        hours, recorded = (
            self.hours_in(grouping, mentions_too=True)[self.inside],
            self.recorded_in(grouping)[self.inside],
        )
        # (whole minutes, as hours are made of them)
        minutes, all_minutes = (np.rint(each * 60).astype(np.int64) for each in (hours, recorded))
        if isinstance(self.design, Design) and self.design.draws_singly:
            return whole_ratios(minutes, all_minutes, self.design, columns.members)
        return ratios(minutes, all_minutes, self.design, columns.members)

    def hours_in(self, grouping: Grouping, *, mentions_too: bool = False) -> NDArray[np.float64]:
        """Hours of each diary on each of the r rows of a grouping, shape (n, r).

        Args:
            grouping: r rows.
            mentions_too: whether it may be that hours are in several rows at once.

        Raises:
            RequestError: hours are in several rows, and that may not be.
        """
        self.survey.needs_diaries()
        if not mentions_too:
            self.survey.needs_one_row()
        if grouping not in self._hours:
            self._hours[grouping] = categorise(self.survey, grouping)
        return self._hours[grouping]

    def recorded_in(self, grouping: Grouping) -> NDArray[np.float64]:
        """Hours that shares are of, shape (n,): those in all groups, which is all recorded time."""
        if self.survey.mentions is not None:
            return self.survey.recorded_hours
        groups = [bool(row.codes) for row in grouping.rows]
        # Summed as minutes, which are whole: who spent all their time on one row is to have the same hours in both.
        minutes: NDArray[np.float64] = np.rint(self.hours_in(grouping)[:, groups] * 60).sum(axis=1)
        return minutes / 60

    def bases(self, members: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Different respondents among the members of d columns, shape (d,).

        Args:
            members: shape (n, d), or (m, d) for those inside alone.
        """
        survey = self.survey
        if not survey.has_repeated:
            return np.asarray(members.sum(axis=0), dtype=np.int64)
        owners = survey.respondent_numbers if len(members) == len(survey) else survey.respondent_numbers[self.inside]
        return distinct(owners, members)

    def states(self, grouping: Grouping) -> NDArray[np.unsignedinteger]:
        """The group that each diary is in, slot by slot, shape (n, slots); it is large, and not kept.

        Raises:
            RequestError: the diaries have no times of day.
        """
        return states(self.survey, grouping)

    def columns(self, by: Sequence[str] = ()) -> Columns:
        """The columns of a breakdown by some attributes, by their ids, and who is in each.

        Raises:
            RequestError: an attribute is unknown, named twice, or has too many values to tabulate.
        """
        names = tuple(by)
        if names not in self._columns:
            self._columns[names] = columns_of(self.survey, names, self.chosen, self.inside)
        return self._columns[names]

    def narrowed(self, where: str | Condition | Sequence[str | Condition]) -> Sample:
        """The same sample with further conditions; what is worked out of its design is shared.

        Raises:
            RequestError: the survey has no such attribute, or a text is not a condition.
        """
        further = conditions_of(self.survey, where)
        if not further:
            return self
        narrow = replace(self, where=(*self.where, *further))
        vars(narrow).update(_whole=self, _hours=self._hours)
        return narrow


def sample_of(survey: Survey | Sample) -> Sample:
    """A sample as it is; a survey as the sample that its study says it is, which is made once and kept with it.

    Raises:
        RequestError: the survey lacks an attribute that its study names.
    """
    if isinstance(survey, Sample):
        return survey
    known = vars(survey)
    if "_own_sample" not in known:
        known["_own_sample"] = Sample.bound(survey, survey.study.defaults.sampling)
    own: Sample = known["_own_sample"]
    return own


def _resolved(survey: Survey, sampling: Sampling) -> Sampling:
    """The sampling with its attributes by id; an empty name stands for none."""

    def named(name: str | None) -> str | None:
        return resolve(survey, name) if name else None

    return sampling._replace(
        weight=named(sampling.weight),
        cluster=named(sampling.cluster),
        strata=named(sampling.strata),
        fpc=named(sampling.fpc),
        calibrate=tuple(
            known._replace(names=tuple(resolve(survey, name) for name in known.names)) for known in sampling.calibrate
        ),
    )
