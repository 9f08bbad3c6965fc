"""Analyses in flat memory: a survey is read window by window, each window is summed, and only sums are kept.

request = stream_request("diary.parquet")
parts = (request.part(window) for window in request.plan.windows)   # anywhere, in any order
sample = request.sample(reduce(operator.add, parts))                # what analyse takes
"""

from __future__ import annotations

import gc
import operator
from dataclasses import dataclass, field, replace
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from timediary.ingest.findings import Findings
from timediary.ingest.order import NotStreamedError
from timediary.ingest.variable_answers import STORAGE, attribute_of_texts
from timediary.ingest.windows import RESPONDENTS, Window, WindowPlan, plan_windows, release_files
from timediary.model.code_minutes import CodeMinutes
from timediary.model.problem import RequestError
from timediary.model.reading import ReadError
from timediary.model.study import VariableKind
from timediary.model.survey import Attribute, Survey
from timediary.pipeline.choosing import choices_given
from timediary.pipeline.requests import grouping_asked, specs_asked
from timediary.pipeline.samples import sample
from timediary.pipeline.scheduling import results_in_order
from timediary.sample.summed import CellSums, SummedSample, attribute_of_cells, cell_sums
from timediary.sample.values import attribute_of, variable_of
from timediary.study import load_study

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from timediary.model.sampling import Sampling
    from timediary.model.study import Grouping, Study, Variable
    from timediary.model.table import Condition
    from timediary.sample import Sample

    Progress = Callable[[str, int, int | None], None]

# Diaries that pictures by time of day are of.
_FEW = 20_000
# Of how respondents were drawn, what sums don't tell.
_NOT_SUMMED = ("replicates", "calibrate", "trim", "without_grade", "within", "field", "any_mention")


@dataclass(frozen=True)
class Part:
    """What is kept of some windows; `whole = first + second`, in the order of the windows.

    Attributes:
        cells: the sums.
        findings: problems, ledger and reading.
        sampling, where: how respondents were drawn, and which of them are in tables; the same in all windows.
        kinds: of all attributes, by their ids.
        variables: of those that tables, conditions and the design name.
        dates: the first and the last day on which a diary begins; none where not known.
        few: every so many diaries of each window.
    """

    cells: CellSums = field(default_factory=CellSums)
    findings: Findings = field(default_factory=Findings)
    sampling: Sampling | None = None
    where: tuple[Condition, ...] = ()
    kinds: Mapping[str, VariableKind] = field(default_factory=dict)
    variables: Mapping[str, Variable] = field(default_factory=dict)
    dates: tuple[int, ...] = ()
    few: tuple[Survey, ...] = ()

    def __add__(self, other: Part) -> Part:
        """What is kept of both.

        Raises:
            NotStreamedError: they were understood in different ways, so that they are not one survey.
        """
        if self.sampling is None or other.sampling is None:
            return other if self.sampling is None else self
        for name in {*self.kinds, *other.kinds}:
            if self.kinds.get(name) is not other.kinds.get(name):
                raise NotStreamedError(f"'{name}' would be another kind of answer in some rows than in others.")
        dates = (*self.dates, *other.dates)
        return replace(
            self,
            cells=self.cells.add(other.cells),
            findings=self.findings + other.findings,
            dates=(min(dates), max(dates)) if dates else (),
            few=self.few + other.few,
        )


