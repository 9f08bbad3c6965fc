"""Windows of a large survey: all rows of some thousand respondents, neighbours in files that are sorted by respondent.

Which rows a window has is planned in one pass over the columns of respondents alone, or by the first rows of row groups
where each window then sees that its rows are sorted. Each window is read by itself through the readers that read whole
files, so that nothing is understood in a second way; in any order, on any machine.
Of Parquet that isn't sorted the windows are partitions of the rows, which this process keeps.
"""

from __future__ import annotations

import copyreg
import ctypes
import sys
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from timediary.ingest.account import Account
from timediary.ingest.assemble import assemble_part, recognise
from timediary.ingest.delimited import DelimitedSheet, DelimitedSpan, release_texts
from timediary.ingest.fault import shown
from timediary.ingest.identifiers import report_ids, shapes_of
from timediary.ingest.layout import Role
from timediary.ingest.order import Ids, NotStreamedError, UnsortedError
from timediary.ingest.parquet import ParquetSheet, release_spans
from timediary.ingest.partitions import NotPartitionedError, PartitionedSheet, Partitions, partitioned, windows_of
from timediary.ingest.source import fingerprints
from timediary.ingest.standard_input import DASH, located
from timediary.model.problem import ProblemKind
from timediary.model.reading import Span
from timediary.model.spelling import likeness
from timediary.model.survey import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from timediary.ingest.layout import Layout
    from timediary.ingest.order import IdKey
    from timediary.ingest.sheet import Sheet
    from timediary.model.choices import Choices
    from timediary.model.problem import Problem
    from timediary.model.study import Study
    from timediary.model.survey import Survey

    Progress = Callable[[str, int, int | None], None]

RESPONDENTS = 16_384
# Rows and cells that a window has about at most.
_ROWS, _TEXT_ROWS, _CELLS = 1_300_000, 200_000, 8_000_000
# Of how many windows memory is given back once: the next one would only ask for it anew.
_GIVEN_BACK = 16
_AS_IF_NUMBERED = "each of its rows has another respondent, as if rows were numbered."


