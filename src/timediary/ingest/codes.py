"""How an activity code may be written: `D10`, `d 10`, `D-10`, `D10.` ..."""

from __future__ import annotations

import re
from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING

from timediary.ingest.cell import broken, is_no_value, plain, quoted, text_of
from timediary.ingest.fault import Fault, formula_fault, read_as
from timediary.model.nearest import nearest
from timediary.model.problem import ProblemKind
from timediary.model.spelling import number_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from timediary.ingest.cell import Cell
    from timediary.model.choices import Settled
    from timediary.model.study import ActivityCode, Study

BLANK = 0
MOST_SUGGESTED = 1_000
LONGEST_SUGGESTED = 60
FEWEST_LETTERS = 4
_DOESNT_MATTER = re.compile(r"[\s.\-]+")
_SEPARATORS = re.compile(r"[\s/,;&+|\\]+|\band\b|\bor\b", re.IGNORECASE)
_BELOW_NOUGHT = re.compile(r"[-\u2010-\u2015\u2212]\s*[0-9.]+")
_DECIMAL = re.compile(r"[0-9]+\.[0-9]+")
_BETWEEN_DIGITS = re.compile(r"(?P<code>.*[0-9])(?:\.(?P<noughts>0+)|\s*[.\-]\s*[0-9].*)")