@dataclass(frozen=True)
class StreamRequest:
    """What is asked of a survey that is read in windows; it can be pickled.

    Attributes:
        plan: the windows.
        by: the breakdowns; the study's own where None.
        grouping: the rows, one for each code of the study where there is one for each that occurs.
        options: of the sample, as `Survey.sample` takes them.
        every: one diary in so many is kept for pictures; none where 0.
    """

    plan: WindowPlan
    by: str | Sequence[str] | None
    grouping: Grouping
    options: Mapping[str, Any]
    every: int = 0

    def part(self, window: Window) -> Part:
        """What is kept of one window.

        Raises:
            NotStreamedError: it doesn't tell by itself what the whole survey would, or isn't sorted.
            RequestError: what is asked for doesn't fit the survey.
        """
        try:
            survey = self.plan.read(window)
        except ReadError as error:
            raise NotStreamedError(f"some rows of it can't be read by themselves: {error}") from None
        drawn = sample(survey, **self.options)
        by = self._by(survey)
        _see_that_sums_tell(drawn, by)
        try:
            cells = cell_sums(drawn, by, self.grouping)
        except RequestError as error:
            raise NotStreamedError(str(error)) from None
        sampling = drawn.sampling
        named = (*by, *filter(None, _drawn_in(sampling)), *(one.name for one in drawn.where))
        dates = [] if survey.dates is None else survey.dates[survey.dates > 7].tolist()
        return Part(
            cells,
            Findings.of(survey, self.plan),
            sampling,
            drawn.where,
            {name: one.variable.kind for name, one in survey.attributes.items()},
            {name: variable_of(survey, name) for name in dict.fromkeys(named)},
            (min(dates), max(dates)) if dates else (),
            (_every(survey, self.every),) if self.every else (),
        )

    def sample(self, whole: Part) -> SummedSample:
        """What `analyse` takes: a sample of which only sums are known.

        Raises:
            NotStreamedError: there is nothing to tabulate.
        """
        whole = replace(whole, cells=whole.cells.with_all_columns())
        keys = whole.cells.sums.keys
        if not keys or whole.sampling is None or not any(key[0] for key in keys):
            raise NotStreamedError("there is nothing in it to tabulate.")
        problems, ledger, reading = whole.findings.finished(self.plan)
        minutes = whole.cells.sums.arrays["by_code"]
        survey = Survey(
            self.plan.study,
            tuple(map(str, range(len(keys)))),
            np.zeros((len(keys), 0), np.uint8),
            self._attributes(whole),
            problems,
            ledger,
            self.plan.source,
            reading=reading,
            dates=np.array(whole.dates, np.int32) if whole.dates else None,
            durations=CodeMinutes(np.arange(1, minutes.shape[1] + 1), minutes),
        )
        titled = sample(survey, **{name: self.options.get(name, "") for name in ("title", "subtitle", "source")}).survey
        few = sample(_together(whole.few), **self.options) if whole.few else None
        return SummedSample(
            titled,
            whole.sampling,
            whole.where,
            cells=whole.cells,
            rows=tuple(row.id for row in self.grouping.rows),
            few=few,
            how=self._in_words(),
            every=max(self.every, 1),
        )

    def _in_words(self) -> str:
        """How the diaries were read."""
        pictures = f"; pictures by time of day are of one diary in {self.every:,}" if self.every > 1 else ""
        number = "one window" if len(self.plan.windows) == 1 else f"{len(self.plan.windows):,} windows"
        if not self.plan.partitions:
            return f"in {number} of neighbouring respondents, of which sums were kept{pictures}"
        first = f"{self.plan.rows:,} rows put together by respondent first, on disk"
        return f"{first}; then in {number} of respondents, of which sums were kept{pictures}"

    def _by(self, survey: Survey) -> tuple[str, ...]:
        """The attributes of all breakdowns."""
        specs = specs_asked(survey, self.by, self.grouping)
        return tuple(dict.fromkeys(name for spec in specs for name in spec.by))

    def _attributes(self, whole: Part) -> dict[str, Attribute]:
        """The attributes of the cells; of those that only conditions name, or are weights, the variables alone."""
        keys = whole.cells.sums.keys
        sampling = whole.sampling
        assert sampling is not None  # noqa: S101 - a part of windows has one
        by = list(whole.variables)[: next(len(key[1]) for key in keys if key[0])]
        drawn_in = [name for name in (sampling.strata, sampling.cluster, sampling.fpc) if name]
        found: dict[str, Attribute] = {}
        for name, variable in whole.variables.items():
            if name in by:
                found[name] = _finished(*attribute_of_cells(variable, keys, by.index(name)))
            elif name in drawn_in:
                kind = VariableKind.NUMBER if name == sampling.fpc else VariableKind.TEXT
                known = variable._replace(kind=kind, levels=(), bands=())
                found[name] = _finished(*attribute_of_cells(known, keys, drawn_in.index(name), of_design=True))
            else:
                found[name] = Attribute(variable, np.full(len(keys), *STORAGE[variable.kind][::-1]))
        return found


