"""How tables and surveys show and write themselves: the values know no writer, so one is handed to them here."""

from __future__ import annotations

from pathlib import Path

from timediary.model.survey import Survey
from timediary.model.table import Table


class _TableOutput:
    """How a table shows and writes itself."""

    def text(self, table: Table) -> str:
        from timediary.render import text_of_table

        return text_of_table(table)

    def html(self, table: Table) -> str:
        from timediary.render import html_of_table

        return html_of_table(table)

    def write(self, table: Table, path: str | Path) -> Path:
        from timediary.render import write_table

        return write_table(table, Path(path))


class _SurveyOutput:
    """How a survey shows itself."""

    def html(self, survey: Survey) -> str:
        from timediary.render import html_of_survey

        return html_of_survey(survey)


Table.output = _TableOutput()
Survey.output = _SurveyOutput()
