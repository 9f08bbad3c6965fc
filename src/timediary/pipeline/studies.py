"""The definitions of a study, cross-checked: those too that only some commands use."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from timediary.assess.measures import MEASURE_IDS
from timediary.model.problem import DefinitionError
from timediary.study import load_study, study_folder
from timediary.study.quality import load_quality

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from timediary.model.study import Study


def check_limits(study: Study) -> None:
    """Read the limits by which diaries are judged, which nothing but judging needs.

    Raises:
        DefinitionError: they contradict themselves.
    """
    load_quality(study, MEASURE_IDS)


def check_study(name_or_path: str | Path) -> tuple[Study | None, tuple[DefinitionError, ...]]:
    """Read and cross-check every file of a study's folder, those too that only some commands use.

    Returns:
        The study, None where it can't be read; and what is wrong, the first fault of each file.

    Raises:
        DefinitionError: there is no such study.
    """
    from timediary.study.agencies import load_agency_tables
    from timediary.study.checking import definition_errors
    from timediary.study.contradictions import load_contradictions, load_impossible_statements
    from timediary.study.definitions import load_definitions
    from timediary.study.limits import load_limits
    from timediary.study.published import load_published_cells
    from timediary.study.questionnaire import load_questionnaire
    from timediary.study.statements import load_statements
    from timediary.study.synthesis import load_synthesis
    from timediary.study.tables import load_tables
    from timediary.study.week_rules import load_week_rules

    folder = study_folder(name_or_path)
    errors = definition_errors(folder)
    if errors:
        return None, tuple(errors)
    study = load_study(folder)
    checks: list[Callable[[], object]] = [
        partial(load_quality, study, MEASURE_IDS),
        partial(load_questionnaire, study),
        partial(load_limits, study),
        partial(load_definitions, study),
        partial(load_statements, study),
        partial(load_agency_tables, study),
        lambda: load_contradictions(study, load_published_cells(study, load_tables(study))),
        lambda: load_impossible_statements(
            study, load_published_cells(study, load_tables(study)), load_statements(study)
        ),
    ]
    checks += [partial(load_week_rules, study)] if (folder / "weeks.toml").is_file() else []
    checks += [partial(load_synthesis, study)] if (folder / "synthesis.toml").is_file() else []
    for check in checks:
        try:
            check()
        except DefinitionError as error:
            # Several read the tables, whose fault is told once.
            errors += [error] if str(error) not in map(str, errors) else []
    return study, tuple(errors)
