"""What respondents are asked, beside their diary or without one, as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from timediary.model.study import Estimate, Variable


class EstimateQuestion(NamedTuple):
    """What is asked above the lines of an estimate, each of which is a question of its own."""

    estimate: Estimate
    wording: str
    help: str = ""


class Question(NamedTuple):
    """One question: the variable that its answer becomes, how it is worded, and what helps to answer it.

    `line_of` is the question of which it is one line, where respondents estimate parts of their time.
    """

    variable: Variable
    wording: str
    help: str = ""
    line_of: EstimateQuestion | None = None


class QuestionSection(NamedTuple):
    """Questions under one heading; those `with_diary` are asked on the page of the diary."""

    heading: str
    questions: tuple[Question, ...]
    help: str = ""
    with_diary: bool = False


class InstrumentItem(NamedTuple):
    """One question of the questionnaire that a study goes back to, and what became of it.

    Attributes:
        id: its number there, such as `9c`.
        variables: ids of those that its answer becomes; none for what is not asked.
        tables: numbers of the tables that it is in.
        why: why it is not asked, is in no table, or is asked in another way; empty where nothing is to be said.
    """

    id: str
    variables: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    why: str = ""


class Questionnaire(NamedTuple):
    """What respondents are asked and told.

    Attributes:
        sections: the questions, in the order in which they are asked.
        introduction: paragraphs in place of the usual words on how to fill in the diary; none for these.
        code_help: what belongs under an activity code, in more words than its label, by the id of the code.
        instrument: the questions of the questionnaire that the study goes back to, if it names them.
    """

    sections: tuple[QuestionSection, ...]
    introduction: tuple[str, ...] = ()
    code_help: Mapping[str, str] = {}
    instrument: tuple[InstrumentItem, ...] = ()

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions, in order."""
        return tuple(question for section in self.sections for question in section.questions)
