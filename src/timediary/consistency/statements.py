"""The numbers in the text of a report that its own tables leave no room for, with the proof of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.consistency.bounds import is_of_respondents
from timediary.consistency.contradictions import APART, allowed, smallest
from timediary.consistency.counts import Counts
from timediary.consistency.shares import Shares
from timediary.model.definition import Contradiction
from timediary.model.statement import ImpossibleStatement, StatementFigure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from timediary.consistency.counts import Topic
    from timediary.model.definition import PublishedCell, TableDefinition
    from timediary.model.statement import Statement
    from timediary.model.study import Study

# Where words allow a range, what is left is told with so many decimals.
_DECIMALS = 2


def impossible_statements(
    study: Study,
    tables: Mapping[str, TableDefinition],
    cells: Sequence[PublishedCell],
    statements: Sequence[Statement],
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> tuple[ImpossibleStatement, ...]:
    """The numbers in a report's text that can't be true if its tables are, each with figures that leave it no room.

    Each number of respondents is put beside the figures about its attributes, each share of time beside those of the
    same respondents, as an integer programme; so a number that no table is about is always possible. Proofs are made
    as those of tables are (`contradictions`).

    Args:
        study: whose report.
        tables: its tables.
        cells: its published figures that can hold together.
        statements: the numbers in its text.
        progress: called with how many statements are done, and how many there are.
    """
    of_respondents = [one for one in statements if is_of_respondents(one)]
    counts, shares = Counts(study, tables, of_respondents), Shares(study, tables)
    found = []
    for done, statement in enumerate(statements):
        progress(done, len(statements))
        topic = None
        if statement.figure is StatementFigure.SHARE and statement.less_of is None and not statement.not_asked:
            topic = shares.topic_of(statement, cells)
        elif is_of_respondents(statement):
            topic = counts.topic_of(statement, cells, APART)
        proof = None if topic is None else _proof(topic, statement)
        if proof is not None:
            found.append(ImpossibleStatement(statement, proof))
    return tuple(found)


def _proof(topic: Topic, statement: Statement) -> Contradiction | None:
    """Why the last figure of a topic can't be true if the others are; None where it can."""
    last = len(topic.cells) - 1
    if topic.programme.holds(range(last + 1)):
        return None
    against = smallest(topic, last, range(last))
    low, high = allowed(topic, last, against, _DECIMALS if statement.decimals is None else statement.decimals)
    nearest = min(max(statement.least or 0.0, low), high)
    return Contradiction(topic.cells[last], tuple(topic.cells[i] for i in against), low, high, nearest)
