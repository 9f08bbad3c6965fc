"""Columns whose meaning an option or a reading file gives: they are read as if they had that name."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from timediary.ingest.cell import heading_key, text_of
from timediary.ingest.columns import names_of
from timediary.ingest.slot_series import name_of
from timediary.model.choices import NOT_USED, OWN, Settled
from timediary.model.nearest import nearest
from timediary.model.problem import RequestError
from timediary.model.spelling import folded
from timediary.model.study import VariableKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from timediary.ingest.cell import Cell
    from timediary.ingest.slot_series import SlotSeries
    from timediary.model.choices import Choices
    from timediary.model.conventions import KnownLayout
    from timediary.model.study import Study


class Renamed(NamedTuple):
    """A row of column names as they are meant.

    Attributes:
        names: the names.
        settled: what was settled, by column; with the heading as it is written.
        unused: columns that aren't read, with the heading as it is written and the reason.
        known: the known layout that the names are those of.
        together: columns that name the respondents together.
    """

    names: list[Cell]
    settled: dict[int, tuple[str, Settled]]
    unused: dict[int, tuple[str, str]]
    known: KnownLayout | None = None
    together: tuple[int, ...] = ()


class Renamer:
    """Gives columns the names that they are settled to have."""

    def __init__(self, study: Study, roles: Mapping[str, Sequence[str]], choices: Choices) -> None:
        """A renamer.

        Args:
            study: the definitions.
            roles: the names of the columns of a diary, by their roles.
            choices: what is settled, which is checked.

        Raises:
            RequestError: something is said to be no role and no attribute.
        """
        self._groups: dict[str, tuple[str, ...]] = {heading_key(role): tuple(names) for role, names in roles.items()}
        self._names: dict[str, str] = {heading_key(role): names[0] for role, names in roles.items()}
        for variable in study.variables.values():
            role = "respondent" if variable.kind is VariableKind.IDENTIFIER else variable.id
            for name in (role, *names_of(variable)):
                self._groups.setdefault(heading_key(name), names_of(variable))
                self._names.setdefault(heading_key(name), variable.id)
        for field in study.fields:
            for name in (field.id, field.label, *field.aliases):
                self._groups.setdefault(heading_key(name), (field.id, field.label, *field.aliases))
                self._names.setdefault(heading_key(name), field.id)
        columns = [choices.columns, *(sheet.columns for sheet in choices.sheets.values())]
        self._check(settled for one in columns for settled in one.items())

    def renamed(self, names: Sequence[Cell], columns: Mapping[str, Settled]) -> Renamed:
        """A row of names, of which some are settled; a column of the same name as one of these isn't read.

        Args:
            names: the names as written.
            columns: what columns are, by their headings.
        """
        found = Renamed(list(names), {}, {})
        if not columns:
            return found
        by_heading = {folded(heading): settled for heading, settled in reversed(list(columns.items()))}
        taken: dict[str, str] = {}
        for column, name in enumerate(names):
            heading = text_of(name)
            settled = by_heading.get(folded(heading)) if heading else None
            if settled is None or heading_key(settled.chosen) == heading_key(OWN):
                continue
            found.settled[column] = (heading, settled)
            key = heading_key(settled.chosen)
            if key == heading_key(NOT_USED):
                found.names[column] = ""
                found.unused[column] = heading, f"so says {settled.by}"
            else:
                found.names[column] = self._names[key]
                taken |= {heading_key(other): heading for other in self._groups[key]}
        for column, name in enumerate(names):
            key = heading_key(text_of(name))
            if column not in found.settled and key in taken:
                found.names[column] = ""
                found.unused[column] = text_of(name), f"'{taken[key]}' stands for it"
        return found

    def in_series(self, renamed: Renamed, series: SlotSeries, beside: Collection[str]) -> Renamed:
        """A row of names, of which those of a series are times of the day.

        Those of another series are times and its name where it is of what is noted beside the activity; else they
        aren't read.
        """
        names, settled, unused = list(renamed.names), dict(renamed.settled), dict(renamed.unused)
        for column, time in series.times.items():
            settled[column] = text_of(names[column]), Settled(time, series.by)
            names[column] = time
        for column, (stem, time) in series.others.items():
            name = name_of(stem)
            if name in beside:
                settled[column] = text_of(names[column]), Settled(f"{time} {name}", series.by)
                names[column] = f"{time} {name}"
            else:
                unused[column] = text_of(names[column]), f"it is of another series of slots, {stem}..."
                names[column] = ""
        return renamed._replace(names=names, settled=settled, unused=unused)

    def _check(self, settled: Iterable[tuple[str, Settled]]) -> None:
        """Check that every column is given a meaning that exists."""
        known = {*self._names, heading_key(NOT_USED), heading_key(OWN)}
        for heading, (role, by) in settled:
            if heading_key(role) not in known:
                close = nearest(role, self._names.values(), 1)
                meant = f" Did you mean '{close[0]}'?" if close else ""
                roles = ", ".join(dict.fromkeys(["respondent", *self._names.values()]))
                raise RequestError(
                    f"{by}: the column '{heading}' can't be '{role}'.{meant} It can be 'not used', or one of: {roles}."
                )
