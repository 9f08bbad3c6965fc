"""What every result of a verb can do: say what it is in one line, show itself, and write itself as files."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol

from timediary.model.problem import TimediaryError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Output(Protocol):
    """How results are shown and written. Values know no writer: the pipeline hands one in."""

    def text(self, result: object) -> str:
        """A result as plain text."""

    def html(self, result: object) -> str:
        """A result as a fragment of HTML."""

    def write(self, result: object, path: str | Path, formats: Sequence[str] | None) -> list[Path]:
        """Write a result to a file or, in several formats, into a folder."""


class Result:
    """A result of a verb."""

    output: ClassVar[Output | None] = None

    @property
    def summary(self) -> str:
        """What it is, in a few words."""
        raise NotImplementedError

    def __repr__(self) -> str:
        """What it is in one line."""
        return f"<{type(self).__name__}: {self.summary}>"

    def __str__(self) -> str:
        """All of it as plain text, as a terminal shows it."""
        return self.summary if self.output is None else self.output.text(self)

    def _repr_html_(self) -> str | None:
        """What a notebook shows."""
        return None if self.output is None else self.output.html(self)

    def write(self, path: str | Path, formats: Sequence[str] | None = None) -> list[Path]:
        """Write the result to a file whose suffix names the format, or to a folder with a file for each format.

        Args:
            path: such as `table.docx`, `.xlsx`, `.ods`, `.csv`, `.html`, `.md`, `.tex` or `.txt`; a name with no such
                ending is that of a folder, which is made if need be.
            formats: of the files in a folder: `xlsx`, `ods`, `csv`, `html`, `markdown`, `docx`, `latex`, `text`; the
                usual ones of the result where None.

        Returns:
            The files.

        Raises:
            TimediaryError: no format has this suffix, a file can't be written, or it would replace one of the input.
        """
        if self.output is None:
            raise TimediaryError("No writer is loaded; import timediary first.")
        return self.output.write(self, path, formats)
