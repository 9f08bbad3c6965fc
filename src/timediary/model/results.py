"""The results of an analysis as one value: what every writer and the terminal show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from timediary.model.problem import Ledger, Problem
    from timediary.model.study import Study
    from timediary.model.survey import Source
    from timediary.model.table import Table


@dataclass(frozen=True)
class Results:
    """Tables and what a reader needs to trust them.

    Attributes:
        headline: the result in one sentence.
        tables: in the order in which they are shown.
        study: the definitions used.
        ledger: accounts for every diary cell read.
        problems: all that was found wrong in the input.
        source: the files read and the hash of their contents.
        options: what was asked for, as `name: value` pairs in words.
    """

    headline: str
    tables: tuple[Table, ...]
    study: Study
    ledger: Ledger
    problems: tuple[Problem, ...]
    source: Source
    options: tuple[tuple[str, str], ...] = ()
