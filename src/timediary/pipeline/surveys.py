"""Surveys and samples as people hold them: read from files, bound to a design, and with the verbs as methods.

A verb is a function of this package that takes a survey or a sample first. Here it becomes a method of both, so that
completion shows what can be asked; it is written once, where it stands.
"""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from timediary import sample as samples
from timediary.ingest import read as read_files
from timediary.model import survey as surveys
from timediary.model.study import KnownTotals, Study
from timediary.pipeline import breakdowns, comparing, files, judging, picturing, reporting, rhythm
from timediary.pipeline.choosing import choices_given
from timediary.sample import sample_of
from timediary.sample.conditions import conditions_of
from timediary.study import load_study, load_totals

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from timediary.model.study import Remedy
    from timediary.model.table import Condition

    Progress = Callable[[str, int, int | None], None]
    Totals = str | Path | KnownTotals


def read(
    paths: str | Path | Sequence[str | Path],
    study: Study | str | Path | None = None,
    *,
    reading: str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    read_as: Mapping[str, str] | None = None,
    settle: Mapping[str, str] | None = None,
    visible_only: bool = False,
    progress: Progress | None = None,
) -> Survey:
    """Read a survey from its files: workbooks, delimited text, Parquet, SPSS or Stata, in any known layout.

    Args:
        paths: one file, or several that make one survey together.
        study: the definitions to read by, as a value, a name or the path of a folder; the 2009 survey where None.
        reading: a reading file, as `timediary describe FILE --save reading.toml` writes it; where None, one that lies
            beside the first file as `reading.toml`, if there is one; `none` for none.
        columns: what columns are, by their headings: `respondent`, `day`, `time`, `code`, an attribute, `not used`.
        read_as: what spellings stand for: the id of a code or of a level, or `nothing`.
        settle: how dates and times are written where the files don't tell, by the keys of `[conventions]` in a study:
            `{"date_order": "month first"}`.
        visible_only: leave out the rows and columns that a workbook hides or filters out.
        progress: called with what is being done, how much of it is done, and how much there is, if known.

    Returns:
        The survey, with every verb as a method. What was wrong in the files is in its `problems`, every diary cell in
        its `ledger`, and what was understood of every sheet, row and column in its `reading`.

    Raises:
        ReadError: the files can't be read as a survey at all.
        DefinitionError: the study contradicts itself, or the reading file can't be read.
        RequestError: what is to be read as something is to be no role, attribute, code or level that there is.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> survey
        <Survey of 1,153 respondents, 42,963 hours recorded, study task_force_2009>
    """
    named = [paths] if isinstance(paths, str | Path) else list(paths)
    definitions = study if isinstance(study, Study) else load_study(study)
    choices = choices_given(named, reading, columns, read_as, settle, visible_only=visible_only)
    return Survey.of(read_files(named, definitions, choices=choices, progress=progress))


def sample(
    survey: surveys.Survey | samples.Sample,
    where: str | Condition | Sequence[str | Condition] = (),
    *,
    weight: str | None = None,
    cluster: str | None = None,
    strata: str | None = None,
    fpc: str | None = None,
    lonely: Remedy | None = None,
    replicates: str | None = None,
    calibrate: Totals | Sequence[Totals] | None = None,
    trim: tuple[float, float] | None = None,
    without_grade: str | Sequence[str] = (),
) -> Sample:
    """Bind a survey to conditions and to its design, for every verb to take; they are resolved once.

    Attributes go by id, label or alias. What is None is as the study says (`[defaults.sampling]` in `study.toml`), or
    as the sample says that is bound further; an empty text stands for none.

    Args:
        survey: a survey, or a sample to bind further.
        where: conditions that respondents must meet to be in a table, such as `"role=social_worker"`,
            `"setting=csd,dass"` or `"active_cases>20"`. The others remain part of the sample, as variances need them.
        weight: the respondents' weights.
        cluster: what respondents were sampled in, such as an agency.
        strata: the stratum of each respondent.
        fpc: the finite population: clusters (or respondents) in the stratum, or the sampled fraction of them.
        lonely: what to do with a stratum of one cluster: `error`, `certainty`, `adjust`, `average`.
        replicates: `jackknife`, `bootstrap` or `bootstrap:NUMBER` for replicate weights made from the above; or
            `PREFIX*`, the attributes that hold them.
        calibrate: known totals of the workforce that weights are brought to: files, or what `load_totals` returned.
        trim: least and greatest factor by which calibration may change a weight.
        without_grade: grades of diaries to leave out, such as `"C"`, as `quality` gives them.

    Raises:
        RequestError: an attribute, condition or grade doesn't fit the survey. Whether weights and designs can be used
            is found out when a verb first needs them.
        DefinitionError: a file of known totals can't be read.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> managers = survey.sample("role=manager", strata="setting")
        >>> managers
        <Sample of 73 diaries; only role=manager; respondents sampled singly, strata setting>
        >>> round(managers.breakdown().value("direct_contact"), 2)
        0.13
    """
    before = sample_of(survey)
    known = None if calibrate is None else tuple(_totals(one) for one in _several(calibrate))
    given: dict[str, Any] = {
        "weight": weight,
        "cluster": cluster,
        "strata": strata,
        "fpc": fpc,
        "lonely": lonely,
        "replicates": replicates,
        "calibrate": known,
        "trim": trim,
    }
    sampling = before.sampling._replace(**{name: value for name, value in given.items() if value is not None})
    grades = [without_grade] if isinstance(without_grade, str) else list(without_grade)
    kept = judging.without_grades(before.survey, grades)
    if kept is before.survey and sampling == before.sampling:
        return Sample.like(before.narrowed(where))
    conditions = conditions_of(before.survey, where)
    return Sample.bound(kept, sampling, (*before.where, *conditions))


def _several(known: Totals | Sequence[Totals]) -> Sequence[Totals]:
    return [known] if isinstance(known, str | Path | KnownTotals) else known


def _totals(known: Totals) -> KnownTotals:
    return known if isinstance(known, KnownTotals) else load_totals(Path(known))


class Verbs:
    """What can be asked of a survey or a sample."""

    sample = sample

    analyse = breakdowns.analyse
    breakdown = breakdowns.breakdown
    distribution = breakdowns.distribution
    hours = breakdowns.hours
    spread = breakdowns.spread

    tempogram = rhythm.tempogram
    working_day = rhythm.working_day
    episodes = rhythm.episodes
    transitions = rhythm.transitions
    complexity = rhythm.complexity

    compare = comparing.compare
    compare_with_published = comparing.compare_with_published
    plan = comparing.plan
    adjust = comparing.adjust

    quality = judging.quality
    tables = reporting.tables
    certify = reporting.certify
    picture = picturing.picture


class Survey(Verbs, surveys.Survey):
    """A survey, with the verbs as methods."""

    agreement = judging.agreement
    annotate = files.annotate
    convert = files.convert

    @classmethod
    def of(cls, survey: surveys.Survey) -> Survey:
        """The same survey, with the verbs."""
        return cls(**{field.name: getattr(survey, field.name) for field in fields(surveys.Survey)})


class Sample(Verbs, samples.Sample):
    """A sample, with the verbs as methods."""

    @classmethod
    def like(cls, sample: samples.Sample) -> Sample:
        """The same sample, with the verbs and all that was worked out of it."""
        same = cls(sample.survey, sample.sampling, sample.where)
        vars(same).update(vars(sample))
        return same
