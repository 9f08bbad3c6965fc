"""Runs a command in a folder of its own, and says what it printed, wrote and ended with."""

from __future__ import annotations

import os
import shlex
import shutil
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from unittest import mock

from click.testing import CliRunner
from tests.held.commands import COMMANDS
from tests.held.content import neutral, parts_of
from tests.held.keeping import held
from tests.held.odd import ODD

from timediary.cli import main
from timediary.run_folder import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
INPUTS = (
    ROOT / "tests/data/diaries.xlsx",
    ROOT / "tests/data/complex_survey/diary.csv",
    ROOT / "tests/data/complex_survey/respondents.csv",
    *sorted((Path(__file__).parent / "inputs").iterdir()),
)
NAMES = (*COMMANDS, *ODD)
# A terminal of this width without colours, whatever the machine's.
_TERMINAL = {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"}


def whole(name: str) -> list[tuple[str, list[str]]]:
    """All that came out, part by part: each with a heading and its lines."""
    with TemporaryDirectory() as scratch, chdir(scratch), mock.patch.dict(os.environ, _TERMINAL):
        folder = Path(scratch)
        return [
            (heading, [neutral(line, folder) for line in lines])
            for heading, lines in (_of_odd(name, folder) if name in ODD else _of_command(name, folder))
        ]


def list_of(name: str) -> list[str]:
    """What is to be held of all that came out."""
    return list(held(whole(name), briefly=name in ODD))


def _of_odd(name: str, folder: Path) -> Iterator[tuple[str, list[str]]]:
    ODD[name](folder)
    yield from _written(folder, set())


def _of_command(name: str, folder: Path) -> Iterator[tuple[str, list[str]]]:
    for path in INPUTS:
        if path.is_dir():
            shutil.copytree(path, folder / path.name, copy_function=shutil.copyfile)
        else:
            shutil.copyfile(path, folder / path.name)
    before = {path for path in folder.rglob("*") if path.is_file()}
    for line in COMMANDS[name]:
        result = CliRunner().invoke(main, shlex.split(line), **_OPTIONS)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        yield f"$ timediary {line}", [f"exit code {result.exit_code}"]
        for stream in ("stdout", "stderr"):
            if printed := getattr(result, stream):
                yield stream, printed.splitlines()
    yield from _written(folder, before)


_OPTIONS: dict[str, Any] = {"prog_name": "timediary"}


def _written(folder: Path, before: set[Path]) -> Iterator[tuple[str, list[str]]]:
    for path in sorted(folder.rglob("*")):
        # A manifest has lengths and digests of files, which a library's release changes.
        if path.is_file() and path not in before and path.name != MANIFEST:
            for part, lines in parts_of(path):
                yield f"{path.relative_to(folder)} {part}".rstrip(), lines
