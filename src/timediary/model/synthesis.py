"""How a synthetic survey is drawn from what is published, as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from timediary.model.definition import PublishedCell, TableDefinition
    from timediary.model.statement import Statement
    from timediary.model.study import Study
    from timediary.model.table import Condition
    from timediary.model.week_rules import WeekRules


class Fact(NamedTuple):
    """Something known of respondents beside the figures in tables.

    Attributes:
        where: of whom.
        respondents: how many of them there are; or None.
        percent: what part they are of those who meet `of`, in whole percent; or None.
        of: the base of the percentage.
        source: where it is said.
        afterwards: whether it is met when weeks are drawn, with the attributes that are given anew then.
    """

    where: tuple[Condition, ...]
    respondents: int | None
    percent: float | None
    of: tuple[Condition, ...]
    source: str
    afterwards: bool = False


class Step(NamedTuple):
    """Attributes that are given to the respondents together.

    Attributes:
        attributes: ids; one answer of several as `client_groups.carers`.
        follows: an attribute with whose values these rise, by rank; or None.
        falls: whether they fall with it instead.
        loosely: how far chance breaks the rank, from 0 (not at all) to 1 (altogether).
        order: ids of levels in rising order, where that is not the study's.
    """

    attributes: tuple[str, ...]
    follows: str | None = None
    falls: bool = False
    loosely: float = 0.3
    order: tuple[str, ...] = ()


class Agencies(NamedTuple):
    """Agencies of one setting: how many, what they are called, and the regions they may be in."""

    setting: str
    number: int
    name: str
    regions: tuple[str, ...]


class Leaning(NamedTuple):
    """Activities that some respondents do so many times as much as others."""

    codes: tuple[str, ...]
    where: tuple[Condition, ...]
    times: float


class Synthesis(NamedTuple):
    """How a synthetic survey of a study is drawn.

    Attributes:
        respondents: in the published survey.
        facts: what is known beside the tables.
        steps: the attributes, in the order in which they are given.
        values: numbers to draw from, by attribute; one that stands there twice is twice as likely.
        leanings: of time on activities.
        agencies: that respondents work for.
        afterwards: attributes given anew to some when weeks are drawn, in this order, so that the text of the report
            holds as well.
        most_hours: nobody records more.
        note: what the file says of itself.
    """

    respondents: int
    facts: tuple[Fact, ...]
    steps: tuple[Step, ...]
    values: Mapping[str, tuple[float, ...]]
    leanings: tuple[Leaning, ...]
    agencies: tuple[Agencies, ...]
    afterwards: tuple[str, ...]
    most_hours: float
    note: str


class Published(NamedTuple):
    """What a synthetic survey is drawn from.

    Attributes:
        study: whose definitions.
        tables: of its report.
        cells: the published figures that can all hold.
        statements: the numbers in the text of its report that can hold with these.
        synthesis: how respondents are drawn.
        rules: how activities lie in a week.
    """

    study: Study
    tables: Mapping[str, TableDefinition]
    cells: Sequence[PublishedCell]
    statements: Sequence[Statement]
    synthesis: Synthesis
    rules: WeekRules
