"""Somebody's own Word document filled with the tables, pictures and figures of an analysis."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from timediary.model.problem import RequestError
from timediary.render.markers import markers_of
from timediary.render.word_template import DrawnPicture, fill_template
from timediary.sample import sample_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.model.results import Results
    from timediary.model.study import Grouping
    from timediary.model.survey import Survey
    from timediary.sample import Sample


def fill(
    template: str | Path,
    results: Results,
    sample: Survey | Sample,
    *,
    grouping: str | Path | Grouping | None = None,
    palette: str | Sequence[str] | None = None,
) -> bytes:
    """A Word document with every marker replaced by the table, picture or figure that it names.

    Args:
        template: a .docx file; it stays as it is.
        results: what `analyse` returned.
        sample: what was analysed, for the pictures.
        grouping: of the pictures: id of one of the study's groupings, path of a grouping file, or a grouping; the
            study's own where None.
        palette: of the pictures: `viridis`, `okabe_ito`, `grey` or `blue_brown`, or colours such as
            `["#2f6699", "#e0a83c"]`, in the order of the categories; ours, the last of these, where None.

    Returns:
        The content of the filled document.

    Raises:
        RequestError: the file is not a Word document, or a marker is unknown; every such marker is named.
        DefinitionError: a grouping's file can't be read, or contradicts itself.

    Examples:
        >>> import timediary as td
        >>> import docx
        >>> document = docx.Document()
        >>> _ = document.add_paragraph("Direct contact: {{ value direct_contact }}")
        >>> document.save("report.docx")
        >>> survey = td.read("examples/diaries.xlsx")
        >>> content = td.fill("report.docx", survey.analyse(), survey)
        >>> len(content) > 0
        True
    """

    def draw(name: str, category: str, width: float) -> DrawnPicture:
        from timediary.pipeline.charts import picture, picture_of_published

        kind, _, by = name.partition(":")
        breakdowns = by.split(";") if by else None
        if results.protection is None:
            painted = picture(
                sample,
                kind,
                breakdowns,
                category=category or None,
                grouping=grouping,
                width=width,
                headed=False,
                palette=palette,
            )
        else:
            # The publication's own tables: other ones would tell what these hide.
            painted = picture_of_published(
                results,
                sample_of(sample).survey,
                kind,
                breakdowns,
                category=category or None,
                grouping=grouping,
                width=width,
                palette=palette,
            )
        return DrawnPicture(painted.rendered("png"), painted.title, painted.description)

    path = Path(template)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RequestError(f"{path} can't be read: {error.strerror or error}.") from error
    return fill_template(content, results, draw, path.name)


def markers(results: Results) -> list[tuple[str, str]]:
    """Every marker that a template may have for these results, with what comes in its place.

    Args:
        results: what `analyse` returned.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> td.markers(survey.analyse())[0]
        ('{{ headline }}', 'the result in one sentence')
    """
    from timediary.pipeline.chart_registry import KINDS
    from timediary.pipeline.safe_pictures import OF_SHARES

    breakdowns = [table.id for table in results.tables if table.id != "overall" and table.column_hours.size]
    pictures = []
    possible = [kind for kind in KINDS.values() if results.protection is None or kind.id in OF_SHARES]
    for kind in possible:
        by = f":{breakdowns[0]}" if kind.usual and breakdowns else ""
        pictures.append((f"{kind.id}{by}", kind.summary))
    return list(markers_of(results, pictures))
