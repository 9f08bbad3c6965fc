"""How results show and write themselves: the values know no writer, so one is handed to them here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class _Output:
    """Every kind of result in every format."""

    def text(self, result: object) -> str:
        from timediary.render.writing import text_of_result

        return text_of_result(result)

    def html(self, result: object) -> str:
        from timediary.render.writing import html_of_result

        return html_of_result(result)

    def write(self, result: object, path: str | Path, formats: Sequence[str] | None) -> list[Path]:
        from timediary.render.writing import write_result

        return write_result(result, path, formats)


Result.output = _Output()
