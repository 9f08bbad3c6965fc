"""`timediary form`: the forms of a study, for one and all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from timediary.cli.options import INPUT, OUTPUT, study_option
from timediary.cli.progress import Progress
from timediary.cli.sample_options import title_options
from timediary.cli.strict import command

if TYPE_CHECKING:
    from pathlib import Path


@command()
@study_option
@click.option(
    "--week",
    metavar="DATE",
    default="",
    help="The diary's first day, such as 2027-05-10; not for a study without a diary. [default: left open]",
)
@title_options
@click.option("--agency", metavar="NAME", default="", help="The agency of everybody for whom the list names none.")
@click.option(
    "--respondent-list",
    metavar="LIST.csv",
    type=INPUT,
    help="One form for each line of this list. Ids are made where it has none, and kept in a key file.",
)
@click.option(
    "--kind",
    type=click.Choice(["xlsx", "html"]),
    default="xlsx",
    show_default=True,
    help="A workbook, or a web page that works offline.",
)
@click.option("--out", "-o", metavar="FOLDER", type=OUTPUT, required=True, help="The folder for the forms.")
@click.option(
    "--key", metavar="KEY.csv", type=OUTPUT, help="The key file. [default: respondents_key.csv beside FOLDER]"
)
@click.option("--overwrite", is_flag=True, help="Replace forms that exist already.")
def form(
    study: str | None,
    week: str,
    title: str | None,
    subtitle: str | None,
    agency: str,
    respondent_list: Path | None,
    kind: str,
    out: Path,
    key: Path | None,
    *,
    overwrite: bool,
) -> None:
    """Make the forms on which respondents keep their diaries, from the study's definitions.

    Those of a study without a diary ask its questions alone.

    The key file says which ID belongs to whom. It stays with the team: neither the forms nor the survey contain names.

    \b
    Examples:
      timediary form --week 2027-05-10 -o forms/
      timediary form --week 2027-05-10 --respondent-list list.csv -o forms/
      timediary form --study my_survey/ --kind html -o forms/
      timediary form --study chief_officers_2020 -o forms/
    """
    import timediary as td

    with Progress() as progress:
        written = td.write_forms(
            out,
            study,
            kind=kind,
            week=week,
            agency=agency,
            title=title or "",
            subtitle=subtitle or "",
            respondent_list=respondent_list,
            key=key,
            overwrite=overwrite,
            progress=progress,
        )
    forms = [path for path in written if path.parent == out and path.suffix == f".{kind}"]
    click.echo(f"{len(forms):,} form{'' if len(forms) == 1 else 's'} written to {out}")
    for path in written:
        if path not in forms:
            click.echo(
                f"{path} says which ID belongs to whom. Only you can read it: keep it apart from forms and diaries, "
                "never send or publish it, and delete it when the names are no longer needed.",
                err=True,
            )