def stream_request(
    paths: str | Path | Sequence[str | Path],
    study: Study | str | Path | None = None,
    by: str | Sequence[str] | None = None,
    *,
    grouping: str | Path | Grouping | None = None,
    reading: Mapping[str, Any] | None = None,
    with_pictures: bool = False,
    respondents: int = RESPONDENTS,
    partitions: bool = True,
    looks_first: bool = True,
    progress: Progress | None = None,
    **options: Any,
) -> StreamRequest:
    """Plan how a survey is read in windows.

    Args:
        paths: a file of diaries, Parquet or delimited text sorted by respondent, and that of the respondents if it
            isn't beside it.
        study: as for `read`.
        by: the breakdowns, as for `analyse`.
        grouping: as for `analyse`.
        reading: how the files are to be read, by the arguments of `read`.
        with_pictures: whether some diaries are kept for pictures.
        respondents: how many a window has.
        partitions: whether the rows of Parquet that isn't sorted by respondent are put together first, in a temporary
            file that goes with the request, so that its windows are read by this process.
        looks_first: whether it is seen before any window is read that all rows are sorted; else each window sees it as
            it is read, which is quicker, and what isn't sorted is an `UnsortedError` then.
        progress: told of which file how many rows are put together.
        options: of the sample, as for `Survey.sample`.

    Raises:
        NotStreamedError: the files aren't of this kind, or what is asked for needs the diaries themselves.
        ReadError: a file can't be opened.
    """
    import pyarrow as pa

    # What Arrow keeps by itself for later is as much again as what is in use.
    pa.set_memory_pool(pa.system_memory_pool())
    asked = next((name for name in _NOT_SUMMED if options.get(name)), None)
    if asked is not None:
        raise NotStreamedError(f"'{asked.replace('_', ' ')}' needs the diaries themselves.")
    files = [paths] if isinstance(paths, str | Path) else list(paths)
    definitions = load_study(study)
    choices = choices_given(files, **(reading or {}))
    plan = plan_windows(
        files, definitions, choices, respondents, partitions=partitions, looks_first=looks_first, progress=progress
    )
    every = max(1, -(-plan.respondents // _FEW)) if with_pictures else 0
    return StreamRequest(plan, by, grouping_asked(definitions, grouping), options, every)


def streamed(request: StreamRequest, progress: Progress | None = None, scheduler: str | None = None) -> SummedSample:
    """Read and sum a survey window by window.

    Args:
        request: what is asked.
        progress: called with what is being done, how much of it is done, and of how much.
        scheduler: whose workers do it, as for `results_in_order`; None for this process alone.

    Raises:
        NotStreamedError: the windows were understood in different ways, or only this process can read them.
        RequestError: what is asked for doesn't fit the survey; there is no such scheduler.
        TimediaryError: a worker can't do it.
    """
    plan = request.plan

    def told(window: Window) -> Part:
        if progress is not None:
            progress(plan.source.files[0], window.diaries.first - 1, plan.windows[-1].diaries.last)
        return request.part(window)

    parts: Iterator[Part] = map(told, plan.windows)
    if scheduler is not None and plan.partitions:
        raise NotStreamedError("its rows were put together by this process, which alone can read them.")
    if scheduler is not None:
        parts = results_in_order(request.part, plan.windows, plan.files, scheduler, progress)
    # Each window looks for what it has left, and needn't look through all that was there before.
    gc.freeze()
    try:
        return request.sample(reduce(operator.add, parts, Part()))
    finally:
        gc.unfreeze()
        release_files()


def _drawn_in(sampling: Sampling) -> tuple[str | None, ...]:
    return (sampling.weight, sampling.strata, sampling.cluster, sampling.fpc)


def _see_that_sums_tell(drawn: Sample, by: Sequence[str]) -> None:
    """See that nothing but sums is needed of the diaries.

    Raises:
        NotStreamedError: it is.
    """
    survey, sampling = drawn.survey, drawn.sampling
    drawn_in = (sampling.strata, sampling.cluster, sampling.fpc)
    known = [survey.study.variables.get(name) for name in by]
    texts = [one for one in drawn.where if attribute_of(survey, one.name).variable.kind is VariableKind.TEXT]
    reasons = {
        "there are no diaries.": not survey.has_diaries,
        "some respondents kept several diaries.": survey.has_repeated,
        "not all of its minutes are in slots.": survey.durations is not None or survey.mentions is not None,
        "replicates and calibration need the diaries themselves.": sampling.replicates or sampling.calibrate,
        "strata or finite populations without clusters need the respondents themselves.": any(drawn_in)
        and not sampling.cluster,
        "what tables are broken down by is worked out from other answers.": any(
            name.startswith("share:") or (one is not None and not one.is_read)
            for name, one in zip(by, known, strict=True)
        ),
        "one attribute makes columns and says how respondents were drawn.": {*by} & {*drawn_in},
        "which answers a condition is about isn't known before all are read.": texts,
    }
    if reason := next((reason for reason, holds in reasons.items() if holds), ""):
        raise NotStreamedError(reason)


def _finished(variable: Variable, values: list[Any]) -> Attribute:
    """An attribute of cells from their values: texts become levels."""
    if variable.kind is VariableKind.TEXT:
        texts = list(dict.fromkeys(filter(None, values)))
        numbers = {text: number for number, text in enumerate(texts)}
        return attribute_of_texts(variable, texts, np.array([numbers.get(text, -1) for text in values], np.int32))
    return Attribute(variable, np.array(values, STORAGE[variable.kind][0]))


def _every(survey: Survey, step: int) -> Survey:
    """Every so many of a window's diaries."""
    rows = slice(None, None, step)
    return Survey(
        survey.study,
        survey.respondents[rows],
        survey.codes[rows].copy(),
        {name: Attribute(one.variable, one.values[rows].copy()) for name, one in survey.attributes.items()},
        source=survey.source,
        dates=None if survey.dates is None else survey.dates[rows].copy(),
        asked=None if survey.asked is None else survey.asked[rows].copy(),
    )


def _together(few: Sequence[Survey]) -> Survey:
    """Diaries of several windows as one survey."""
    first = few[0]
    attributes = {}
    for name, one in first.attributes.items():
        if one.variable.kind is VariableKind.TEXT:
            texts = [text for survey in few for text in survey.attributes[name].texts()]
            attributes[name] = _finished(one.variable, texts)
        else:
            values = np.concatenate([survey.attributes[name].values for survey in few])
            attributes[name] = Attribute(one.variable, values)
    return replace(
        first,
        respondents=tuple(id_ for survey in few for id_ in survey.respondents),
        codes=np.concatenate([survey.codes for survey in few]),
        attributes=attributes,
        dates=None if first.dates is None else np.concatenate([s.dates for s in few if s.dates is not None]),
        asked=None if first.asked is None else np.concatenate([s.asked for s in few if s.asked is not None]),
    )
