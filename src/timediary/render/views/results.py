"""An analysis: its tables and pictures, what became of the diary's cells, the definitions used, where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.document import Document, Medium, Notes, Section, Text
from timediary.model.results import Check
from timediary.render.grids import grid_of
from timediary.render.views import check, reading, study, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from timediary.model.document import Block, Edition
    from timediary.model.picture import Picture
    from timediary.model.results import Results


def document(results: Results, edition: Edition) -> Document:
    """All of it."""
    problems = (check.problem_records(results.problems, results.ledger.unit),) if results.has_diaries else ()
    return Document(
        name="tables",
        page_name="report",
        title=results.headline,
        about=results.titles.title or results.study.name,
        subtitle=results.titles.subtitle,
        lead=tuple(_lead(results, edition)),
        sections=tuple(_sections(results, edition)),
        provenance=tuple(results.provenance.lines),
        records=(*table.records_of(results.tables), *problems),
        inputs=tuple(file.path for file in results.provenance.inputs),
    )


def _lead(results: Results, edition: Edition) -> Iterator[Text]:
    """What was lost of the diaries or hidden of the figures: it may change what the tables say."""
    if edition.medium is Medium.PAGE and results.protection is not None:
        yield Text(results.protection.sentence())
    if edition.medium in (Medium.BOOK, Medium.PAGE) and results.has_diaries:
        yield Text(check.summary_of(results.problems, results.reading.unlisted, results.ledger.unit))


def _sections(results: Results, edition: Edition) -> Iterator[Section]:
    on_page = edition.medium is Medium.PAGE
    # One picture says at once what the tables below it say in full.
    pictures = list(_pictures(results)) if on_page else []
    yield from pictures[:1]
    yield from table.sections_of(results.tables, edition)
    yield from table.test_sections(results.tables, edition)
    yield from pictures[1:]
    if results.has_diaries:
        found = Check(results.ledger, results.problems, reading=results.reading)
        yield from check.sections_of(found, edition)
        if on_page and results.reading:
            yield reading.fold(results.reading)
    if on_page:
        yield study.definitions_section(results.study, results.grouping, results.variables)
        yield study.reading_section(results.study)


def _pictures(results: Results) -> Iterator[Section]:
    for number, picture in enumerate(results.pictures, start=1):
        yield Section(picture.title, tuple(_picture(picture)), f"picture-{number}")
    if results.pictures_left_out:
        lead = Text("'timediary plot' draws them all the same.")
        yield Section("Pictures left out", (lead, Notes(results.pictures_left_out)), "left-out")


def _picture(picture: Picture) -> Iterator[Block]:
    """A picture, and its numbers, folded away, where no table has them."""
    yield picture
    if picture.numbers:
        grids = tuple(grid_of(numbers, "interval") for numbers in picture.numbers)
        yield Section("The numbers under this picture", grids, is_silent=True)
