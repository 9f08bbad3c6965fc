"""The registry of the files that can be written, and the writing of a survey to any of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from timediary.export.delimited import write_delimited
from timediary.export.layouts import check_layout, sheets_of
from timediary.export.open_document import write_open_document
from timediary.export.parquet import write_long_parquet, write_single_parquet
from timediary.export.replacement import check, replacing
from timediary.export.sheets import ABOUT, DIARY, RESPONDENTS, Layout, about_sheet
from timediary.export.statistical import LONGEST_SPSS_LABEL, LONGEST_STATA_LABEL, write_spss, write_stata
from timediary.export.texts import NOT_IN_XML, UNPAIRED, TextRule, check_texts, utf8_bytes, utf16_units
from timediary.export.workbook import write_workbook
from timediary.model.problem import RequestError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from timediary.model.survey import Survey

# Layouts that other programs read, and timediary doesn't.
FOR_OTHERS: tuple[Layout, ...] = ("spell", "sts")

_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384


@dataclass(frozen=True)
class FileKind:
    """One kind of file.

    Attributes:
        layouts: those it takes, its usual one first.
        write: writes a survey in a layout to paths: the diary's, then in the layouts of `in_two` the respondents'.
        holds: what it can hold as text.
        is_spreadsheet: whether the limits of spreadsheets bind it.
        in_two: layouts that make two files.
        note_beside: whether it has no place for the survey's note, which is then a file of text beside it.
    """

    layouts: tuple[Layout, ...]
    write: Callable[[Survey, Layout, Sequence[Path]], None]
    holds: TextRule
    is_spreadsheet: bool = False
    in_two: tuple[Layout, ...] = ()
    note_beside: bool = False


def _write_book(write: Callable[..., None], survey: Survey, layout: Layout, paths: Sequence[Path]) -> None:
    write([*sheets_of(survey, layout), *about_sheet(survey)], paths[0])


def _write_text(delimiter: str, survey: Survey, layout: Layout, paths: Sequence[Path]) -> None:
    if layout == "wide":
        layout = "single"
    for sheet, path in zip(reversed(sheets_of(survey, layout)), paths, strict=True):
        write_delimited(sheet, path, delimiter)


def _write_parquet(survey: Survey, layout: Layout, paths: Sequence[Path]) -> None:
    if layout == "long":
        write_long_parquet(survey, respondents=paths[1], diary=paths[0])
    else:
        write_single_parquet(survey, paths[0])


def _write_one(write: Callable[[Survey, Path], None], survey: Survey, layout: Layout, paths: Sequence[Path]) -> None:
    del layout  # one row per respondent is the only one
    write(survey, paths[0])


# XlsxWriter takes a text like a marked-up one for its own mark-up.
_XLSX_TEXT = TextRule(re.compile(f"[{NOT_IN_XML}]|^<r>.*</r>$", re.DOTALL), 32_767, utf16_units, "characters", 32_767)
_ODS_TEXT = TextRule(re.compile(f"[{NOT_IN_XML}]"))
_TEXT = TextRule()
_NO_NULL = re.compile(f"[\x00{UNPAIRED}]")
_SPSS_TEXT = TextRule(_NO_NULL, 32_767, utf8_bytes, "bytes", LONGEST_SPSS_LABEL)
_STATA_TEXT = TextRule(_NO_NULL, 2_044, utf8_bytes, "bytes", LONGEST_STATA_LABEL)

_SHEETS: tuple[Layout, ...] = ("wide", "long", "single", "episodes")
_TEXTS: tuple[Layout, ...] = ("long", "wide", "single", "episodes", "spell", "sts")
_IN_TWO: tuple[Layout, ...] = ("long", "episodes")

_KINDS: dict[str, FileKind] = {
    ".xlsx": FileKind(_SHEETS, partial(_write_book, write_workbook), _XLSX_TEXT, True),
    ".ods": FileKind(_SHEETS, partial(_write_book, write_open_document), _ODS_TEXT, True),
    ".csv": FileKind(_TEXTS, partial(_write_text, ","), _TEXT, in_two=_IN_TWO, note_beside=True),
    ".tsv": FileKind(_TEXTS, partial(_write_text, "\t"), _TEXT, in_two=_IN_TWO, note_beside=True),
    ".parquet": FileKind(("long", "wide", "single"), _write_parquet, _TEXT, in_two=("long",)),
    ".sav": FileKind(("wide", "single"), partial(_write_one, write_spss), _SPSS_TEXT),
    ".dta": FileKind(("wide", "single"), partial(_write_one, write_stata), _STATA_TEXT, note_beside=True),
}


def writable_suffixes() -> tuple[str, ...]:
    """The endings of the files that can be written."""
    return tuple(_KINDS)


def layouts_of(suffix: str) -> tuple[Layout, ...]:
    """The layouts that a kind of file takes, its usual one first."""
    return _KINDS[suffix].layouts


def text_rule_of(path: Path) -> TextRule:
    """What a file can hold as text.

    Raises:
        RequestError: this kind of file can't be written.
    """
    return _kind_of(path).holds


def write_survey(
    survey: Survey,
    path: str | Path,
    *,
    layout: Layout | None = None,
    overwrite: bool = False,
    never: Sequence[str | Path] = (),
) -> list[Path]:
    """Write a survey to a file that reads back as the same survey: all of it, or nothing.

    Attributes that are derived from others are not written. The same survey gives the same bytes. Its note is a sheet
    `about` of a workbook, metadata of Parquet and SPSS files, and a file `about.txt` beside others.

    Args:
        survey: respondents, their diaries and attributes.
        path: the file; its ending says which kind: `writable_suffixes()`.
        layout: `long`, `wide`, `single` or `episodes`, and in text `spell` and `sts`, which TraMineR and sequenzo read
            and timediary doesn't; the usual one of the kind where it is None. Long and episodes as text make a
            second file beside the first, with the respondents: `respondents.csv` beside `diary.csv`,
            `NAME_respondents.csv` beside `NAME.csv`. Where one file holds one table, `wide` is `single`. A survey
            without diaries has none: it is a row a respondent.
        overwrite: whether files that exist may be replaced.
        never: files never to replace: those the survey was read from.

    Returns:
        The files made.

    Raises:
        RequestError: this kind of file or layout can't be written, a file exists already, or the file can't hold
            something of the survey; nothing has been written then.
    """
    path = Path(path)
    kind, chosen = _kind_and_layout(path, layout)
    if survey.has_diaries:
        check_layout(survey, chosen, path.name)
    elif layout is not None:
        raise RequestError(
            f"'{path.name}' can't be written in the layout '{layout}': there is no diary in this survey to be laid "
            "out. Leave --layout out for a row a respondent."
        )
    else:
        chosen = "single"
    check_texts(survey, kind.holds, path.name)
    if kind.is_spreadsheet:
        _check_size(survey, chosen, path)
    targets = [path, *([_beside(path, RESPONDENTS)] if chosen in kind.in_two else [])]
    notes = [_beside(path, ABOUT).with_suffix(".txt")] if survey.note and kind.note_beside else []
    with replacing([*targets, *notes], overwrite=overwrite, never=[Path(other) for other in never]) as paths:
        kind.write(survey, chosen, paths[: len(targets)])
        for place in paths[len(targets) :]:
            place.write_text(f"{survey.note}\n", encoding="utf-8", newline="\n")
    return [*targets, *notes]


def check_target(path: str | Path, *, layout: Layout | None = None, overwrite: bool = False) -> None:
    """Check before long work that its survey can be written there; what the survey holds is not looked at.

    Raises:
        RequestError: as for `write_survey`.
    """
    path = Path(path)
    _kind_and_layout(path, layout)
    check(path, overwrite=overwrite)


def _kind_and_layout(path: Path, layout: Layout | None) -> tuple[FileKind, Layout]:
    kind = _kind_of(path)
    chosen = kind.layouts[0] if layout is None else layout
    if chosen not in kind.layouts:
        raise RequestError(
            f"'{path.name}' can't be written in the layout '{chosen}'; a {path.suffix} file takes "
            f"{' or '.join(kind.layouts)}."
        )
    return kind, chosen


def _kind_of(path: Path) -> FileKind:
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        known = ", ".join(_KINDS)
        raise RequestError(
            f"'{path.name}' can't be written: {path.suffix or 'a file without an ending'} is not a kind of file that "
            f"timediary writes. It writes {known}."
        )
    return kind


def _beside(path: Path, what: str) -> Path:
    """`respondents.csv` beside `diary.csv`, `NAME_respondents.csv` beside `NAME.csv`."""
    return path.with_name(f"{what if path.stem.lower() == DIARY else f'{path.stem}_{what}'}{path.suffix}")


def _check_size(survey: Survey, layout: Layout, path: Path) -> None:
    for sheet in sheets_of(survey, layout):
        if sheet.count + 1 > _MOST_ROWS or len(sheet.header) > _MOST_COLUMNS:
            raise RequestError(
                f"'{path.name}' can't hold the sheet '{sheet.name}' of {sheet.count + 1:,} rows and "
                f"{len(sheet.header):,} columns: a spreadsheet has {_MOST_ROWS:,} rows and {_MOST_COLUMNS:,} columns. "
                "Write .parquet or .csv instead."
            )
