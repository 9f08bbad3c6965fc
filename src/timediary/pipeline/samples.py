"""A survey bound to its design: conditions, diaries left out, weights, clusters, strata, replicates, known totals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from timediary import sample as samples
from timediary.model.problem import RequestError
from timediary.model.provenance import Titles
from timediary.model.sampling import KnownTotals
from timediary.pipeline.verbs import Verbs
from timediary.sample import sample_of
from timediary.sample.conditions import conditions_of
from timediary.study import load_totals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.model.sampling import Remedy
    from timediary.model.survey import Survey
    from timediary.model.table import Condition

    Totals = str | Path | KnownTotals
    Labels = str | Path | Mapping[str, str]


def sample(
    survey: Survey | samples.Sample,
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
    title: str = "",
    subtitle: str = "",
    source: str = "",
    labels: Labels | Sequence[Labels] = (),
    within: str | Sequence[str] = (),
    field: str | None = None,
    any_mention: bool = False,
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
        title: what the survey is called in all that is made of it; by its study and its diaries' year where empty.
        subtitle: a line under that; the dates of the diaries where empty.
        source: where tables say that their figures come from; the files' names where empty.
        labels: your own words in place of the study's, by id or label: a mapping such as
            `{"recording": "Paperwork", "role=other": "Support staff"}`, a file with the columns id
            and label, or several of these.
        within: the time alone beside which something is noted, such as `"place=home"`; of several, all must hold.
        field: a field whose codes are shown in place of the activities, such as `"place"`.
        any_mention: whether an activity counts wherever it is mentioned, as a second activity too; the rows of a table
            add up to more than 100% then.

    Raises:
        RequestError: an attribute of a condition, a grade or a field doesn't fit the survey. Whether it has the levels
            of a condition, and whether weights and designs can be used, is found out when a verb first needs them.
            Or bounds are given for a calibration, and no known totals.
        DefinitionError: a file of known totals or of labels can't be read.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> managers = survey.sample("role=manager", replicates="jackknife")
        >>> managers
        <Sample of 137 diaries; only role=manager; respondents sampled singly>
        >>> round(managers.breakdown().value("direct_contact"), 2)
        0.15
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
    if trim is not None and not sampling.calibrate:
        raise RequestError(
            "Trimming bounds how far calibration changes a weight: name the known totals (--calibrate), too."
        )
    grades = _texts(without_grade)
    kept = _titled(_without(before.survey, grades), Titles(title, subtitle, source))
    kept = _seen(kept, _texts(within), field, any_mention=any_mention)
    if labels:
        from timediary.sample.labels import relabelled

        kept = relabelled(kept, _labels(labels))
    if kept is before.survey and sampling == before.sampling:
        return Sample.like(before.narrowed(where))
    conditions = conditions_of(before.survey, where)
    return Sample.bound(kept, sampling, (*before.where, *conditions))


def _several(known: Totals | Sequence[Totals]) -> Sequence[Totals]:
    return [known] if isinstance(known, str | Path | KnownTotals) else known


def _texts(given: str | Sequence[str]) -> list[str]:
    return [given] if isinstance(given, str) else list(given)


def _seen(survey: Survey, conditions: Sequence[str], field: str | None, *, any_mention: bool) -> Survey:
    """The survey as it is, or by one of its fields."""
    if field is not None and any_mention:
        raise RequestError("A field is shown in place of the activities, so none of these is mentioned: choose one.")
    if not (conditions or field is not None or any_mention):
        return survey
    from timediary.sample import views

    for condition in conditions:
        survey = views.within(survey, condition)
    if field is not None:
        survey = views.of_field(survey, field)
    return views.any_mention(survey) if any_mention else survey


def _labels(given: Labels | Sequence[Labels]) -> Mapping[str, str]:
    """Labels by what they stand for, from mappings and files.

    Raises:
        DefinitionError: a file can't be read, or has a line twice.
    """
    from timediary.study.delimited import lines_of

    found: dict[str, str] = {}
    for one in [given] if isinstance(given, str | Path | Mapping) else given:
        if isinstance(one, Mapping):
            found.update(one)
            continue
        for line in lines_of(Path(one), ("id", "label")):
            if line.cells["id"] in found:
                raise line.error(f"'{line.cells['id']}' has a label already, '{found[line.cells['id']]}'.")
            found[line.cells["id"]] = line.cells["label"]
    return found


def _without(survey: Survey, grades: Sequence[str]) -> Survey:
    if not grades:
        return survey
    from timediary.pipeline.data_quality import without_grades

    return without_grades(survey, grades)


def _titled(survey: Survey, given: Titles) -> Survey:
    if not any(given):
        return survey
    return replace(survey, titles=Titles(*(new or old for new, old in zip(given, survey.titles, strict=True))))


def _totals(known: Totals) -> KnownTotals:
    return known if isinstance(known, KnownTotals) else load_totals(Path(known))


class Sample(Verbs, samples.Sample):
    """A survey, who of it is meant and how they were sampled, with the verbs as methods; `survey.sample` returns one.

    `survey`, `where` and `sampling` are what it was made of. `weights`, float64 of shape (n,), are those of the n
    diaries, 0 for who is not in it; `chosen`, bool of shape (n,), says who meets the conditions; `method` says in
    words how standard errors are worked out. All are resolved once, when first asked for.

    Examples:
        >>> import timediary as td
        >>> managers = td.read("examples/diaries.xlsx").sample("role=manager")
        >>> int(managers.chosen.sum())
        137
    """

    @classmethod
    def like(cls, sample: samples.Sample) -> Sample:
        """The same sample, with the verbs and all that was worked out of it."""
        same = cls(sample.survey, sample.sampling, sample.where)
        vars(same).update(vars(sample))
        return same
