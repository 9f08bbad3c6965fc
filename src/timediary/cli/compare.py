"""`timediary compare`: two waves or services, or a survey beside the published figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from timediary.cli.console import show, tell_small_groups
from timediary.cli.inputs import results_folder, survey_names, survey_to_count
from timediary.cli.options import (
    INPUT,
    by_option,
    format_option,
    grouping_option,
    names_option,
    out_option,
    quiet_option,
    safe_option,
    standardise_option,
    study_option,
)
from timediary.cli.progress import Progress
from timediary.cli.reading_options import reading_options
from timediary.cli.sample_options import sample_options, view_options
from timediary.cli.strict import command

if TYPE_CHECKING:
    from pathlib import Path


@command()
@click.argument("first", metavar="A", type=INPUT)
@click.argument("second", metavar="[B]", type=INPUT, required=False)
@study_option
@reading_options
@click.option("--published", is_flag=True, help="Compare A with the figures published for its study.")
@click.option(
    "--estimates",
    metavar="QUESTION",
    help="Compare A's diaries with the shares of time that its respondents estimate; or, with B, what is estimated in "
    "the two, or estimated in one and recorded in the other.",
)
@click.option("--other-study", metavar="NAME|FOLDER", help="The study that B follows, where not A's; with --estimates.")
@by_option("Compare within the levels of an attribute, or of several crossed. [default: the study's]")
@grouping_option()
@names_option
@click.option("--independent", is_flag=True, help="Equal ids in both are different people, not a panel.")
@sample_options
@view_options
@standardise_option
@safe_option
@out_option("A_comparison")
@format_option()
@quiet_option
def compare(
    first: Path,
    second: Path | None,
    study: str | None,
    *,
    published: bool,
    estimates: str | None,
    other_study: str | None,
    breakdowns: tuple[str, ...],
    grouping: str | None,
    names: tuple[str, ...],
    independent: bool,
    sample: dict[str, Any],
    standardise: str | None,
    safe: str | None,
    out: Path | None,
    formats: tuple[str, ...],
    quiet: bool,
) -> None:
    """Compare two surveys cell by cell, B less A, with intervals and probabilities.

    Respondents with the same id in both are a panel. With --published, A is compared with the published figures of
    its study; with --estimates, with its respondents' own estimates, or with those of B.

    \b
    Examples:
      timediary compare wave1.xlsx wave2.xlsx --by role
      timediary compare wave1.xlsx wave3.xlsx --independent
      timediary compare diaries.xlsx --published
      timediary compare FILE --study my_study --estimates time
      timediary compare officers_january.csv officers_june.csv --study chief_officers_2020 --estimates time
      timediary compare wave1.xlsx wave2.xlsx --by role --safe
    """
    import timediary as td

    _refuse_nonsense(
        second,
        estimates,
        other_study,
        published=published,
        grouping=grouping,
        standardise=standardise,
        safe=safe,
    )
    called = survey_names([path for path in (first, second) if path is not None], names, safe=bool(safe))
    with Progress(shown=not quiet) as progress:
        one = survey_to_count(first, study, progress).sample(**sample)
        by = breakdowns or None
        published_as: dict[str, Any] = {"safe": safe or False, "progress": progress}
        if second is not None:
            other = survey_to_count(second, other_study or one.survey.study, progress).sample(**sample)
            both: dict[str, Any] = {"names": tuple(called), "grouping": grouping, "independent": independent}
            if estimates is None:
                found = td.compare(one, other, by, standardise=standardise, **both, **published_as)
            else:
                found = td.compare_estimates(one, other, list(breakdowns), of=estimates, **both)
        elif estimates is not None:
            found = td.compare_with_estimates(one, by, of=estimates, name=called[0], grouping=grouping)
        else:
            found = td.compare_with_published(one, by, name=called[0], **published_as)
        folder = results_folder(first, "comparison", out=out, safe=safe)
        td.write(found, folder, formats or None, inputs=[str(path) for path in (first, second) if path is not None])
    if quiet:
        return
    show(found, folder=folder)
    click.echo(f"Results in {folder}")
    if not safe:
        sides = [table for pair in found for table in ((pair.second,) if published else (pair.first, pair.second))]
        remedy = "--safe hides them." if estimates is None else "estimates aren't protected: join groups."
        tell_small_groups(sides, one.survey.study, remedy)


def _refuse_nonsense(
    second: Path | None,
    estimates: str | None,
    other_study: str | None,
    *,
    published: bool,
    grouping: str | None,
    standardise: str | None,
    safe: str | None,
) -> None:
    if (second is not None or estimates is not None) + published != 1:
        raise click.UsageError("Name two files to compare, or one file and --published or --estimates.")
    if other_study is not None and (second is None or estimates is None):
        raise click.UsageError("--other-study says what B follows, beside which --estimates are set; name both.")
    if estimates is not None and (safe or standardise is not None):
        raise click.UsageError("Estimates can't be protected or standardised; leave out --safe and --standardise.")
    if published and grouping is not None:
        raise click.UsageError("Figures are published in the study's own grouping; leave --grouping out.")
    if published and standardise is not None:
        raise click.UsageError("Published figures can't be brought to another mix of staff; leave --standardise out.")
