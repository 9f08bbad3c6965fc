"""Rival definitions of one kind of work, such as direct work, as plain values, and what a survey says by each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from timediary.model.nearest import found_by
from timediary.model.result import Result
from timediary.model.study import Grouping, GroupingRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from timediary.model.disclosure import Protection
    from timediary.model.study import ActivityCode, Study
    from timediary.model.table import Condition, Table


REST = "everything_else"
# Why no own share stands beside a published one, where there is one.
HIDDEN = "left out so that nobody can be recognised"


class PublishedShare(NamedTuple):
    """A share of time that somebody published by a definition.

    Attributes:
        printed: as it is printed, such as `a third`.
        low: the least that this says, in percent.
        high: the most; the same where one number is printed.
        of: whose time it is of, in words; empty for everybody asked.
        where: conditions that whoever is comparable in a survey meets.
        is_comparable: whether a survey's own figure is put beside it at all.
        of_the_rest: whether what is printed is the time outside the definition.
        place: where it is printed.
    """

    printed: str
    low: float
    high: float
    of: str = ""
    where: tuple[Condition, ...] = ()
    is_comparable: bool = True
    of_the_rest: bool = False
    place: str = ""

    @property
    def limits(self) -> tuple[float, float]:
        """The least and the most time inside the definition that it stands for, in percent."""
        return (100 - self.high, 100 - self.low) if self.of_the_rest else (self.low, self.high)


class DefinitionPart(NamedTuple):
    """One of the parts that a definition was published in; `codes` are those it can be told by, if any can."""

    label: str
    codes: tuple[str, ...]
    printed: float


class WorkDefinition(NamedTuple):
    """What one source counts as a kind of work. Several may count the same code, as groups of a grouping can't.

    Attributes:
        id: as it is asked for.
        label: what it is called, with the year of its source.
        source: who defined it.
        rests_on: what the source counts, in words.
        population: whose time was measured.
        method: how: a diary, an estimate, an observation.
        codes: those of the study that come nearest. The mapping is the study's, not the source's.
        mapping: why these, and what can't be told by them.
        published: what was published by it.
        parts: those it was published in.
    """

    id: str
    label: str
    source: str
    rests_on: str
    population: str
    method: str
    codes: tuple[str, ...]
    mapping: str = ""
    published: tuple[PublishedShare, ...] = ()
    parts: tuple[DefinitionPart, ...] = ()


class SetBeside(NamedTuple):
    """A published share and the survey's own by the same definition, both in percent; NaN where there is none.

    Attributes:
        definition: by which.
        published: None for a definition without a published figure.
        own: the survey's share, of whoever is comparable.
        low: lower limit of its 95% interval.
        high: upper limit.
        respondents: that it rests on; `HIDDEN_BASE` where that isn't shown.
        why: why there is no own share; empty where there is one.
    """

    definition: WorkDefinition
    published: PublishedShare | None
    own: float
    low: float
    high: float
    respondents: int
    why: str = ""


def as_rows(definitions: Sequence[WorkDefinition], codes: Sequence[ActivityCode]) -> Grouping:
    """All definitions as the subtotals of one grouping, whose groups are the codes one by one."""
    groups = tuple(GroupingRow(code.id.lower(), code.label, (code.id,)) for code in codes)
    subtotals = tuple(
        GroupingRow(one.id, one.label, sum_of=tuple(code.lower() for code in one.codes)) for one in definitions
    )
    return Grouping("definitions", "Rival definitions", "", (*groups, *subtotals))


def as_grouping(definition: WorkDefinition, codes: Sequence[ActivityCode]) -> Grouping:
    """One definition as a grouping of two: what it counts, and everything else."""
    inside = GroupingRow(definition.id, definition.label, definition.codes)
    rest = tuple(code.id for code in codes if code.id not in definition.codes)
    rows = (inside, GroupingRow(REST, "Everything else", rest)) if rest else (inside,)
    return Grouping(definition.id, definition.label, definition.source, rows)


@dataclass(frozen=True, eq=False, repr=False)
class Definitions(Result):
    """One survey by rival definitions of a kind of work.

    Attributes:
        definitions: in the study's order; the others are told by how they differ from the first.
        shares: the share of time inside each, with intervals; a row for each definition.
        codes: the share of time of each code that any of them counts.
        beside: each published share, and the survey's own.
        printed: share of each code as the study's own report prints it, in percent; empty where it prints none.
        study: whose codes.
        inputs: the files read.
        protection: what was done to the tables so that they can be published; None where nothing was.
    """

    definitions: tuple[WorkDefinition, ...]
    shares: Table
    codes: Table
    beside: tuple[SetBeside, ...]
    printed: Mapping[str, float]
    study: Study
    inputs: tuple[str, ...] = ()
    protection: Protection | None = None

    @property
    def summary(self) -> str:
        """The least and the most that the definitions give."""
        if not self.values:
            return f"{len(self.definitions)} definitions"
        (least, low), *_, (most, high) = self.values[0], self.values[-1]
        return f"{len(self.definitions)} definitions: from {low:.0%} ({least}) to {high:.0%} ({most})"

    @property
    def values(self) -> list[tuple[str, float]]:
        """The label and the share of each definition, the least first, without those that aren't shown."""
        values = [(one.label, self.shares.value(one.id)) for one in self.definitions]
        return sorted((one for one in values if one[1] == one[1]), key=lambda one: one[1])

    def __getitem__(self, id_: str) -> WorkDefinition:
        """The definition with an id.

        Raises:
            RequestError: there is none.
        """
        return found_by(id_, {one.id: one for one in self.definitions}, "definition")

    def moved(self, id_: str, than: str | None = None, column: str = "all") -> dict[str, float]:
        """What each code moves between two definitions, in percentage points, by the id of the code.

        Args:
            id_: the definition.
            than: the one that it is compared with; the first where None.
            column: of the tables.

        Returns:
            Codes that only the definition counts with their share of time, and codes that only the other counts with
            it taken off, in the study's order. They add up to the difference of the two shares.
        """
        inside, other = self[id_].codes, (self.definitions[0] if than is None else self[than]).codes
        return {
            code: 100 * self.codes.value(code.lower(), column) * (1 if code in inside else -1)
            for code in self.counted
            if (code in inside) != (code in other)
        }

    @property
    def counted(self) -> tuple[str, ...]:
        """The codes that any of the definitions counts, in the study's order."""
        return tuple(code.id for code in self.study.codes if any(code.id in one.codes for one in self.definitions))

    def printed_share(self, codes: Sequence[str]) -> float | None:
        """The printed shares of some codes added up, in percent; None where the study's report prints none of them."""
        return sum(self.printed[code] for code in codes) if self.printed else None
