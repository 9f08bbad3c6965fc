"""How the cells of a form's workbook look."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from timediary.form.colours import Colours

_LINE = "#8a8f98"
_FAINT = "#c9cdd3"
_INK = "#1c2430"
_GREY = "#5a6270"
_SHADE = "#eef0f3"


class Styles:
    """The formats of a workbook, each made when it is first asked for."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self.make = lru_cache(None)(self._make)

    def _make(self, **properties: Any) -> Any:
        return self._book.add_format({"font_name": "Arial", "font_size": 10, "font_color": _INK, **properties})

    @property
    def title(self) -> Any:
        """The head of a sheet."""
        return self.make(font_size=15, bold=True)

    @property
    def text(self) -> Any:
        """What is read."""
        return self.make(text_wrap=True, valign="top")

    @property
    def small(self) -> Any:
        """What is read if need be."""
        return self.make(font_size=9, font_color=_GREY, text_wrap=True, valign="top")

    @property
    def label(self) -> Any:
        """What says what stands beside it."""
        return self.make(bold=True, valign="vcenter")

    @property
    def heading(self) -> Any:
        """The head of a section."""
        return self.make(bold=True, font_size=11, bottom=2, bottom_color=_INK, valign="bottom")

    @property
    def question(self) -> Any:
        """The words of a question."""
        return self.make(text_wrap=True, valign="vcenter", bottom=1, bottom_color=_FAINT)

    @property
    def free_text(self) -> Any:
        """A cell for an answer in words, which are never taken for a formula."""
        return self.make(
            border=1, border_color=_LINE, valign="top", text_wrap=True, indent=1, locked=False, num_format="@"
        )

    @property
    def sum_of_parts(self) -> Any:
        """The sum of what stands above it."""
        return self.make(bold=True, valign="vcenter", align="left", indent=1, top=1, top_color=_INK)

    @property
    def answer_label(self) -> Any:
        """One answer of several."""
        return self.make(indent=2, valign="vcenter")

    def entry(self, *, locked: bool = False, number_format: str = "General", align: str = "left") -> Any:
        """A cell that is filled in."""
        properties: dict[str, Any] = {
            "border": 1,
            "border_color": _LINE,
            "valign": "vcenter",
            "align": align,
            "locked": locked,
        }
        properties |= {"indent": 1} if align == "left" else {}
        return self.make(num_format=number_format, **properties)

    def day(self, *, weekend: bool, bold: bool = True) -> Any:
        """The name or date of a day."""
        shade = {"bg_color": _SHADE} if weekend else {}
        return self.make(bold=bold, align="center", font_size=10 if bold else 9, **shade)

    def time(self, *, whole: bool) -> Any:
        """The time at which a slot starts; whole hours stand out."""
        return self.make(align="right", bold=whole, font_size=9, font_color=_INK if whole else _GREY, indent=1)

    def slot(self, *, whole: bool, weekend: bool) -> Any:
        """A slot of the diary; a line marks each whole hour."""
        shade = {"bg_color": "#f7f8fa"} if weekend else {}
        lines = {"left": 1, "right": 1, "top": 1 if whole else 4, "bottom": 4}
        colours = {f"{side}_color": _LINE for side in lines}
        return self.make(align="center", locked=False, font_size=9, **lines, **colours, **shade)

    @property
    def parting(self) -> Any:
        """The line between evening and early hours."""
        return self.make(bold=True, font_size=9, valign="bottom")

    def total(self, number_format: str, *, bold: bool, lined: bool) -> Any:
        """A sum of hours; a line above the first of them."""
        top = {"top": 2, "top_color": _INK} if lined else {}
        return self.make(num_format=number_format, align="center", bold=bold, font_size=9, **top)

    def total_label(self, colours: Colours | None = None) -> Any:
        """What a sum is of."""
        if colours is None:
            return self.make(bold=True, font_size=9, top=2, top_color=_INK)
        return self.make(font_size=9, bg_color=colours.pale)

    def group(self, colours: Colours) -> Any:
        """The head of a group of codes."""
        return self.make(bold=True, font_size=11, font_color="#ffffff", bg_color=colours.deep)

    def legend_head(self, colours: Colours) -> Any:
        """The head of a group of codes beside the diary."""
        return self.make(bold=True, font_size=9, font_color="#ffffff", bg_color=colours.deep)

    def legend(self, colours: Colours) -> Any:
        """A code beside the diary."""
        return self.make(bold=True, font_size=9, bg_color=colours.pale, align="center")

    def code(self, colours: Colours) -> Any:
        """A code where it is explained."""
        return self.make(bold=True, bg_color=colours.pale, align="center", valign="top")

    def typed(self, colours: Colours) -> Any:
        """What a slot becomes once a code of a group stands in it."""
        return self._book.add_format({"bg_color": colours.pale, "font_color": "#000000"})

    def mistyped(self) -> Any:
        """What a slot becomes once something that is not a code stands in it."""
        return self._book.add_format({"font_color": "#b00020", "bold": True, "underline": 1})
