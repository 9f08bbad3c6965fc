"""A survey that nobody answered, drawn at random so that its tables are those that a study publishes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.definition import Figure
from timediary.model.problem import RequestError
from timediary.model.study import Study
from timediary.pipeline.surveys import Survey
from timediary.study import load_study
from timediary.study.contradictions import load_contradictions, load_impossible_statements
from timediary.study.published import load_published_cells
from timediary.study.tables import load_tables

if TYPE_CHECKING:
    from pathlib import Path


def synthesise(study: Study | str | Path | None = None, *, respondents: int | None = None, seed: int = 2009) -> Survey:
    """Draw a survey whose tables are those that the study's report publishes, as far as these can all be true.

    Args:
        study: whose report, as a value, a name or the path of a folder; the 2009 survey where None.
        respondents: how many; as many as the published survey had where None.
        seed: decides what is chance; the same seed draws the same survey on every machine.

    Raises:
        RequestError: the study has no `synthesis.toml` or `weeks.toml`, or a number is negative.
        DefinitionError: there is no such study, or it contradicts itself.

    Examples:
        >>> import timediary as td
        >>> survey = td.synthesise(respondents=20, seed=7)  # doctest: +SKIP
    """
    from timediary.model.synthesis import Published
    from timediary.study.statements import load_statements
    from timediary.study.synthesis import load_synthesis
    from timediary.study.week_rules import load_week_rules
    from timediary.synthesis.survey import synthesise as draw

    if respondents is not None and respondents < 1:
        raise RequestError(f"A survey has 1 respondent or more, not {respondents}.")
    known = study if isinstance(study, Study) else load_study(study)
    definitions, synthesis = load_tables(known), load_synthesis(known)
    cells = load_published_cells(known, definitions)
    impossible = {one.cell: one for one in load_contradictions(known, cells)}
    possible = [cell for cell in cells if cell not in impossible]
    # Counts that can't be true are replaced by the nearest that can.
    possible += [c._replace(value=one.nearest) for c, one in impossible.items() if c.figure is Figure.COUNT]
    statements = load_statements(known) if synthesis.afterwards else ()
    proved = load_impossible_statements(known, cells, statements) if statements else ()
    untrue = {one.statement for one in proved}
    stated = [one for one in statements if not one.not_asked and one not in untrue]
    published = Published(known, definitions, possible, stated, synthesis, load_week_rules(known))
    return Survey.of(draw(published, respondents, seed))
