"""What a page can show in place of a figure: the hours that it counts, and the respondents that it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from timediary.model.line import Unit, unit_of
from timediary.render.numbers import COUNT, is_shown

if TYPE_CHECKING:
    from timediary.model.table import Table


class View(NamedTuple):
    """Of one cell, as texts: its figure, unrounded, for sorting; its hours and its base; empty where there is none."""

    value: str
    hours: str
    base: str

    @property
    def markup(self) -> str:
        """As attributes of the cell's element. All of it is numbers."""
        named = (("value", self.value), ("hours", self.hours), ("base", self.base))
        return "".join(f' data-{name}="{text}"' for name, text in named if text)


def views_of(table: Table) -> list[list[View]]:
    """The views of each cell, by row and column. Only shares of time have hours and a base to show in their place."""
    figures = zip(table.rows, table.estimate.tolist(), table.hours.tolist(), table.base.tolist(), strict=True)
    return [
        [
            _view(*cell, is_share=unit_of(row, column) is Unit.SHARE)
            for column, *cell in zip(table.columns, *parts, strict=True)
        ]
        for row, *parts in figures
    ]


def can_switch(table: Table) -> bool:
    """Whether any cell has hours to show in place of its figure."""
    return any(view.hours for row in views_of(table) for view in row)


def _view(value: float, hours: float, base: int, *, is_share: bool) -> View:
    number = f"{value:.9g}" if is_shown(value) else ""
    if not is_share or not is_shown(hours):
        return View(number, "", "")
    return View(number, COUNT.text(hours), COUNT.text(base))
