"""Which column of a sheet holds which attribute of the respondents."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import category, normalize

from timediary.ingest.cell import heading_key
from timediary.model.spelling import column_letters
from timediary.model.study import Level, Variable, VariableKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from timediary.ingest.layout import Layout
    from timediary.model.study import Study

FEWEST_FLAGS = 2
_JOINTS = ":-/."
# The ids of the columns of everybody and of those who gave no answer, which no group may have.
_TAKEN = ("all", "no_information")


class Meaning(NamedTuple):
    """What a column holds: a variable or, with `level`, yes or no to one answer of a multiple one.

    It `is_ours` if the study defines it, and `is_nameless` if nothing stands at its head.
    """

    variable: Variable
    level: int | None = None
    is_ours: bool = True
    is_nameless: bool = False


class Meanings:
    """Finds out what columns hold, by their names.

    A column with the name of a variable that is computed from others is passed over: it is computed
    anew. One that nobody defines is kept as a text, whose id is its name in snake case.
    """

    def __init__(self, study: Study) -> None:
        self._variables: dict[str, Variable] = {}
        for variable in study.variables.values():
            if variable.kind is not VariableKind.IDENTIFIER:
                for name in names_of(variable):
                    self._variables.setdefault(heading_key(name), variable)
        self._starts: dict[str, dict[str, Meaning]] = {}
        self._bare: dict[str, Meaning | None] = {}
        for variable in study.variables.values():
            levels = _levels_of(variable) if variable.kind is VariableKind.MULTIPLE else {}
            if levels:
                self._starts |= {heading_key(name): levels for name in names_of(variable)}
            for key, meaning in levels.items():
                self._bare[key] = None if key in self._bare else meaning
        self._unknown: dict[str, Variable] = {}
        self._ids = set(study.variables)
        self._of: dict[Layout, tuple[dict[int, Meaning], list[int]]] = {}

    def of(self, layout: Layout) -> tuple[dict[int, Meaning], list[int]]:
        """What the columns of a sheet that may be attributes hold.

        Returns:
            The meanings by column, and the columns that hold once more what one before them does.
        """
        if layout not in self._of:
            self._of[layout] = self._found(layout)
        return self._of[layout]

    def _found(self, layout: Layout) -> tuple[dict[int, Meaning], list[int]]:
        """The meanings of the columns of a sheet, and the columns that repeat one."""
        bare = [self._bare.get(heading_key(layout.name(column))) for column in layout.others]
        flags = Counter(meaning.variable.id for meaning in bare if meaning)
        found: dict[int, Meaning] = {}
        taken: set[tuple[str, int | None]] = set()
        repeated: list[int] = []
        for column, flag in zip(layout.others, bare, strict=True):
            is_flag = flag is not None and flags[flag.variable.id] >= FEWEST_FLAGS
            meaning = self._named(layout.name(column)) or (flag if is_flag else None)
            meaning = meaning or self._new(layout.name(column), column)
            if not meaning.variable.is_read:
                continue
            if (meaning.variable.id, meaning.level) in taken:
                repeated.append(column)
            else:
                found[column] = meaning
                taken.add((meaning.variable.id, meaning.level))
        return found, repeated

    def _named(self, heading: str) -> Meaning | None:
        """What a column is whose name says it alone."""
        key = heading_key(heading)
        variable = self._variables.get(key)
        return Meaning(variable) if variable else self._flag(heading)

    def _new(self, heading: str, column: int) -> Meaning:
        """What a column is that the study doesn't define."""
        is_nameless = not heading
        heading = heading or f"Column {column_letters(column)}"
        key = heading_key(heading)
        if key not in self._unknown:
            id_ = unique(snake_case(heading) or "column", self._ids)
            self._ids.add(id_)
            self._unknown[key] = Variable(id_, heading, VariableKind.TEXT)
        return Meaning(self._unknown[key], is_ours=False, is_nameless=is_nameless)

    def _flag(self, heading: str) -> Meaning | None:
        """The answer that a column asks for by its variable's name, then the level's."""
        key = heading_key(heading)
        for start, levels in self._starts.items():
            if key.startswith(start):
                level = levels.get(key[len(start) :].lstrip(_JOINTS))
                if level is not None:
                    return level
        return None


def _levels_of(variable: Variable) -> dict[str, Meaning]:
    """The levels of a multiple variable by all their names."""
    levels: dict[str, Meaning] = {}
    for number, level in enumerate(variable.levels):
        for name in (level.id, level.label, *level.aliases):
            levels.setdefault(heading_key(name), Meaning(variable, number))
    return levels


def names_of(variable: Variable) -> tuple[str, ...]:
    """All names of a variable, the surest first."""
    return (variable.id, variable.label, *variable.aliases)


def snake_case(text: str) -> str:
    """Text as an id: `Team size (people)` is `team_size_people`; letters and digits of every script stay."""
    signs = text.casefold() if text.isascii() else normalize("NFC", text).casefold()
    return "_".join("".join(sign if _is_of_a_word(sign) else " " for sign in signs).split())


def _is_of_a_word(sign: str) -> bool:
    """Whether a sign is a letter, a digit or a mark on one, without which words of some scripts are the same."""
    return sign.isalnum() or (not sign.isascii() and category(sign).startswith("M"))


def levels_of_texts(texts: Iterable[str]) -> tuple[Level, ...]:
    """Levels with the texts as labels, and ids made of them, all different and none that of another column."""
    taken = set(_TAKEN)
    levels = []
    for text in texts:
        id_ = unique(snake_case(text) or "level", taken)
        taken.add(id_)
        levels.append(Level(id_, text))
    return tuple(levels)


def unique(id_: str, taken: set[str]) -> str:
    """The id, or if it is taken the id with the first number that isn't."""
    number = 2
    candidate = id_
    while candidate in taken:
        candidate = f"{id_}_{number}"
        number += 1
    return candidate
