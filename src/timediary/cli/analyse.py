"""`timediary analyse`: from returned diaries to breakdown tables, on screen and as files."""

from __future__ import annotations

import sys
import threading
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from timediary.cli.console import PROBLEMS_FOUND, show_results, tell_notes
from timediary.cli.inputs import results_folder, survey_in
from timediary.cli.options import (
    INPUT,
    by_option,
    format_option,
    grouping_option,
    out_option,
    palette_option,
    quiet_option,
    safe_option,
    show_option,
    standardise_option,
    study_option,
    test_option,
)
from timediary.cli.progress import Progress
from timediary.cli.reading_options import input_files, reading_given, reading_options
from timediary.cli.sample_options import sample_options, view_options
from timediary.cli.strict import command

if TYPE_CHECKING:
    from pathlib import Path

    import timediary as td
    from timediary.model.document import Show
    from timediary.model.results import Results
    from timediary.pipeline.streaming import StreamRequest
    from timediary.sample import Sample

# About 70,000 diaries of a week, one row a slot or one a respondent.
_LARGE_BYTES, _LARGE_CELLS = 4 << 20, 20_000_000
_SHARED = " Its rows aren't put together on the way for workers, who wouldn't see it: sort it where all of them see it."
_TOGETHER = "Rows put together by respondent first, on disk: {:,} of them; then read in {:,} windows."


@command()
@input_files
@study_option
@reading_options
@grouping_option(
    "How activity codes are rolled up: a grouping of the study or a file of your own. [default: the study's]"
)
@by_option(
    "Break the shares down by an attribute, or by several crossed. Repeat for more tables. "
    "[default: the study's: setting, role]"
)
@sample_options
@view_options
@standardise_option
@click.option(
    "--subtotal",
    type=click.Choice(["exact", "rounded"]),
    default="exact",
    show_default=True,
    help="Subtotals from unrounded figures, or as the sum of the lines as printed (as the report of 2009 did).",
)
@click.option(
    "--decimals",
    type=click.IntRange(0, 6),
    default=0,
    show_default=True,
    help="Decimals of percentages, on screen and in files for reading.",
)
@click.option("--hours", "with_hours", is_flag=True, help="Add the tables of hours and of unsocial hours.")
@test_option
@show_option
@click.option("--no-intervals", is_flag=True, help="Leave out standard errors and intervals.")
@out_option("FILE_results")
@format_option(with_problems=True)
@click.option(
    "--template",
    metavar="REPORT.docx",
    type=INPUT,
    help="A Word document of your own with markers such as {{ table setting }}; the folder gets a filled-in copy.",
)
@click.option("--markers", "list_markers", is_flag=True, help="Only list the markers that a template can use.")
@click.option("--no-pictures", is_flag=True, help="Leave the pictures out of the report.")
@palette_option
@click.option(
    "--streamed/--in-memory",
    "streams",
    default=None,
    help="Read Parquet or delimited text in windows of respondents, of which sums are kept, so that memory stays flat; "
    "or whole. The rows of Parquet that isn't sorted by respondent are put together first, on disk. "
    "[default: a large Parquet file in windows, all else whole]",
)
@click.option(
    "--scheduler",
    metavar="local|threads|ADDRESS|FILE",
    help="Let the workers of a Dask cluster read the windows: processes of this machine, threads of this process, or "
    "the workers of a scheduler that is there (tcp://HOST:PORT, or its file). [default: this process alone]",
)
@safe_option
@click.option("--strict", is_flag=True, help="End with exit code 1 if any problem was found.")
@quiet_option
def analyse(
    files: tuple[Path, ...],
    study: str | None,
    grouping: str | None,
    breakdowns: tuple[str, ...],
    sample: dict[str, Any],
    standardise: str | None,
    subtotal: str,
    decimals: int,
    *,
    with_hours: bool,
    test: str | None,
    show: Show,
    no_intervals: bool,
    out: Path | None,
    formats: tuple[str, ...],
    template: Path | None,
    list_markers: bool,
    no_pictures: bool,
    palette: str | None,
    streams: bool | None,
    scheduler: str | None,
    safe: str | None,
    strict: bool,
    quiet: bool,
) -> None:
    """Tabulate the shares of working time in diaries, and write the tables as files.

    FILE is a workbook (.xlsx, .xlsm, .xlsb, .xls, .ods), delimited text, Parquet, SPSS or Stata file, or - for standard
    input; several files are read as one survey, and a folder of Parquet files as one table, here or in an object store
    (s3://...). Returned forms, and a folder of them, are gathered as collect does.

    \b
    Examples:
      timediary analyse diaries.xlsx
      timediary analyse diaries.xlsx --by setting,role --where 'active_cases>20'
      timediary analyse diary.csv respondents.csv --weight weight --cluster agency --show interval
      timediary analyse diaries.xlsx --by setting --test csd
      timediary analyse diaries.xlsx --by setting --standardise role
      timediary analyse diaries.xlsx --template report.docx --out yearly/
      timediary analyse diaries.xlsx --by setting --by role --safe
    """
    import timediary as td

    # What comes after reading is imported meanwhile: calamine leaves a processor free while it unpacks a workbook.
    with_pictures = not no_pictures and (not formats or "html" in formats)
    imports = threading.Thread(target=_import_the_rest, kwargs={"with_pictures": with_pictures}, daemon=True)
    imports.start()
    with Progress(shown=not quiet) as progress:
        needs_all = (with_hours, test, standardise, template, safe)
        asked = {"by": breakdowns or None, "grouping": grouping, "with_pictures": with_pictures, **sample}
        how = streams, scheduler
        drawn = _streamed(files, study, asked, how, needs_all=any(needs_all), progress=progress)
        if drawn is None:
            whole = survey_in(files, study, progress=progress, quiet=quiet)
            imports.join()
            _tell_why_empty(whole)
            drawn = whole.sample(**sample)
        imports.join()
        survey = drawn.survey
        results = td.analyse(
            drawn,
            breakdowns or None,
            grouping=grouping,
            subtotal="rounded" if subtotal == "rounded" else "exact",
            decimals=decimals,
            with_hours=with_hours,
            precision=not no_intervals,
            test=test,
            standardise=standardise,
            with_pictures=with_pictures,
            palette=palette,
            safe=safe or False,
            progress=progress,
        )
        if list_markers:
            _list_markers(results)
            return
        folder = results_folder(files[0], "published" if safe else "results", out=out)
        documents, inputs = {}, list(survey.source.files)
        if template is not None:
            documents[template.name] = td.fill(template, results, drawn, grouping=grouping, palette=palette)
            inputs.append(str(template))
        td.write(results, folder, formats or None, documents, inputs)
    if not quiet:
        show_results(results, show, folder, safe=bool(safe))
    else:
        if survey.ledger.lost:
            click.echo(f"{survey.ledger.lost}; see {folder / 'problems.csv'}.", err=True)
        tell_notes(survey.reading.notes)
    if strict and results.problems:
        sys.exit(PROBLEMS_FOUND)


