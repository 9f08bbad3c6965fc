"""One decision for a whole column: its cells are tried in every way in which they could be meant.

The way in which most cells can be read is right. Where several are equally good and give the same, it doesn't matter;
where they give something else and nothing settles it, there is no decision, and the cells that differ are a problem.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, TypeVar

from timediary.ingest.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from timediary.ingest.cell import Cell
    from timediary.ingest.record import SheetRecord

W = TypeVar("W")
V = TypeVar("V", bound=object)

THE_COLUMN, THE_STUDY, CUSTOM = "the column", "the study", "custom"


@dataclass(frozen=True)
class Verdict(Generic[W]):
    """How something was decided for a column.

    Attributes:
        what: what was open, such as `date order`.
        ways: the way that was chosen, or those between which nothing decides.
        by: what decided it.
        evidence: what speaks for it, each with how often it was met.
    """

    what: str
    ways: tuple[W, ...]
    by: str = THE_COLUMN
    evidence: tuple[tuple[int, str], ...] = ()

    @property
    def chosen(self) -> W | None:
        """The way that was chosen; None where nothing decides."""
        return self.ways[0] if len(self.ways) == 1 else None

    def narrowed(self, ways: Sequence[W], evidence: tuple[int, str], by: str = THE_COLUMN) -> Verdict[W]:
        """The verdict after further evidence, which leaves some of the ways; as it was where it leaves none or all."""
        left = tuple(way for way in self.ways if way in ways)
        if not left or len(left) == len(self.ways):
            return self
        return replace(self, ways=left, by=by, evidence=(*self.evidence, evidence))

    def record(self, record: SheetRecord, *columns: int) -> None:
        """Write the decision down, for some columns or the whole sheet; what is open is a problem, and said there."""
        words = " or ".join(map(str, self.ways))
        chosen = words if len(self.ways) == 1 else f"not decided: {words}"
        record.decide(self.what, chosen, by=self.by, evidence=self.evidence, columns=columns)


def settled(what: str, way: W) -> Verdict[W]:
    """The verdict of a study that says how it is."""
    return Verdict(what, (way,), THE_STUDY)


def weigh(what: str, cells: Sequence[Cell], readers: Mapping[W, Callable[[Cell], V | None]], words: str) -> Verdict[W]:
    """The ways in which most of some different cells can be read.

    Args:
        what: what is open.
        cells: the cells, each once.
        readers: reads a cell in each way, the likeliest first; None where it can't be read so.
        words: what the cells are that can be read, as evidence: `dates`.
    """
    found = {way: [read(cell) for cell in cells] for way, read in readers.items()}
    fits = {way: sum(value is not None for value in values) for way, values in found.items()}
    best = max(fits.values())
    finalists: dict[W, list[V | None]] = {}
    for way, values in found.items():
        if fits[way] == best and values not in finalists.values():
            finalists[way] = values
    beaten = max((number for number in fits.values() if number < best), default=best)
    evidence = [(best, f"{words} that can be read so")] if best else []
    if len(finalists) == 1 and best > beaten:
        evidence.append((best - beaten, f"{words} that can't be read otherwise"))
    return Verdict(what, tuple(finalists), evidence=tuple(evidence))


def between(readers: Sequence[Callable[[Cell], V | Fault]], undecided: Fault) -> Callable[[Cell], V | Fault]:
    """What reads the cells of a column that may be meant in several ways: as far as it makes no difference."""
    if len(readers) == 1:
        return readers[0]

    return lambda cell: agreed([read_so(cell) for read_so in readers], undecided)


def agreed(values: Sequence[V | Fault], undecided: Fault) -> V | Fault:
    """What a cell is by all ways that are left, if they give the same; what is not a cell of this kind stays so."""
    plain = [value for value in values if not isinstance(value, Fault)]
    if not plain:
        return values[0]
    return plain[0] if plain == [plain[0]] * len(values) else undecided
