"""Strict access to a table of a definition file: every key is asked for, of the right type, or an error."""

from __future__ import annotations

import math
import tomllib
from typing import TYPE_CHECKING, Any

from timediary.model.nearest import meant, nearest
from timediary.model.problem import DefinitionError
from timediary.study.place import Step, line_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


_ADD = {
    "a table": "Add a heading [{key}] and its lines below.",
    "a list of tables": "Add a heading [[{key}]] and its lines below, once for each entry.",
}
_EXAMPLES = {
    "a text": '"..."',
    "a list of texts": '["...", "..."]',
    "a whole number": "30",
    "a number": "0.5",
}


class StrictToml:
    """One table of a TOML file. Keys are taken one by one; `finish` complains of those nobody asked for."""

    def __init__(
        self, values: dict[str, Any], file: str, place: str = "", text: str = "", steps: tuple[Step, ...] = ()
    ) -> None:
        self._values = dict(values)
        self._file = file
        self._place = place
        self._text = text
        self._steps = steps
        self._asked: dict[str, None] = {}

    @classmethod
    def of_file(cls, path: Path) -> StrictToml:
        """Parse a file.

        Raises:
            DefinitionError: it isn't there, or isn't TOML in UTF-8; the message names the file and the line.
        """
        name = f"{path.parent.name}/{path.name}"
        try:
            text = path.read_text(encoding="utf-8-sig")
        except OSError:
            raise DefinitionError(f"{name}: the file is missing or can't be read.") from None
        except UnicodeDecodeError:
            raise DefinitionError(
                f"{name}: the file is not text in UTF-8. Save it again as 'UTF-8' in the editor."
            ) from None
        try:
            return cls(tomllib.loads(text), name, text=text)
        except tomllib.TOMLDecodeError as error:
            from timediary.study.syntax import explained

            line, words = explained(error, text)
            raise DefinitionError(f"{name}: not valid TOML. {words}", line) from None

    def error(
        self, key: str, complaint: str, position: int | None = None, instead: str | None = None
    ) -> DefinitionError:
        """An error that names the file, the place in it, the key and the line.

        Args:
            key: what is wrong.
            complaint: how, and what to do.
            position: for a list of tables the one that is wrong, from 0.
            instead: the key whose line is meant, where it is another.
        """
        steps = self._steps if position is None else (*self._steps, Step(key, position))
        line = line_of(self._text, steps, instead or key)
        return DefinitionError(f"{self._file}: {self._place}{key}: {complaint}", line)

    def _take(self, key: str, types: tuple[type, ...], what: str, *, needed: bool) -> Any:
        self._asked[key] = None
        if key not in self._values:
            if needed:
                raise self._missing(key, what)
            return None
        value = self._values.pop(key)
        if not isinstance(value, types) or (isinstance(value, bool) and bool not in types) or not _is_finite(value):
            example = f", such as {_EXAMPLES[what]}" if what in _EXAMPLES else ""
            raise self.error(key, f"must be {what}{example}, not {_written(value)}.")
        return value

    def _missing(self, key: str, what: str) -> DefinitionError:
        """The error of a key that is not there; perhaps it is spelt in another way."""
        close = nearest(key, [name for name in self._values if name not in self._asked], 1)
        if close:
            return self.error(key, f"is missing. Is '{close[0]}' meant to be it? Then write {key}.", instead=close[0])
        add = _ADD.get(what, "Add the line {key} = {example}.").format(key=key, example=_EXAMPLES.get(what, ""))
        return self.error(key, f"is missing. {add}")

    def text(self, key: str) -> str:
        """A text that must be there and not be empty."""
        value: str = self._take(key, (str,), "a text", needed=True)
        if not value.strip():
            raise self.error(key, "must not be empty. Write something between the quotes.")
        return value

    def optional_text(self, key: str) -> str | None:
        """A text, or None where the key is absent."""
        value: str | None = self._take(key, (str,), "a text", needed=False)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty where the key is absent."""
        values = self._take(key, (list,), "a list of texts", needed=False) or []
        for value in values:
            if not isinstance(value, str):
                raise self.error(key, f"must be a list of texts, but holds {_written(value)}; put it in quotes.")
        return tuple(values)

    def numbers(self, key: str) -> tuple[float, ...]:
        """A list of numbers that must be there and not be empty."""
        values = self._take(key, (list,), "a list of numbers", needed=True)
        if not values or not all(
            isinstance(v, int | float) and not isinstance(v, bool) and _is_finite(v) for v in values
        ):
            raise self.error(key, "must be a list of numbers.")
        return tuple(float(value) for value in values)

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self._values

    def names(self) -> list[str]:
        """The keys that are there and not yet taken, of a table whose keys may be any."""
        return list(self._values)

    def is_text(self, key: str) -> bool:
        """Whether what stands under a key is a text."""
        return isinstance(self._values.get(key), str)

    def flag(self, key: str) -> bool:
        """True or false; false where the key is absent."""
        return bool(self._take(key, (bool,), "true or false", needed=False))

    def choice(self, key: str, known: tuple[str, ...], usual: str | None = None) -> str:
        """One of some texts; `usual` where the key is absent, or if that is None an error."""
        text = self.text(key) if usual is None or key in self._values else usual
        if text not in known:
            raise self.error(key, f"'{text}' is not one of {', '.join(known)}.")
        return text

    def whole(self, key: str, least: int = 1) -> int:
        """A whole number, `least` or more, that must be there."""
        value: int = self._take(key, (int,), "a whole number", needed=True)
        if value < least:
            raise self.error(key, f"must be {least} or more, not {value}.")
        return value

    def optional_number(self, key: str) -> float | None:
        """A number, or None where the key is absent."""
        value: float | None = self._take(key, (int, float), "a number", needed=False)
        return None if value is None else float(value)

    def minutes(self, key: str, *, midnight_ends: bool = False) -> int:
        """A clock time such as `08:30`, as minutes after midnight; `24:00` where it may end a day."""
        text = self.text(key)
        hours, colon, minutes = text.partition(":")
        if colon and hours.isdecimal() and minutes.isdecimal() and int(minutes) < 60:
            total = int(hours) * 60 + int(minutes)
            if total < 24 * 60 or (midnight_ends and total == 24 * 60):
                return total
        raise self.error(key, f"must be a time of day such as 08:30, not '{text}'.")

    def section(self, key: str) -> StrictToml:
        """A table inside this one, that must be there."""
        values = self._take(key, (dict,), "a table", needed=True)
        return StrictToml(values, self._file, f"{self._place}{key}.", self._text, (*self._steps, Step(key)))

    def optional_section(self, key: str) -> StrictToml | None:
        """A table inside this one, or None where the key is absent."""
        return self.section(key) if key in self._values else None

    def sections(self, key: str, *, needed: bool = True) -> Iterator[StrictToml]:
        """Tables in a list; each is told apart in messages by its id, or else by its position."""
        values = self._take(key, (list,), "a list of tables", needed=needed) or []
        for position, value in enumerate(values, start=1):
            if not isinstance(value, dict):
                raise self.error(key, f"must be a list of tables, but holds {_written(value)}.")
            named = value.get("id", position)
            steps = (*self._steps, Step(key, position - 1))
            yield StrictToml(value, self._file, f"{self._place}{key} '{named}': ", self._text, steps)

    def tables(self, key: str) -> list[dict[str, Any]]:
        """Tables in a list as they stand, for `part` to read as often as they are used."""
        return list(self._take(key, (list,), "a list of tables", needed=True))

    def part(self, values: dict[str, Any], place: str) -> StrictToml:
        """Strict access to a table that was taken before."""
        if not isinstance(values, dict):
            raise self.error(place, f"must be a list of tables, but holds {values!r}.")
        return StrictToml(values, self._file, f"{self._place}{place}: ")

    def finish(self) -> None:
        """End of this table.

        Raises:
            DefinitionError: it holds keys that have no meaning here.
        """
        for key in self._values:
            told = f"is not a key of this file.{meant(key, self._asked)} Accepted keys: {', '.join(self._asked)}."
            raise self.error(key, f"{told} (Or a heading above is missing.)")


def _is_finite(value: object) -> bool:
    """Whether a value is not a number, or not one that can be reckoned with; TOML has `inf` and `nan` too."""
    return not isinstance(value, float) or math.isfinite(value)


def _written(value: object) -> str:
    """A value as it stands in the file, more or less."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, dict):
        return "a table"
    return "a list" if isinstance(value, list) else str(value)
