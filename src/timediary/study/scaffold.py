"""A study of one's own: a copy of another's folder, with a name of its own, to edit."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from timediary.model.problem import DefinitionError, RequestError
from timediary.study.drafting import empty_files
from timediary.study.folder import load_study, study_folder
from timediary.study.shipped import list_studies

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# What a study has found and published, and surveys drawn after it, are not another's.
OWN_FIGURES = (
    *("published.csv", "contradictions.csv", "synthesis.toml", "weeks.toml"),
    *("statements.toml", "impossible_statements.csv", "agencies.csv", "agencies.toml"),
)
TABLES = "tables.toml"
_ID = re.compile(r"[a-z][a-z0-9_]*")


def new_study(folder: str | Path, template: str | Path, name: str | None = None, *, with_tables: bool = False) -> Path:
    """Copy a study's definitions, comments and all, into a folder of one's own, with an id and name of its own.

    The id is the name of the folder. Figures that the other study publishes stay behind.

    Args:
        folder: made; it must not be there yet, or be empty.
        template: name of a study that comes with the package, or a folder.
        name: what the study is called; after its id where None.
        with_tables: whether the tables of its report are carried along.

    Returns:
        The folder.

    Raises:
        DefinitionError: there is no such study to start from, or it contradicts itself.
        RequestError: the name of the folder is not an id, or there is something in it, or it can't be written.
    """
    target, id_, called = checked_target(folder, name)
    origin = study_folder(template)
    old = load_study(origin)
    stay = OWN_FIGURES if with_tables else (*OWN_FIGURES, TABLES)

    def copy(made: Path) -> None:
        shutil.copytree(origin, made, ignore=shutil.ignore_patterns(*stay))
        text = (made / "study.toml").read_text(encoding="utf-8-sig")
        source = f"after {old.name}" + (f" ({old.source})" if old.source else "")
        values = {"id": id_, "name": called, "source": source}
        (made / "study.toml").write_text(_renamed(_untitled(text), values), encoding="utf-8", newline="\n")

    return _made(target, called, copy)


def write_study(folder: str | Path, name: str | None, files: Mapping[str, str]) -> Path:
    """Write a study of one's own.

    Args:
        folder: made; it must not be there yet, or be empty.
        name: what the study is called; after its id where None.
        files: what its files hold, by their names.

    Returns:
        The folder.

    Raises:
        DefinitionError: the study contradicts itself.
        RequestError: the name of the folder is not an id, or there is something in it, or it can't be written.
    """
    target, _, called = checked_target(folder, name)

    def write(made: Path) -> None:
        made.mkdir()
        for file, text in files.items():
            (made / file).write_text(text, encoding="utf-8", newline="\n")

    return _made(target, called, write)


def empty_study(folder: str | Path, name: str | None = None) -> Path:
    """Write a study of which nothing is known yet: a week of half hours with two codes, to change.

    Raises:
        RequestError: as for `write_study`.
    """
    _, id_, called = checked_target(folder, name)
    return write_study(folder, called, empty_files(id_, called))


def checked_target(folder: str | Path, name: str | None) -> tuple[Path, str, str]:
    """The folder of a new study, its id, and what it is called.

    Raises:
        RequestError: the name of the folder is not an id, or there is something in it.
    """
    target = Path(folder)
    id_ = target.name
    _check_target(target, id_)
    return target, id_, name or id_.replace("_", " ").capitalize()


def _made(target: Path, name: str, make: Callable[[Path], None]) -> Path:
    """A study's folder, written whole or not at all."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".timediary-", dir=target.parent) as staging:
            made = Path(staging) / target.name
            make(made)
            _see_that_it_is(made, target.name, name)
            if target.is_dir():
                target.rmdir()
            made.replace(target)
    except OSError as error:
        raise RequestError(f"The study can't be written to {target}: {error.strerror or error}.") from None
    return target


def _check_target(target: Path, id_: str) -> None:
    if _ID.fullmatch(id_) is None:
        raise RequestError(
            f"'{id_}' can't be a study's id: an id has small letters a to z, digits and underscores, and begins with a "
            "letter, such as my_survey."
        )
    if id_ in list_studies():
        raise RequestError(f"'{id_}' is the name of a study that comes with timediary; choose another.")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise RequestError(f"{target} is there already; choose another name, or remove it first.")


def _renamed(text: str, values: dict[str, str]) -> str:
    """The text of a `study.toml` with other values of keys at its top; one that is absent is added before the rest."""
    head, heading, rest = text.partition("\n[")
    for key, value in values.items():
        line = f'{key} = "{_quoted(value)}"'
        head, count = re.subn(rf"(?m)^{key}\s*=.*$", lambda _, line=line: line, head, count=1)  # type: ignore[misc]
        if not count:
            head = f"{head.rstrip()}\n{line}\n"
    return head + heading + rest


def _untitled(text: str) -> str:
    """The text of a `study.toml` without the title of another study's surveys."""
    head, heading, rest = text.partition("\n[")
    return re.sub(r"(?m)^title\s*=.*\n?", "", head) + heading + rest


def _quoted(text: str) -> str:
    """A text as it stands between double quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in escaped)


def _see_that_it_is(made: Path, id_: str, name: str) -> None:
    """A `study.toml` may be written in ways that this does not know."""
    study = load_study(made)
    if (study.id, study.name) != (id_, name):
        raise DefinitionError("study.toml: id, name and source must stand at its top, each on a line of its own.")
