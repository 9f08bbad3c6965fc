"""What the figures of each kind of table are sums of, so that they can be protected together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.model.line import Unit
from timediary.model.number import form_of
from timediary.model.problem import RequestError
from timediary.protect.amounts import Amounts, TableFigures, figures_of_shares
from timediary.protect.tables import codes_of_rows, most_hours_of
from timediary.sample.values import attribute_of, levels_of
from timediary.tabulate.answers import diaries_of_each
from timediary.tabulate.hours import denominator_of
from timediary.tabulate.respondents import unsocial_work
from timediary.tabulate.standardising import levels_among, standard_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from timediary.model.definition import TableDefinition
    from timediary.model.disclosure import DisclosurePolicy
    from timediary.model.study import Grouping
    from timediary.model.table import Base, TableSpec
    from timediary.model.workload import WorkloadRules
    from timediary.sample import Sample
    from timediary.sample.own_shares import ReachedShares
    from timediary.tabulate.hours_account import HoursAccount
    from timediary.tabulate.report import Reported
    from timediary.tabulate.standardising import Standard

_DIARIES = "diaries"


class Measured:
    """What the diaries of a survey hold, under one set of weights, and what the figures of its tables are sums of.

    Args:
        sample: whose diaries and weights; its conditions play no part.
        policy: how figures are rounded.

    Raises:
        RequestError: a minute may be in several rows, so that figures don't add up to hours.
    """

    def __init__(self, sample: Sample, policy: DisclosurePolicy) -> None:
        if sample.survey.mentions is not None:
            raise RequestError(
                f"{sample.survey.aspect}: what is about few respondents can't be hidden where a minute may be in "
                "several rows, so this isn't published. Publish a table of the main activity, or of a field that "
                "takes one answer."
            )
        self.policy, self.survey, self.weights = policy, sample.survey, sample.weights
        minutes = self.survey.code_minutes
        self._numbers = minutes.numbers
        self._values = [minutes.minutes / 60 * self.weights[:, None]]
        self._more: dict[str, int] = {}
        self._parts: list[bool] = []
        self._none: dict[int, NDArray[np.bool_]] = {}
        # Where each respondent kept one diary and all count alike, counting diaries is counting respondents.
        self._is_plain = not self.survey.has_repeated and set(np.unique(self.weights)) <= {0.0, 1.0}

    @property
    def amounts(self) -> Amounts:
        """Everything that figures sum."""
        values = np.column_stack(self._values)
        is_time = np.arange(values.shape[1]) < len(self._numbers)
        most = most_hours_of(self.survey.study) * float(self.weights.max(initial=0.0))
        diaries = self._more.get(_DIARIES) if self._is_plain else None
        is_part = np.concatenate([np.zeros(len(self._numbers), dtype=np.bool_), np.array(self._parts, dtype=np.bool_)])
        none = np.zeros(values.shape, dtype=np.bool_)
        for number, of in self._none.items():
            none[:, number] = of
        people = self.survey.respondent_numbers
        return Amounts(values, is_time, people, most, diaries, is_part, none if self._none else None)

    def finished(self, figures: Sequence[TableFigures]) -> list[TableFigures]:
        """Figures of several tables in terms of all the amounts that any of them names."""
        count = len(self._numbers) + len(self._more)

        def wide(rows: NDArray[np.bool_]) -> NDArray[np.bool_]:
            return np.pad(rows, ((0, 0), (0, count - rows.shape[1])))

        return [one._replace(rows=wide(one.rows), of=wide(one.of)) for one in figures]

    def shares(self, sample: Sample, spec: TableSpec) -> TableFigures:
        """A table of shares of recorded time, at one mix where that is asked for."""
        standard = None if spec.standardise is None else standard_of(sample, spec.by, spec.standardise)
        return self.shares_of(spec, sample.columns(spec.by).membership, standard)

    def shares_of(
        self, spec: TableSpec, membership: NDArray[np.bool_], standard: Standard | None = None
    ) -> TableFigures:
        """Likewise, of the diaries in each of c columns, bool (n, c), at a mix that is itself taken as known."""
        rows = self._rows(spec.grouping)
        decimals = min(spec.decimals, self.policy.decimals)
        if standard is None:
            return self._shares(rows, membership, decimals)
        groups, factors = self._at_a_mix(membership, standard)
        plain, count = self._shares(rows, groups, decimals), membership.shape[1]
        return plain._replace(
            above=plain.above[:, :count],
            below=plain.below[:, :count],
            units=plain.units[:, :count],
            columns=None,
            factors=factors,
        )

    def _shares(self, rows: NDArray[np.bool_], membership: NDArray[np.bool_], decimals: int) -> TableFigures:
        return figures_of_shares(rows, self._time(rows.shape[1]), membership, decimals)

    def hours(
        self, sample: Sample, spec: TableSpec, per: str, rules: WorkloadRules, standard: Standard | None = None
    ) -> TableFigures:
        """Hours over weeks, full-time equivalents, cases or other numbers of the respondents."""
        number, _ = denominator_of(sample, per, rules)
        of_one = self._named(_DIARIES if per == "week" else f"per {per}", np.nan_to_num(number))
        unit = Unit.HOURS if per in ("week", "fte") else Unit.HOURS_EACH
        membership = sample.columns(spec.by).membership & np.isfinite(number)[:, None]
        return self._hours(spec, membership, of_one, unit, standard)

    def hours_a_diary(
        self, spec: TableSpec, membership: NDArray[np.bool_], standard: Standard | None = None
    ) -> TableFigures:
        """Hours over diaries, of those in each of c columns, bool (n, c)."""
        return self._hours(spec, membership, self._named(_DIARIES, np.ones(len(self.survey))), Unit.HOURS, standard)

    def _hours(
        self, spec: TableSpec, membership: NDArray[np.bool_], of_one: int, unit: Unit, standard: Standard | None
    ) -> TableFigures:
        rows = self._rows(spec.grouping)
        rows = np.vstack([rows, self._time(rows.shape[1])])
        groups, factors = (membership, None) if standard is None else self._at_a_mix(membership, standard)
        shape = (len(rows), membership.shape[1])
        places = np.broadcast_to(np.arange(shape[1]), shape)
        of = np.broadcast_to(np.arange(of_one + 1) == of_one, (len(rows), of_one + 1))
        units = np.full(shape, 10.0 ** -form_of(unit, 0).decimals)
        return TableFigures(groups, places, places, rows, of, units, None, factors)

    def recorded(self, membership: NDArray[np.bool_]) -> TableFigures:
        """Mean hours recorded in a diary, by column."""
        diaries = self._named(_DIARIES, np.ones(len(self.survey)))
        rows = self._time(diaries + 1)[None, :]
        of = (np.arange(diaries + 1) == diaries)[None, :]
        places = np.arange(membership.shape[1])[None, :]
        return TableFigures(membership, places, places, rows, of, np.full(places.shape, 0.1))

    def counts(self, membership: NDArray[np.bool_]) -> TableFigures:
        """How many respondents have a diary in each of c columns, bool (n, c), in one row."""
        none = np.zeros((1, len(self._numbers)), dtype=np.bool_)
        places = np.arange(membership.shape[1])[None, :]
        units = np.full(places.shape, float(self.policy.round_bases))
        return TableFigures(membership, places, np.full(places.shape, -1), none, none, units)

    def respondents(self, of: str, membership: NDArray[np.bool_], base: Base = "all") -> TableFigures:
        """Shares of respondents at each level of an attribute, and of all without information too, by column."""
        _, members, without = levels_of(attribute_of(self.survey, of))
        if base == "all":
            levels = np.column_stack([members, without])
        else:
            levels, membership = members, membership & ~without[:, None]
        return self._shares_of_people(levels, membership, self._counting(levels.shape[1]))

    def reached(self, sample: Sample, asked: ReachedShares, membership: NDArray[np.bool_]) -> TableFigures:
        """Shares of respondents who have at least so much of their own time in a category, a row a cut, by column."""
        levels = asked.reached(self.survey)
        counting = self._counting(levels.shape[1])
        if self.survey.has_repeated:
            # Each respondent counts once, by parts of one for each of their diaries.
            number = self._named("respondents", 1.0 / diaries_of_each(sample))
            counting = np.broadcast_to(np.arange(number + 1) == number, (levels.shape[1], number + 1))
        return self._shares_of_people(levels, membership & sample.inside[:, None], counting)

    def _shares_of_people(
        self, levels: NDArray[np.bool_], membership: NDArray[np.bool_], counting: NDArray[np.bool_]
    ) -> TableFigures:
        """Shares of those in each of c columns, bool (n, c), at each of r levels, bool (n, r), which may overlap."""
        n, count = membership.shape
        crossed = (levels[:, :, None] & membership[:, None, :]).reshape(n, -1)
        shape = (levels.shape[1], count)
        above = count + np.arange(np.prod(shape)).reshape(shape)
        below = np.broadcast_to(np.arange(count), shape)
        units = np.full(shape, 10.0 ** -(self.policy.decimals + 2))
        return TableFigures(np.hstack([membership, crossed]), above, below, counting, counting, units)

    def account(
        self, ids: Sequence[str], membership: NDArray[np.bool_], account: HoursAccount, base: Base
    ) -> TableFigures:
        """Those rows of an hours account that are sums of hours, or numbers of respondents, by their ids.

        All hours are sums of four parts, so that no row tells of another what a reader of both couldn't work out:
        hours worked up to those employed, those unpaid beyond, those made up beyond, and those worked less.
        """
        unpaid = np.nan_to_num(account.unpaid)
        excess = np.nan_to_num(account.excess)
        within = np.nan_to_num(account.worked) - excess
        parts = {"within": within, "unpaid": unpaid, "made_up": excess - unpaid, "short": np.nan_to_num(account.short)}
        numbers = {name: self._named(f"account {name}", values) for name, values in parts.items()}
        for name in ("unpaid", "made_up", "short"):
            self._none[numbers[name]] = (excess > 0) if name == "short" else ~(excess > 0)
        known = membership & np.isfinite(account.net)[:, None]
        paid = membership & np.isfinite(account.unpaid)[:, None]
        groups = {"whole": membership if base == "all" else known, "known": known, "paid": paid}
        groups["over"] = known & (excess > 0)[:, None]
        places = {name: i * membership.shape[1] + np.arange(membership.shape[1]) for i, name in enumerate(groups)}
        nothing = np.full(membership.shape[1], -1)
        counted = self._counting(1, max(numbers.values()) + 1)[0]
        share, hour = 10.0 ** -(self.policy.decimals + 2), 0.1
        worked, over = ("within", "unpaid", "made_up"), ("unpaid", "made_up")
        made = {
            "worked": (worked, "known", "known", hour),
            "employed": (("within", "short"), "known", "known", hour),
            "over": ((), "over", "whole", share),
            "over_count": ((), "over", "", float(self.policy.round_bases)),
            "excess": (over, "known", "known", hour),
            "excess_of_those": (over, "over", "over", hour),
            "excess_sum": (over, "known", "", float(self.policy.round_hours)),
            "short": (("short",), "known", "known", hour),
            "made_up": (("made_up",), "paid", "paid", hour),
            "unpaid": (("unpaid",), "paid", "paid", hour),
            "unpaid_sum": (("unpaid",), "paid", "", float(self.policy.round_hours)),
        }
        rows = [made[id_] for id_ in ids]
        return TableFigures(
            np.hstack(list(groups.values())),
            np.array([places[above] for _, above, *_ in rows]),
            np.array([places[below] if below else nothing for _, _, below, _ in rows]),
            np.array([self._of(names, numbers, len(counted)) if names else counted for names, *_ in rows]),
            np.broadcast_to(counted, (len(rows), len(counted))),
            np.array([[unit] * membership.shape[1] for *_, unit in rows]),
        )

    @staticmethod
    def _of(names: Sequence[str], numbers: Mapping[str, int], width: int) -> NDArray[np.bool_]:
        """Which of so many amounts are those of some names."""
        return np.asarray(np.isin(np.arange(width), [numbers[name] for name in names]))

    def unsocial(self, sample: Sample, membership: NDArray[np.bool_]) -> TableFigures:
        """Respondents who work unsocial hours, and for how long, by column."""
        asked = self.survey.days_asked[:, list(self.survey.grid.weekend)].any(axis=1)
        kinds = unsocial_work(self.survey)
        numbers = [self._named(f"unsocial {id_}", hours, is_part=True) for id_, _, hours, *_ in kinds]
        width, count = max(numbers) + 1, membership.shape[1]
        inside = sample.inside[:, None]
        groups, above, below, rows, of = [], [], [], [], []
        counted = self._counting(1, width)[0]
        for place, (id_, _, _, works, _) in enumerate(kinds):
            base = membership & inside & ((asked | works)[:, None] if id_ == "weekend" else True)
            first = 2 * count * place
            groups += [base, base & works[:, None]]
            above += [first + count + np.arange(count)] * 2
            below += [first + np.arange(count), first + count + np.arange(count)]
            rows += [counted, np.arange(width) == numbers[place]]
            of += [counted, counted]
        units = np.array([[10.0 ** -(self.policy.decimals + 2)] * count, [0.1] * count] * len(kinds))
        return TableFigures(np.hstack(groups), np.array(above), np.array(below), np.array(rows), np.array(of), units)

    def of_report(self, reported: Reported, table: TableDefinition, row_ids: Sequence[str]) -> TableFigures:
        """A table of the study's report."""
        if table.measure != "respondents":
            return self._time_of_report(reported.columns(table).membership, table, row_ids)
        who = reported.who(table)
        rows, columns = who.rows, who.columns
        nr, nc = rows.shape[1], columns.shape[1]
        crossed = rows[:, :, None] & columns[:, None, :]
        for j, column in enumerate(table.columns):
            if column.not_row:
                crossed[:, :, j] = columns[:, [j]] & ~rows
        of_row = np.array([row.percent_of_row or table.percent_of == "row" for row in table.rows])
        cells = nr + nc + np.arange(nr * nc).reshape(nr, nc)
        whole = np.where(of_row[:, None], np.arange(nr)[:, None], nr + np.arange(nc)[None, :])
        printed = np.ix_(
            [table.rows.index(row.line) for row in table.printed_rows],
            [table.columns.index(column.line) for column in table.printed_columns],
        )
        percent = np.array(
            [[table.figure(r, c) == "percent" for c in table.printed_columns] for r in table.printed_rows]
        )
        counted = self._counting(len(percent), weighted=False)
        units = np.where(percent, 10.0 ** -(self.policy.decimals + 2), float(self.policy.round_bases))
        return TableFigures(
            np.hstack([rows, columns, crossed.reshape(len(rows), -1)]),
            cells[printed],
            np.where(percent, whole[printed], -1),
            counted,
            counted,
            units,
        )

    def _time_of_report(
        self, membership: NDArray[np.bool_], table: TableDefinition, row_ids: Sequence[str]
    ) -> TableFigures:
        grouping = self.survey.study.groupings[table.grouping]
        plain = self._shares(self._rows(grouping), membership, min(0, self.policy.decimals))
        places = {row.id: i for i, row in enumerate(grouping.rows)}
        order = np.array([places.get(id_, -1) for id_ in row_ids])
        made = plain._replace(
            above=plain.above[order], below=plain.below[order].copy(), rows=plain.rows[order], of=plain.of[order]
        )
        units = plain.units[order]
        # The row that counts respondents.
        counting = order < 0
        made.rows[counting] = made.of[counting] = False
        made.below[counting], units[counting] = -1, self.policy.round_bases
        return made._replace(units=units)

    def _rows(self, grouping: Grouping) -> NDArray[np.bool_]:
        """The amounts of each row of a grouping."""
        return codes_of_rows(self.survey.study, grouping)[:, self._numbers - 1]

    def _time(self, width: int) -> NDArray[np.bool_]:
        """Which of so many amounts are time."""
        return np.arange(width) < len(self._numbers)

    def _counting(self, count: int, width: int = 0, *, weighted: bool = True) -> NDArray[np.bool_]:
        """Rows that count respondents: of no amount, or of diaries where these count for more or less than one each."""
        if self._is_plain or (not weighted and not self.survey.has_repeated):
            return np.zeros((count, max(width, len(self._numbers))), dtype=np.bool_)
        if weighted:
            number = self._named(_DIARIES, np.ones(len(self.survey)))
        else:
            number = self._named("diaries as they are", np.ones(len(self.survey)), weighted=False)
        return np.broadcast_to(np.arange(max(width, number + 1)) == number, (count, max(width, number + 1)))

    def _named(self, name: str, values: NDArray[np.float64], *, is_part: bool = False, weighted: bool = True) -> int:
        """The number of a further amount, entered when it is first named."""
        if name not in self._more:
            self._more[name] = len(self._numbers) + len(self._more)
            self._values.append((values * self.weights if weighted else values)[:, None])
            self._parts.append(is_part)
        return self._more[name]

    def _at_a_mix(
        self, membership: NDArray[np.bool_], standard: Standard
    ) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
        """The diaries of each column that have a level of a mix, then those of each level; what they count for."""
        level = levels_among(self.survey, standard)
        of_level = level[:, None] == np.flatnonzero(standard.shares > 0)[None, :]
        shares = standard.shares[standard.shares > 0]
        known = membership & of_level.any(axis=1)[:, None]
        crossed = known[:, :, None] & of_level[:, None, :]
        people = np.einsum("n,ncl->cl", self.weights, crossed)
        # A column that lacks a level has no figure.
        known &= (people > 0).all(axis=1)
        crossed &= known[:, :, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            each = np.nan_to_num(shares / people, posinf=0.0)
        factors = np.einsum("cl,ncl->nc", each, crossed.astype(np.float64))
        flat = crossed.reshape(len(level), -1)
        return np.hstack([known, flat]), np.hstack([factors, np.ones(flat.shape)])
