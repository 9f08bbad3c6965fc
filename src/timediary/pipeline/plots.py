"""Pictures as `survey.plot`: each kind is a method, so completion lists them."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, Protocol

from timediary.pipeline.chart_registry import KINDS
from timediary.pipeline.charts import picture

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from timediary.model.study import Grouping
    from timediary.model.survey import Survey
    from timediary.model.table import SubtotalRule
    from timediary.pipeline.protecting import Progress, Safe
    from timediary.pipeline.samples import Labels
    from timediary.plot import Plot
    from timediary.sample import Sample


class Kind(Protocol):
    """A picture of one kind; the arguments are those of `timediary.picture`."""

    def __call__(
        self,
        by: str | Sequence[str] | None = None,
        *,
        category: str | None = None,
        grouping: str | Path | Grouping | None = None,
        subtotal: SubtotalRule = "exact",
        decimals: int = 0,
        width: float | None = None,
        headed: bool = True,
        title: str = "",
        subtitle: str = "",
        palette: str | Sequence[str] | None = None,
        labels: Labels | Sequence[Labels] = (),
        safe: Safe = False,
        progress: Progress | None = None,
    ) -> Plot:
        """Paint it."""


class Plots:
    """The pictures of a survey or a sample: `survey.plot.dots("role")`, or `survey.plot("dots", "role")`.

    Each kind is a method that takes what `timediary.picture` does, without the kind. `timediary.plot.dots(table)`
    paints a table that is at hand.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> picture = survey.plot.dots("role", category="recording")
        >>> picture.title
        'Case-related recording: share of recorded time by role'
    """

    composition: Kind
    dots: Kind
    hours: Kind
    spread: Kind
    tempogram: Kind
    profile: Kind
    week: Kind
    working_week: Kind
    working_day: Kind
    episodes: Kind
    transitions: Kind

    def __init__(self, sample: Survey | Sample) -> None:
        self._sample = sample

    def __call__(self, kind: str, by: str | Sequence[str] | None = None, **options: Any) -> Plot:
        """A picture of a kind by its name; see `timediary.picture`."""
        return picture(self._sample, kind, by, **options)

    def __repr__(self) -> str:
        """Which kinds there are."""
        return f"<Plots of {self._sample!r}: {', '.join(KINDS)}>"


class _OfEach:
    """What gives a survey or a sample its pictures."""

    def __get__(self, sample: Survey | Sample | None, owner: type | None = None) -> Plots:
        # Of the class, not of one survey, it is the class of its pictures.
        return Plots(sample) if sample is not None else Plots  # type: ignore[return-value]


def _painter_of(kind: str, summary: str) -> Callable[..., Plot]:
    """The method that paints a kind."""

    def paint(self: Plots, by: str | Sequence[str] | None = None, **options: Any) -> Plot:
        return self(kind, by, **options)

    said = inspect.signature(picture)
    own, _, *others = said.parameters.values()
    paint.__name__ = kind
    paint.__qualname__ = f"Plots.{kind}"
    paint.__doc__ = f"{summary[0].upper()}{summary[1:]}.\n\nThe arguments are those of `timediary.picture`."
    paint.__signature__ = said.replace(parameters=[own.replace(name="self"), *others])  # type: ignore[attr-defined]
    return paint


for _kind in KINDS.values():
    setattr(Plots, _kind.id, _painter_of(_kind.id, _kind.summary))

plots = _OfEach()
