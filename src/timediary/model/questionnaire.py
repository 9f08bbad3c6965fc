"""What respondents are asked beside their diary, as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from timediary.model.study import Variable


class Question(NamedTuple):
    """One question: the variable that its answer becomes, how it is worded, and what helps to answer it."""

    variable: Variable
    wording: str
    help: str = ""


class QuestionSection(NamedTuple):
    """Questions under one heading; those `with_diary` are asked on the page of the diary."""

    heading: str
    questions: tuple[Question, ...]
    help: str = ""
    with_diary: bool = False


class Questionnaire(NamedTuple):
    """What respondents are asked and told.

    Attributes:
        sections: the questions, in the order in which they are asked.
        introduction: paragraphs in place of the usual words on how to fill in the diary; none for these.
        code_help: what belongs under an activity code, in more words than its label, by the id of the code.
    """

    sections: tuple[QuestionSection, ...]
    introduction: tuple[str, ...] = ()
    code_help: Mapping[str, str] = {}

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions, in order."""
        return tuple(question for section in self.sections for question in section.questions)
