"""From a file to what is wrong with it, rule by rule."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from timediary.accessibility.rules import RULES
from timediary.model.problem import RequestError

if TYPE_CHECKING:
    from timediary.accessibility.inspected import SeenWorkbook
    from timediary.accessibility.rules import Rule

_KINDS = (".xlsx", ".xlsm", ".ods")
_MOST_PLACES = 5


@dataclass(frozen=True)
class Report:
    """What a check found.

    Attributes:
        name: of the file.
        faults: every rule in order, each with the places where it is broken; none where it is kept.
    """

    name: str
    faults: dict[Rule, tuple[str, ...]]

    @property
    def broken(self) -> list[Rule]:
        """The rules that are broken."""
        return [rule for rule, places in self.faults.items() if places]

    @property
    def passes(self) -> bool:
        """Whether every rule is kept."""
        return not self.broken

    def lines(self, most_places: int = _MOST_PLACES) -> list[str]:
        """Pass or fail for each rule, with the first places of each fault."""
        lines = [f"{self.name}: {len(RULES) - len(self.broken)} of {len(RULES)} rules kept"]
        for rule, places in self.faults.items():
            beside = "" if rule.is_essential else " (desirable)"
            lines.append(f"{'FAIL' if places else 'pass'}  {rule.text}{beside}")
            lines += [f"      {place}" for place in places[:most_places]]
            more = len(places) - most_places
            lines += [f"      and {more:,} more"] if more > 0 else []
        return lines


def check_workbook(path: str | Path) -> Report:
    """Check the workbook in a file.

    Args:
        path: a workbook, `.xlsx` or `.ods`; it stays as it is.

    Raises:
        RequestError: the file is not a workbook that can be checked.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> _ = survey.breakdown("setting").write("setting.xlsx")
        >>> td.check_workbook("setting.xlsx").passes
        True
    """
    path = Path(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RequestError(f"{path} can't be read: {error.strerror or error}.") from error
    return check_content(content, path.suffix, path.name)


def check_content(content: bytes, suffix: str, name: str = "workbook") -> Report:
    """Check the content of a workbook.

    Args:
        content: of the file.
        suffix: `.xlsx`, `.xlsm` or `.ods`.
        name: of the file, for the report.

    Raises:
        RequestError: it is not a workbook that can be checked.
    """
    if suffix.lower() not in _KINDS:
        raise RequestError(f"{name} can't be checked: it is not a {', '.join(_KINDS[:-1])} or {_KINDS[-1]} file.")
    book = _seen(content, suffix.lower(), name)
    for sheet in book.sheets:
        sheet.add_unmarked()
    return Report(name, {rule: tuple(rule.faults(book)) for rule in RULES})


def _seen(content: bytes, suffix: str, name: str) -> SeenWorkbook:
    try:
        if suffix == ".ods":
            from timediary.accessibility.open_document import see_open_document

            return see_open_document(content)
        from timediary.accessibility.office_open import see_office_open

        return see_office_open(content)
    except Exception as error:
        # A damaged file fails in as many ways as there are parts of it.
        raise RequestError(
            f"{name} can't be opened as a {suffix} workbook ({type(error).__name__}: {error})."
        ) from error
