"""Results at the edges of what can be shown, in every format."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tests.render.samples import odd_comparisons, odd_results

from timediary.model.comparison import Comparisons
from timediary.pipeline.files import write
from timediary.render.painters import format_names

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from timediary.model.comparison import Comparison
    from timediary.model.results import Results


def _results(results: Results, folder: Path) -> None:
    write(results, folder, format_names())


def _comparison(comparison: Comparison, folder: Path) -> None:
    write(Comparisons((comparison,)), folder)


# By name: what writes files into a folder.
ODD: dict[str, Callable[[Path], None]] = {
    **{f"odd_{name.replace(' ', '_')}": partial(_results, results) for name, results in odd_results().items()},
    **{f"odd_compared_{name.replace(' ', '_')}": partial(_comparison, c) for name, c in odd_comparisons().items()},
}
