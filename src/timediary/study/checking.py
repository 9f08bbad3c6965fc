"""Everything that is wrong with a study's files at once, as far as one fault does not hide another."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from timediary.model.problem import DefinitionError
from timediary.study.folder import load_codes, load_study
from timediary.study.grouping import load_grouping
from timediary.study.section import StrictToml
from timediary.study.variables import load_variables

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from timediary.model.study import ActivityCode


def definition_errors(folder: Path) -> list[DefinitionError]:
    """The first fault of each of the study's files; of the whole where each is sound by itself; none if all is well.

    Args:
        folder: with a `study.toml`.
    """
    errors: list[DefinitionError] = []
    codes: tuple[ActivityCode, ...] = ()
    try:
        if (folder / "codes.toml").exists() or _has_diary(folder):
            _, codes = load_codes(folder / "codes.toml")
    except DefinitionError as error:
        errors.append(error)
    checks: list[Callable[[], object]] = [
        partial(StrictToml.of_file, folder / "study.toml"),
        partial(load_variables, folder / "variables.toml"),
    ]
    # Whether a group's codes are those of the study can't be said where the study's can't be read.
    checks.extend(
        partial(load_grouping, path, codes) if codes else partial(StrictToml.of_file, path)
        for path in sorted((folder / "groupings").glob("*.toml"))
    )
    for check in checks:
        try:
            check()
        except DefinitionError as error:
            errors.append(error)
    if not errors:
        try:
            load_study(folder)
        except DefinitionError as error:
            errors.append(error)
    return errors


def _has_diary(folder: Path) -> bool:
    """Whether a study says of itself that it has a diary, or can't be read; one of questions alone has no codes."""
    try:
        return StrictToml.of_file(folder / "study.toml").has("diary")
    except DefinitionError:
        return True
