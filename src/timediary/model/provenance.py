"""Where results come from: the files read, the program, the definitions, what was asked for, and what it is called."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import NamedTuple


class InputFile(NamedTuple):
    """A file that was read: its path as the caller named it, and the SHA-256 of its contents in hexadecimal."""

    path: str
    sha256: str

    @property
    def name(self) -> str:
        """The file's name alone: folders are nobody else's business, and differ from machine to machine."""
        return PurePath(self.path).name


@dataclass(frozen=True)
class Provenance:
    """What somebody else needs to make the same results again. It holds no time of day, so that they come out equal.

    Attributes:
        inputs: the files read, in order.
        program: `timediary` and its version.
        study: name of the study whose definitions were used.
        study_source: where those definitions are published, or empty.
        defines: what of them figures go by: `activity codes`, or `questions`.
        options: what was asked for, as pairs of a label and words.
    """

    inputs: tuple[InputFile, ...] = ()
    program: str = ""
    study: str = ""
    study_source: str = ""
    defines: str = "activity codes"
    options: tuple[tuple[str, str], ...] = ()

    @property
    def lines(self) -> list[tuple[str, str]]:
        """All of it as labelled texts, in the order in which it is shown; what is not known is left out."""
        files = [line for file in self.inputs for line in (("Input", file.name), ("SHA-256", file.sha256))]
        codes = (f"{self.defines.capitalize()} of", self.study)
        about = [("Program", self.program), codes, ("Definitions after", self.study_source)]
        return [(label, text) for label, text in (*files, *about, *self.options) if text]


class Titles(NamedTuple):
    """How what is made of a survey is titled.

    Attributes:
        title: what the survey is called.
        subtitle: a line under it, such as who held it and when.
        source: where the figures come from, in place of the names of the files.
    """

    title: str = ""
    subtitle: str = ""
    source: str = ""


UNTITLED = Titles()