class Codes:
    """Reads activity codes as their numbers in a study, from 1; a blank is 0."""

    def __init__(self, study: Study, values: Mapping[str, Settled] = MappingProxyType({}), listed: str = "") -> None:
        """A reader.

        Args:
            study: the definitions.
            values: what spellings stand for where that is settled; those of levels are passed over.
            listed: what the codes are called in messages, where they aren't those of the study.
        """
        self.study = study
        self._listed = listed or f"the study's {len(study.codes)} codes"
        ids = [code.id for code in study.codes]
        self._exact = {_exact_key(id_): number for number, id_ in enumerate(ids, start=1)}
        self._loose = _unambiguous((code_key(id_), number) for number, id_ in enumerate(ids, start=1))
        self._whole = _unambiguous((str(int(id_)), n) for n, id_ in enumerate(ids, start=1) if id_.isdecimal())
        labels = _unambiguous((code_key(code.label), n) for n, code in enumerate(study.codes, start=1))
        self._labels = {label: number for label, number in labels.items() if label not in self._loose}
        self._suggested = 0
        # A spreadsheet makes the number 3.1 of the code 3.10, and 10101 of 010101.
        cut: dict[str, list[int]] = {}
        for number, id_ in enumerate(ids, start=1):
            if _DECIMAL.fullmatch(id_) or id_.isdecimal():
                cut.setdefault(number_text(float(id_)), []).append(number)
        self._cut = {text: numbers[0] for text, numbers in cut.items() if len(numbers) == 1 and "." in text}
        self._halved = {text: _two_codes(study, text, both) for text, both in cut.items() if len(both) > 1}
        self._alike = [numbers for numbers in cut.values() if len(numbers) > 1]
        self._met: set[int] = set()
        self._restored: dict[str, str] = {}
        self._settled: dict[str, int] = {}
        for written, (id_, _) in values.items():
            meant = self._known(id_, code_key(id_)) if id_ else BLANK
            if meant is not None:
                self._settled[_exact_key(written)] = meant

    def number(self, cell: Cell) -> int | Fault:
        """The number of the code in a cell, 0 for a blank."""
        if formula := broken(cell):
            return formula_fault(formula)
        text = text_of(cell)
        if self._settled and (settled := self._settled.get(_exact_key(text))) is not None:
            return settled
        key = code_key(text)
        if not key:
            return BLANK
        if isinstance(cell, (int, float)) and text in self._halved:
            return self._halved[text]
        known = self._known(text, key)
        otherwise = self._otherwise(text) if known is None else known
        if otherwise is None:
            return self._fault(text, key)
        if text[:1].isdigit():
            self._note(text, otherwise)
        return otherwise

    def _note(self, text: str, number: int) -> None:
        """Keep in mind which codes that are numbers were met, and where noughts were put back."""
        self._met.add(number)
        id_ = self.study.codes[number - 1].id if number else text
        if id_ != text and id_.strip("0") == text.strip("0"):
            self._restored[text] = id_

    def take_restored(self) -> dict[str, str]:
        """The codes of which a spreadsheet had left out noughts, by how they were written, since last asked."""
        restored, self._restored = self._restored, {}
        return restored

    def doubted(self) -> list[Fault]:
        """Codes that may be others whose noughts were lost before a file was saved as text: none of these is met."""
        found = []
        for numbers in self._alike:
            met = [number for number in numbers if number in self._met]
            shortest = min(numbers, key=lambda number: len(self.study.codes[number - 1].id))
            if met == [shortest]:
                id_ = self.study.codes[shortest - 1].id
                others = " or ".join(self.study.codes[number - 1].id for number in numbers if number != shortest)
                message = (
                    f"The files have the code {id_} but never {others}: where a spreadsheet has saved a file, they "
                    f"look the same. All are read as {id_}."
                )
                remedy = "Look at one of them where it was entered; keep codes in columns formatted as text."
                found.append(Fault(ProblemKind.TWO_READINGS, message, remedy))
        return found

    def _otherwise(self, text: str) -> int | None:
        """The code in a text with a colon and no remark behind it; a blank for what programs write for no value."""
        if is_no_value(text):
            return BLANK
        cut = text.rstrip(":;,")
        return self._known(cut, code_key(cut)) if cut != text else None

    def _known(self, text: str, key: str) -> int | None:
        """The number of the code that a text is, if it is one. A point in a number, or in D1.2, does matter."""
        exact = self._exact.get(_exact_key(text))
        if exact is not None:
            return exact
        if _BELOW_NOUGHT.fullmatch(plain(text)):
            return None
        if _DECIMAL.fullmatch(text):
            if text in self._cut:
                return self._cut[text]
            whole, _, rest = text.partition(".")
            return None if rest.strip("0") else self._whole.get(str(int(whole)))
        parted = _BETWEEN_DIGITS.fullmatch(plain(text))
        if parted and not key.isdecimal() and key not in self._labels:
            return self._known(parted["code"], code_key(parted["code"])) if parted["noughts"] else None
        found = self._loose.get(key, self._labels.get(key))
        return self._whole.get(key) if found is None else found

    def _fault(self, text: str, key: str) -> Fault:
        """Why a text is not a code: it is several, or unknown."""
        parts = [part for part in _SEPARATORS.split(text) if part and code_key(part)]
        several = len(parts) > 1 and all(self._known(part, code_key(part)) is not None for part in parts)
        if not several and not key.isdecimal():
            parts = self._joined(key)
            several = len(parts) > 1
        if several:
            names = [self.study.codes[(self._known(part, code_key(part)) or 1) - 1].id for part in parts]
            message = f"{quoted(text)} holds several codes: {' and '.join(names)}."
            return Fault(ProblemKind.SEVERAL_CODES, message, "Keep the one for the main activity of the slot.")
        message = f"{quoted(text)} is not one of {self._listed}."
        return Fault(ProblemKind.UNKNOWN_CODE, message, self._remedy(text))

    def _joined(self, key: str) -> list[str]:
        """The known codes that a text is made of without anything between them; none if it isn't."""
        ways: list[list[str] | None] = [[]] + [None] * len(key)
        for end in range(1, len(key) + 1):
            for start in range(max(0, end - 12), end):
                way = ways[start]
                if way is not None and key[start:end] in self._loose:
                    ways[end] = [*way, key[start:end]]
        return ways[-1] or []

    def _remedy(self, text: str) -> str:
        """What to do about an unknown code; the first thousand get a suggestion, which takes time."""
        self._suggested += 1
        near: list[ActivityCode] = []
        if self._suggested <= MOST_SUGGESTED and len(text) <= LONGEST_SUGGESTED:
            names = {name: code for code in self.study.codes for name in (code.label, code.id)}
            near = list(dict.fromkeys(names[name] for name in nearest(text, names)))
        if not near:
            return "Correct the code, or clear the cell."
        options = [f"{code.id} {quoted(code.label)}" for code in near]
        last = options.pop()
        meant = f"{', '.join(options) + ' or ' if options else ''}{last}"
        # A ready answer for words alone: from a number or a letter with one, which code was meant can't be guessed.
        chosen = near[0].id if sum(map(str.isalpha, text)) >= FEWEST_LETTERS else "CODE"
        return f"Correct the code, or clear the cell. Did you mean {meant}? {read_as(text, chosen)}"


def _two_codes(study: Study, text: str, numbers: Sequence[int]) -> Fault:
    """The fault of a number that a spreadsheet may have made of several codes."""
    ids = " or ".join(study.codes[number - 1].id for number in numbers)
    message = f"The number {text} can be the code {ids}: a spreadsheet leaves out zeros."
    return Fault(ProblemKind.TWO_READINGS, message, "Format the column as text, and enter the codes anew.")


def code_key(text: str) -> str:
    """A code as it is compared: no case, no spaces, no full stops, no hyphens or dashes."""
    return _DOESNT_MATTER.sub("", plain(text))


def _exact_key(text: str) -> str:
    """A code as it is compared first: only case and white space don't matter."""
    return "".join(plain(text).split())


def _unambiguous(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """The pairs whose text occurs but once."""
    pairs = list(pairs)
    counts = Counter(text for text, _ in pairs)
    return {text: number for text, number in pairs if text and counts[text] == 1}
