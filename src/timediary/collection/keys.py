"""Ids that mean nothing to an outsider, and the key that tells the team whose they are.

An id is made by chance, never of a name or a place in a list, so nobody who sees a form or the survey can work out
whose it is. Once made it stands in the key file, and is taken from there whenever forms are made anew.
"""

from __future__ import annotations

import csv
import io
import os
import secrets
from typing import TYPE_CHECKING

from timediary.model.formulas import neutralised, restored
from timediary.model.problem import RequestError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from timediary.collection.listing import RespondentList

KEY_FILE = "respondents_key.csv"
# No vowels, so that no words arise, and nothing that is easily taken for something else.
_LETTERS = "BCDFGHJKMNPQRTVWXYZ"
_SIGNS = _LETTERS + "2346789"
_LENGTH = 6
ID = "respondent"
ONLY_ITS_OWNER = 0o600


class Key:
    """Which id belongs to whom: the columns of the list of respondents, with an id before them."""

    def __init__(self, columns: Sequence[str], lines: Sequence[tuple[str, dict[str, str]]]) -> None:
        self.columns = list(columns)
        self.lines = list(lines)

    def ids_for(self, listed: RespondentList, choose: Callable[[str], str] = secrets.choice) -> list[str]:
        """An id for each line of a list: the one it has in the key, or a new one, which is added to the key."""
        common = [name for name in listed.header if name in self.columns]
        known: dict[tuple[str, ...], list[str]] = {}
        for id_, line in self.lines:
            known.setdefault(tuple(line.get(name, "") for name in common), []).append(id_)
        taken = {id_ for id_, _ in self.lines}
        self.columns += [name for name in listed.header if name and name not in self.columns]
        ids = []
        for row in listed.rows:
            line = {name: text for name, text in zip(listed.header, row, strict=True) if name}
            waiting = known.get(tuple(line.get(name, "") for name in common)) if common else None
            id_ = waiting.pop(0) if waiting else _new_id(taken, choose)
            if id_ not in taken:
                self.lines.append((id_, line))
            taken.add(id_)
            ids.append(id_)
        return ids

    def content(self) -> bytes:
        """The key as a file of delimited text."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([ID, *map(neutralised, self.columns)])
        for id_, line in self.lines:
            writer.writerow([id_, *(neutralised(line.get(name, "")) for name in self.columns)])
        return text.getvalue().encode()


def write_key(path: Path, content: bytes, before: Path) -> None:
    """Write the content of a key where nobody but its owner can read it, or those who can read the one before it.

    Args:
        path: a new file.
        content: of the key.
        before: the key that it replaces, if that is there.

    Raises:
        OSError: it can't be written.
    """
    mode = before.stat().st_mode & 0o777 if before.exists() else ONLY_ITS_OWNER
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ONLY_ITS_OWNER), "wb") as file:
        file.write(content)
    path.chmod(mode)


def _new_id(taken: set[str], choose: Callable[[str], str]) -> str:
    """An id that nobody has; it begins with a letter, so that no spreadsheet takes it for a number."""
    while True:
        id_ = choose(_LETTERS) + "".join(choose(_SIGNS) for _ in range(_LENGTH - 1))
        if id_ not in taken:
            return id_


def read_key(path: Path) -> Key:
    """The key in a file; an empty one where there is none yet.

    Raises:
        RequestError: the file is no such key.
    """
    if not path.exists():
        return Key([], [])
    try:
        read = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
        rows = [list(map(restored, row)) for row in read]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RequestError(f"The key '{path}' can't be read: {error}.") from error
    if not rows or rows[0][:1] != [ID]:
        raise RequestError(f"'{path}' is not a key file: its first column must be '{ID}'. Name another with --key.")
    columns = rows[0][1:]
    lines = [(row[0], dict(zip(columns, row[1:], strict=False))) for row in rows[1:] if row and row[0]]
    return Key(columns, lines)
