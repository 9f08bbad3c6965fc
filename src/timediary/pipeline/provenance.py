"""Where the results of an analysis come from, in words: its files, its program, and all that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary import __version__
from timediary.model.provenance import InputFile, Provenance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.model.survey import Survey
    from timediary.model.table import TableSpec
    from timediary.sample import Sample


def provenance_of(sample: Sample, specs: Sequence[TableSpec], *, with_hours: bool) -> Provenance:
    """The provenance of the tables that these specifications ask for; they differ in their breakdown alone."""
    return provenance_with(sample.survey, (*_shown(sample, specs, with_hours=with_hours), *_design(sample)))


def provenance_with(survey: Survey, options: Sequence[tuple[str, str]]) -> Provenance:
    """The provenance of what was made of a survey by these options, as pairs of a label and words."""
    source = survey.source
    return Provenance(
        inputs=tuple(InputFile(*pair) for pair in zip(source.files, source.sha256, strict=True)),
        program=f"timediary {__version__}",
        study=survey.study.name,
        study_source=survey.study.source,
        defines=survey.study.defines,
        options=(*options, *survey.reading.settled),
    )


def _shown(sample: Sample, specs: Sequence[TableSpec], *, with_hours: bool) -> list[tuple[str, str]]:
    spec = specs[0]
    options = [
        ("Grouping", spec.grouping.label),
        ("Broken down by", "; ".join(", ".join(one.by) for one in specs if one.by) or "nothing"),
        *_chosen(sample),
        ("Subtotals", "from unrounded figures" if spec.subtotal == "exact" else "sums of the lines as printed"),
        ("Decimals of percentages", str(spec.decimals)),
        ("Intervals", "" if spec.precision else "left out"),
        ("Tables of hours", "added" if with_hours else ""),
        ("Tested against", spec.test or ""),
        ("Read", sample.reading_in_words),
    ]
    return [(label, text) for label, text in options if text]


def sample_options(sample: Sample) -> list[tuple[str, str]]:
    """What was asked for of the sample, in words."""
    return [*((label, text) for label, text in _chosen(sample) if text), *_design(sample)]


def _chosen(sample: Sample) -> list[tuple[str, str]]:
    return [
        ("Left out", sample.survey.left_out),
        ("Only respondents with", " and ".join(map(str, sample.where))),
    ]


def _design(sample: Sample) -> list[tuple[str, str]]:
    sampling = sample.sampling
    options = [
        ("Weighted by", sampling.weight or ""),
        ("Clusters", sampling.cluster or ""),
        ("Strata", sampling.strata or ""),
        ("Strata of one cluster", "" if sampling.lonely == "error" else sampling.lonely),
        ("Finite population", sampling.fpc or ""),
        ("Replicates", sampling.replicates),
        ("Calibrated to", ", ".join(known.source for known in sampling.calibrate)),
        ("Calibration changes a weight by", "{} to {}".format(*sampling.trim) if sampling.trim else ""),
    ]
    return [(label, text) for label, text in options if text]
