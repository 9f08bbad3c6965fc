"""Known layouts, recognised by the columns of a sheet: all that one is recognised by must be there.

What a layout says of columns counts as if an option had said it, after what options and a reading file say.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from timediary.ingest.cell import text_of
from timediary.ingest.fault import Fault
from timediary.model.choices import NOT_USED, Settled, merged
from timediary.model.problem import ProblemKind
from timediary.model.study import clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from timediary.ingest.cell import Cell
    from timediary.model.conventions import Conventions, KnownLayout
    from timediary.model.study import DiaryGrid

_NOUGHTS = re.compile(r"(?<![0-9])0+(?=[0-9]+$)")
_FEWEST = 3
_WHOLE = (
    "Get the whole file again; or say what its columns are, with --column NAME=ROLE, and that it has no known layout, "
    "with --settle layout=none."
)


class Nearly(NamedTuple):
    """A layout that a sheet has more than half of the columns of, and those that are missing."""

    layout: KnownLayout
    missing: tuple[str, ...]

    @property
    def unread(self) -> tuple[str, str]:
        """What to say of a sheet in which no diary is found; message and remedy."""
        return f"No diary was found. This looks like {self.layout.label}, but for {_named(self.missing)}.", _WHOLE

    @property
    def fault(self) -> Fault:
        """What to say of a sheet that is read all the same, by the names of its columns."""
        message = (
            f"This looks like {self.layout.label}, but for {_named(self.missing)}; it is read by the names of its "
            "columns alone."
        )
        return Fault(ProblemKind.OTHER_COLUMNS, message, _WHOLE)


class KnownLayouts:
    """Finds out whether a row of column names is that of a known layout."""

    def __init__(self, layouts: Sequence[KnownLayout]) -> None:
        self.layouts = [layout for layout in layouts if layout.recognised_by]
        self._keys = {layout.id: set(map(_key, layout.recognised_by)) for layout in self.layouts}
        names = {name for layout in self.layouts for name in layout.recognised_by}
        self._spelt = {spelt for name in names for spelt in (name, name.lower(), name.upper())}

    def of(self, names: Sequence[Cell]) -> KnownLayout | None:
        """The layout whose columns are all there; of several, the one that is recognised by the most."""
        if self._spelt.isdisjoint(names):
            return None
        keys = set(map(_key, filter(None, map(text_of, names))))
        found = [layout for layout in self.layouts if self._keys[layout.id] <= keys]
        return max(found, key=lambda layout: (not layout.is_of_people, len(layout.recognised_by)), default=None)

    def nearly(self, rows: Iterable[Sequence[Cell]]) -> Nearly | None:
        """The layout more than half of whose columns, and three at least, one of some rows has."""
        found: list[tuple[int, Nearly]] = []
        for names in rows:
            if self._spelt.isdisjoint(names):
                continue
            keys = set(map(_key, filter(None, map(text_of, names))))
            for layout in self.layouts:
                missing = tuple(name for name in layout.recognised_by if _key(name) not in keys)
                there = len(layout.recognised_by) - len(missing)
                if there >= _FEWEST and there > len(missing):
                    found.append((there - len(missing), Nearly(layout, missing)))
        return max(found, key=lambda one: one[0], default=(0, None))[1]


def columns_of(
    layout: KnownLayout, names: Sequence[Cell], settled: Mapping[str, Settled]
) -> tuple[dict[str, Settled], tuple[int, ...]]:
    """What columns are by a layout, after what is settled of them, and which of them name the respondents together."""
    texts = [text_of(name) for name in names]
    by_key = {_key(text): text for text in reversed(texts) if text}
    by = f"the layout '{layout.id}'"
    taken = {one.chosen for heading, one in settled.items() if _key(heading) in by_key}
    found: dict[str, Settled] = {}
    for role, headings in layout.columns.items():
        if role == NOT_USED:
            found |= {by_key[key]: Settled(role, by) for heading in headings if (key := _key(heading)) in by_key}
            continue
        there = next((by_key[key] for heading in headings if (key := _key(heading)) in by_key), None)
        if there is not None and role not in taken:
            found[there] = Settled(role, by)
    together = tuple(texts.index(by_key[key]) for name in layout.respondent if (key := _key(name)) in by_key)
    said = {_key(heading) for heading, one in settled.items() if one.chosen == "respondent"}
    if together and "respondent" not in taken:
        found[texts[together[0]]] = Settled("respondent", by)
    elif not together or _key(texts[together[0]]) not in said:
        # Another column was given as naming the respondents. Being the first of several that do so together doesn't
        # matter: by itself it would join everybody in a household.
        together = ()
    return merged(settled, found), together


def conventions_of(layout: KnownLayout | None, conventions: Conventions) -> Conventions:
    """How the cells of a sheet are written: as it is settled, and else as its layout says."""
    if layout is None:
        return conventions
    return layout.conventions._replace(**{key: way for key, way in conventions._asdict().items() if way})


def misfit(layout: KnownLayout, grid: DiaryGrid, study: str) -> Fault | None:
    """Why a sheet of a layout can't be put into the days of a study; None where it can."""
    if layout.first_minute is None:
        return None
    first = clock(layout.first_minute)
    wanted = []
    if len(grid.days) > 1:
        wanted.append('days = ["Day"]')
    if grid.first_minute != layout.first_minute:
        wanted.append(f'first_slot = "{first}"')
    if layout.slot_minutes and grid.slot_minutes != layout.slot_minutes:
        wanted.append(f"slot_minutes = {layout.slot_minutes}")
    if not wanted:
        return None
    slots = f", in slots of {layout.slot_minutes} minutes" if layout.slot_minutes else ""
    message = f"This is {layout.label}: days from {first}{slots}; the study '{study}' has other days."
    remedy = (
        f"Read it by a study that has under [diary] {' and '.join(wanted)}; "
        "`timediary study new my_study --from-data FILE` makes one."
    )
    return Fault(ProblemKind.UNREAD_SHEET, message, remedy)


def without_code(layout: KnownLayout) -> Fault:
    """The fault of a sheet of a layout without its activities."""
    stem = layout.conventions.slot_columns
    headings = layout.columns.get("code", ()) if stem is None else (f"{stem}...",)
    message = f"This is {layout.label}, but no column has its activities: there is no {_named(headings, ' or ')}."
    return Fault(ProblemKind.MISSING_COLUMN, message, "Get the whole file again, or say which: --column NAME=code.")


def not_there(layout: KnownLayout, nearly: Nearly | None) -> tuple[str, str]:
    """What to say where a layout was asked for, and no sheet has its columns; message and remedy."""
    missing = nearly.missing if nearly is not None and nearly.layout.id == layout.id else layout.recognised_by
    message = f"It was to be read as {layout.label}, but there is no column {_named(missing)}."
    return message, "Get the file again, or leave out layout: then its columns are recognised by their names."


def _named(names: Sequence[str], last: str = " and ") -> str:
    """Names of columns in words."""
    *others, end = (f"'{name}'" for name in names)
    return f"{', '.join(others)}{last if others else ''}{end}"


def _key(text: str) -> str:
    """A heading as it is compared: no case, single spaces, no noughts before the number at its end."""
    return _NOUGHTS.sub("", " ".join(text.casefold().split()))