def _read_only(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


# A study and what is settled hold read-only mappings, which pickle as what they are made of.
copyreg.pickle(MappingProxyType, lambda mapping: (_read_only, (dict(mapping),)))


class Window(NamedTuple):
    """The rows of some respondents: in the file of diaries, and in that of respondents where there is one.

    Where it isn't seen yet that diaries come in order, they must come `between` the last respondent before them and the
    last of their own, each None at an end of the file.
    """

    diaries: Span
    respondents: Span | None = None
    between: tuple[IdKey, IdKey] | None = None


@dataclass(frozen=True)
class WindowPlan:
    """Which windows make a survey, and all that reading one of them needs; it can be pickled.

    Attributes:
        files: as the caller named them, that of the diaries first, and that of the respondents if there is one.
        study, choices: what they are read by.
        source: the files and their contents.
        windows: in the order of the rows.
        similar: what is to be told of ids that are nearly the same, which no window knows all of.
        respondents: how many kept diaries; where all rows weren't seen first in their order, how many are listed.
        texts: those of the files that are delimited text.
        partitions: the rows of files in which they come in any order; a plan that has them can't be pickled.
        column: the position of the diaries' column of respondents.
    """

    files: tuple[str, ...]
    study: Study
    choices: Choices
    source: Source
    windows: tuple[Window, ...]
    similar: tuple[Problem, ...] = ()
    respondents: int = 0
    texts: frozenset[str] = frozenset()
    partitions: Mapping[str, Partitions] = field(default_factory=dict)
    column: int = -1

    @property
    def rows(self) -> int:
        """How many rows of diaries there are."""
        return self.windows[-1].diaries.last

    def read(self, window: Window) -> Survey:
        """The survey of the respondents of one window.

        Raises:
            ReadError: it can't be read by itself.
            UnsortedError: its respondents don't come in order.
        """
        sheets = [self._sheet(file, span) for file, span in zip(self.files, window[:2], strict=False) if span]
        opened: dict[str, list[Sheet]] = {sheet.file: [sheet] for sheet in sheets}
        if window.between is not None:
            Ids(sheets[0], self.column).see_order(*window.between)
        if self.windows.index(window) % _GIVEN_BACK == 0:
            _give_back()
        return assemble_part(self.files, self.study, opened, self.choices, self.source)

    def _sheet(self, file: str, span: Span) -> Sheet:
        """The rows of a span as a sheet."""
        if file in self.partitions:
            return PartitionedSheet(located(file), shown(file), span, self.partitions[file])
        kind = DelimitedSpan if file in self.texts else ParquetSheet
        return kind(located(file), shown(file), span)

    def ids_like(self, strangers: Sequence[str]) -> dict[str, str]:
        """Of some ids that are nobody's, the first respondent's that is nearly the same, of those that have one."""
        wanted = {likeness(id_) for id_ in strangers}
        found: dict[str, str] = {}
        for id_ in self._known_ids():
            if (like := likeness(id_)) in wanted:
                found.setdefault(like, id_)
        return {id_: found[likeness(id_)] for id_ in strangers if likeness(id_) in found}

    def _known_ids(self) -> Iterator[str]:
        """The ids of all respondents."""
        if self.partitions:
            yield from chain.from_iterable(self.partitions[self.files[-1]].ids())
            return
        _, layouts = recognise(self.files[-1:], self.study, self.choices)
        yield from Ids.of(layouts[0]).ids()
        layouts[0].sheet.release()


def plan_windows(
    files: Sequence[Path | str],
    study: Study,
    choices: Choices,
    respondents: int = RESPONDENTS,
    *,
    partitions: bool = True,
    looks_first: bool = True,
    progress: Progress | None = None,
) -> WindowPlan:
    """The windows of a survey.

    Args:
        files: a file of diaries, Parquet or delimited text; that of the respondents with it, if it isn't found beside.
        study: the definitions that the survey follows.
        choices: what is settled beforehand.
        respondents: how many a window has at least, if its rows aren't too many.
        partitions: whether the rows of Parquet that isn't sorted by respondent are put together first, on disk.
        looks_first: whether it is seen before any window is read that all rows are sorted, and so the rows of windows
            are known exactly; else each window sees it as it is read, which is quicker.
        progress: told of which file how many rows are put together.

    Raises:
        NotStreamedError: the files aren't of this kind, or not sorted by respondent.
        ReadError: a file can't be opened.
    """
    if any(str(file) == DASH for file in files):
        raise NotStreamedError("standard input is read once.")
    paths, layouts = recognise(files, study, choices)
    try:
        diary, people = _as_expected(paths, layouts)
        both = [layout for layout in (diary, people) if layout]
        given = {shown(file): str(file) for file in (*files, *paths[len(files) :])}
        plan = WindowPlan(
            tuple(given[layout.sheet.file] for layout in both),
            study,
            choices,
            Source(tuple(given), fingerprints(paths)),
            (),
            texts=frozenset(given[one.sheet.file] for one in both if isinstance(one.sheet.whole, DelimitedSheet)),
        )
        try:
            return _with_windows(plan, both, respondents, looks_first=looks_first)
        except UnsortedError as error:
            if not partitions or plan.texts:
                raise
            return _with_partitions(plan, both, respondents, error, progress)
    finally:
        for layout in layouts:
            layout.sheet.release()


def _with_windows(plan: WindowPlan, layouts: Sequence[Layout], respondents: int, *, looks_first: bool) -> WindowPlan:
    """A plan with its windows."""
    whose = list(map(Ids.of, layouts))
    diary, people = whose[0], whose[1] if len(whose) > 1 else None
    size = respondents, _most_rows(layouts[0])
    # Without a list of them, how many respondents there are, and who is nearly the same, only all rows tell.
    quick = diary.cut_at_groups(*size) if people and not looks_first else None
    cuts, ends = quick or diary.cut(*size)
    begins = [layouts[0].first_row, *(end + 1 for end in ends)]
    rows = [Span(first, last) for first, last in zip(begins, ends, strict=False)]
    others = people.spans(cuts) if people else [None] * len(rows)
    between = list(pairwise([None, *cuts, None])) if quick else [None] * len(rows)
    windows = tuple(Window(*several) for several in zip(rows, others, between, strict=True))
    number = (people if people and quick else diary).number
    # (with a list of them, who kept no diary is among them)
    if layouts[0].role is Role.LONG and ends and number >= ends[-1] - begins[0] + 1:
        raise NotStreamedError(_AS_IF_NUMBERED)
    similar = _similar(layouts[-1], whose[-1].shapes, whose[-1].ids)
    return replace(plan, windows=windows, similar=similar, respondents=number, column=layouts[0].respondent)


def _with_partitions(
    plan: WindowPlan, layouts: Sequence[Layout], respondents: int, error: UnsortedError, progress: Progress | None
) -> WindowPlan:
    """A plan with windows of partitions of its files' rows.

    Raises:
        UnsortedError: they can't be divided.
        NotStreamedError: only the whole, in its order, tells how they are read.
    """
    diary, people = layouts[0].sheet.whole, layouts[-1].sheet.whole
    columns = [(layout.sheet.whole.columns or ())[layout.respondent] for layout in layouts]
    number = -(-(diary.total_rows or 0) // _most_rows(layouts[0]))
    if people is not diary or layouts[0].role is Role.WIDE:
        number = max(number, -(-(people.total_rows or 0) // respondents))
    try:
        found = partitioned(dict(zip(plan.files, columns, strict=True)), number, progress)
    except NotPartitionedError as why:
        raise UnsortedError(f"{error} Its rows weren't put together on the way, because {why}") from None
    if layouts[0].role is Role.LONG and not found[plan.files[0]].has_repeated:
        raise NotStreamedError(_AS_IF_NUMBERED)
    ids = list(found[plan.files[-1]].ids())
    similar = _similar(layouts[-1], set().union(*map(shapes_of, ids)), lambda: chain.from_iterable(ids))
    if alike := next((problem for problem in similar if problem.kind is ProblemKind.SIMILAR_IDS), None):
        raise NotStreamedError(f"only the whole, in its order, tells how they are told: {alike.message}")
    windows = tuple(Window(*spans) for spans in windows_of([found[file] for file in plan.files]))
    return replace(plan, windows=windows, similar=similar, partitions=found, respondents=sum(map(len, ids)))


def _most_rows(diary: Layout) -> int:
    """How many rows a window has about at most."""
    most = _ROWS if isinstance(diary.sheet.whole, ParquetSheet) else _TEXT_ROWS
    return min(most, max(_CELLS // len(diary.headings), 1))


def release_files() -> None:
    """Close the files that windows were read from."""
    release_spans()
    release_texts()


def _give_back() -> None:
    """Give memory that windows have left back to the system, where the C library keeps it otherwise."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)


def _as_expected(paths: Sequence[Path], layouts: Sequence[Layout]) -> tuple[Layout, Layout | None]:
    """The sheet of diaries, and that of respondents."""
    diaries = [layout for layout in layouts if layout.is_diary]
    people = [layout for layout in layouts if not layout.is_diary]
    if len(diaries) != 1 or len(people) > 1 or len(layouts) < len(paths):
        raise NotStreamedError("there is more than one file of diaries and one of respondents, or none.")
    for layout in layouts:
        sheet = layout.sheet.whole
        if not isinstance(sheet, ParquetSheet | DelimitedSheet):
            raise NotStreamedError("only Parquet and delimited text are read in windows.")
        if layout.first_row != (1 if isinstance(sheet, ParquetSheet) else 2) or layout.above:
            raise NotStreamedError("its first row isn't the header.")
    if diaries[0].role is Role.EPISODES:
        raise NotStreamedError("its rows are episodes.")
    if any(layout.respondent < 0 for layout in layouts):
        raise NotStreamedError("no column names the respondents.")
    return diaries[0], people[0] if people else None


def _similar(layout: Layout, shapes: set[str], ids: Callable[[], Iterator[str]]) -> tuple[Problem, ...]:
    """What only all ids tell, of which those of most surveys have one shape."""
    if len(shapes) < 2:
        return ()
    hashes = np.fromiter((hash(likeness(id_)) for id_ in ids()), np.int64)
    hashes.sort()
    again = set(hashes[1:][hashes[1:] == hashes[:-1]].tolist())
    account = Account()
    alike = (id_ for id_ in (ids() if again else ()) if hash(likeness(id_)) in again)
    report_ids(account, layout, alike, shapes)
    return tuple(account.problems)
