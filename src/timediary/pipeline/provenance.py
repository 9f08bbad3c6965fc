"""Where the results of an analysis come from, in words: its files, its program, and all that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary import __version__
from timediary.model.provenance import InputFile, Provenance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.model.study import Sampling
    from timediary.model.survey import Survey
    from timediary.model.table import TableSpec


def provenance_of(survey: Survey, specs: Sequence[TableSpec], *, with_hours: bool) -> Provenance:
    """The provenance of the tables that these specifications ask for; they differ in their breakdown alone."""
    return provenance_with(survey, (*_shown(survey, specs, with_hours=with_hours), *_sampling(specs[0].sampling)))


def provenance_with(survey: Survey, options: Sequence[tuple[str, str]]) -> Provenance:
    """The provenance of what was made of a survey by these options, as pairs of a label and words."""
    source = survey.source
    return Provenance(
        inputs=tuple(InputFile(*pair) for pair in zip(source.files, source.sha256, strict=True)),
        program=f"timediary {__version__}",
        study=survey.study.name,
        study_source=survey.study.source,
        options=tuple(options),
    )


def _shown(survey: Survey, specs: Sequence[TableSpec], *, with_hours: bool) -> list[tuple[str, str]]:
    spec = specs[0]
    options = [
        ("Grouping", spec.grouping.label),
        ("Broken down by", "; ".join(", ".join(one.by) for one in specs if one.by) or "nothing"),
        ("Left out", survey.left_out),
        ("Only respondents with", " and ".join(map(str, spec.where))),
        ("Subtotals", "from unrounded figures" if spec.subtotal == "exact" else "sums of the lines as printed"),
        ("Decimals of percentages", str(spec.decimals)),
        ("Intervals", "" if spec.precision else "left out"),
        ("Tables of hours", "added" if with_hours else ""),
        ("Tested against", spec.test or ""),
    ]
    return [(label, text) for label, text in options if text]


def _sampling(sampling: Sampling) -> list[tuple[str, str]]:
    options = [
        ("Weighted by", sampling.weight or ""),
        ("Clusters", sampling.clusters or ""),
        ("Strata", sampling.strata or ""),
        ("Strata of one cluster", "" if sampling.lonely == "error" else sampling.lonely),
        ("Finite population", sampling.population or ""),
        ("Replicates", sampling.replicates),
        ("Calibrated to", ", ".join(known.source for known in sampling.known)),
        ("Calibration changes a weight by", "{} to {}".format(*sampling.trim) if sampling.trim else ""),
    ]
    return [(label, text) for label, text in options if text]
