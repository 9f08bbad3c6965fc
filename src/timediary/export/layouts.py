"""A survey as sheets in any layout, and whether a layout can hold it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.export.episodes import episode_sheet, spell_sheet, sts_sheet
from timediary.export.sheets import Layout, Sheet, long_sheet, respondents_sheet, single_sheet, wide_sheet
from timediary.model.problem import RequestError

if TYPE_CHECKING:
    from timediary.model.survey import Survey

_SLOTS: tuple[Layout, ...] = ("long", "wide", "single")
_ALONE = {"single": single_sheet, "spell": spell_sheet, "sts": sts_sheet}
_DIARIES = {"long": long_sheet, "wide": wide_sheet, "episodes": episode_sheet}


def sheets_of(survey: Survey, layout: Layout) -> list[Sheet]:
    """The survey as sheets: respondents and diary, or one of the two where a layout, or the survey, has that alone."""
    if not survey.has_diaries:
        return [respondents_sheet(survey)]
    if layout in _ALONE:
        return [_ALONE[layout](survey)]
    return [respondents_sheet(survey), _DIARIES[layout](survey)]


def check_layout(survey: Survey, layout: Layout, file: str) -> None:
    """Check that a layout can hold a survey without loss.

    Raises:
        RequestError: it can't; the message names the layout that can.
    """
    if layout == "episodes":
        return
    if not survey.has_times:
        raise RequestError(
            f"'{file}' can't be written in the layout '{layout}': these diaries have no times of day. Choose --layout "
            "episodes, in a workbook or as text."
        )
    if layout not in _SLOTS:
        return
    if survey.grid.slot_minutes < survey.study.grid.slot_minutes:
        raise RequestError(
            f"'{file}' can't be written in the layout '{layout}': some episodes begin or end within the study's slots "
            f"of {survey.study.grid.slot_minutes} minutes. Choose --layout episodes, in a workbook or as text."
        )
    if survey.durations is not None:
        raise RequestError(
            f"'{file}' can't be written in the layout '{layout}': where the clocks were changed, hours of the diaries "
            "aren't those of their slots. Choose --layout episodes, in a workbook or as text."
        )
    if survey.has_repeated and survey.dates is None:
        raise RequestError(
            f"'{file}' can't be written: respondents have several diaries, and nothing tells these apart."
        )