def _streamed(
    files: tuple[Path, ...],
    study: str | None,
    asked: dict[str, Any],
    how: tuple[bool | None, str | None],
    *,
    needs_all: bool,
    progress: Progress,
) -> Sample | None:
    """What sums tell of large files, read in windows; None where they are to be read whole, which is said if they are.

    Raises:
        RequestError: `--streamed` or `--scheduler` is asked for, and can't be.
    """
    streams, scheduler = how
    if streams is False and scheduler is not None:
        raise click.UsageError("--scheduler is for windows, which --in-memory doesn't read.")
    asked_for = bool(streams) or scheduler is not None
    if not asked_for and (streams is False or not any(_is_large(file, _LARGE_CELLS) for file in files)):
        return None
    from timediary.ingest.order import NotStreamedError, UnsortedError
    from timediary.model.problem import RequestError
    from timediary.pipeline.streaming import stream_request

    try:
        if needs_all:
            raise NotStreamedError(
                "tests, standardisation, hours, templates and protection need the diaries themselves."
            )
        given = {"reading": reading_given(), "partitions": scheduler is None, "progress": progress, **asked}
        request = stream_request(files, study, looks_first=scheduler is not None, **given)
        try:
            return _summed(request, scheduler, progress)
        except UnsortedError:  # which a window saw
            if scheduler is not None:
                raise
        return _summed(stream_request(files, study, **given), scheduler, progress)
    except NotStreamedError as error:
        if asked_for:
            option = "--streamed" if scheduler is None else "--scheduler"
            shared = isinstance(error, UnsortedError) and scheduler is not None
            raise RequestError(f"It can't be read in windows ({option}): {error}{_SHARED * shared}") from None
        click.echo(f"Read as a whole, which takes more memory: {error}", err=True)
        return None


def _tell_why_empty(survey: td.Survey) -> None:
    """Print the problems of a survey of which there will be no tables, for they say why not."""
    if survey.problems and not survey.ledger.kept:
        import timediary as td
        from timediary.render.writing import text_of_result

        click.echo(text_of_result(td.check(survey)), err=True)


def _summed(request: StreamRequest, scheduler: str | None, progress: Progress) -> Sample:
    """The sums of all windows."""
    from timediary.pipeline.streaming import streamed

    if request.plan.partitions:
        click.echo(_TOGETHER.format(request.plan.rows, len(request.plan.windows)), err=True)
    return streamed(request, progress, scheduler)


def _is_large(file: Path, cells: int) -> bool:
    """Whether a file or data set is Parquet with at least so many cells in it."""
    from timediary.ingest.data_set import SUFFIXES, parquet_at, parts_of, size_of
    from timediary.ingest.guard import guarded

    is_parquet = bool(parts_of(file)) or (file.suffix.lower() in SUFFIXES and file.is_file())
    if not is_parquet or size_of(file) < _LARGE_BYTES:
        return False
    with guarded(str(file), what="Parquet file"), parquet_at(file) as opened:
        about = opened.metadata
    return bool(about.num_rows * about.num_columns >= cells)


def _list_markers(results: Results) -> None:
    import timediary as td
    from timediary.render.painters.text import in_encoding

    lines = [f"{marker}  {what}" for marker, what in td.markers(results)]
    click.echo(in_encoding("\n".join(lines), sys.stdout.encoding))


def _import_the_rest(*, with_pictures: bool) -> None:
    for name in ("pipeline.breakdowns", "render.writing", "render.views.results"):
        import_module(f"timediary.{name}")
    for name in ("xlsx", "html"):
        import_module(f"timediary.render.painters.{name}")
    import_module("xlsxwriter")
    if with_pictures:
        import_module("timediary.pipeline.charts").import_painters()
