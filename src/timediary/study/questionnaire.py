"""The questionnaire of a study: which variables respondents are asked for, in which words and order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.questionnaire import EstimateQuestion, InstrumentItem, Question, Questionnaire, QuestionSection
from timediary.model.study import VariableKind
from timediary.study.section import StrictToml
from timediary.study.tables import attributes_needed, load_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from timediary.model.definition import TableDefinition
    from timediary.model.study import Estimate, Study, Variable

FILE = "questionnaire.toml"

# Known of a respondent without asking: they stand at the head of the form.
AT_THE_HEAD = ("agency", "week_beginning")


def load_questionnaire(study: Study) -> Questionnaire:
    """The questionnaire in `questionnaire.toml` of the study's folder.

    The file has `[[sections]]` with `heading` and `[[sections.questions]]` with `variable` and `question`; `help` may
    stand with both. Where `variable` is an estimate, all its categories are asked, by their labels or by the words that
    `lines` has for them. `with_diary = true` puts a section on the page of the diary. `introduction` is a list of
    paragraphs in place of the usual ones, and a table `[codes]` says in more words what belongs under a code.
    `[[instrument]]` says of each question of an earlier questionnaire which `variables` and `tables` it became, and
    `why` where it didn't.
    Without the file every variable that is read is asked for by its label, but for the design of the sample.

    Raises:
        DefinitionError: a key is unknown, or a question names no variable that can be asked for, or one asked for
            already, or one of the instrument is neither asked and in a table nor told why not; the message names the
            file and the key.
    """
    path = study.folder / FILE if study.folder is not None else None
    if path is None or not path.is_file():
        return _by_label(study)
    section = StrictToml.of_file(path)
    introduction = section.texts("introduction")
    asked: set[str] = set()
    sections = tuple(_section(part, study, asked) for part in section.sections("sections"))
    code_help = _code_help(section.optional_section("codes"), study)
    parts = tuple(section.sections("instrument", needed=False))
    tables = load_tables(study) if parts else {}
    instrument = tuple(_instrument_item(part, study, asked, tables) for part in parts)
    section.finish()
    return Questionnaire(sections, introduction, code_help, instrument)


def _by_label(study: Study) -> Questionnaire:
    sampling = study.defaults.sampling
    unasked = {*_at_the_head(study), sampling.weight, sampling.cluster, sampling.strata, sampling.fpc}
    asked = [v for v in study.variables.values() if _can_be_asked(v) and v.id not in unasked]
    above = {id_: EstimateQuestion(one, one.label) for one in study.estimates for id_ in one.categories}
    questions = tuple(Question(variable, variable.label, "", above.get(variable.id)) for variable in asked)
    return Questionnaire((QuestionSection("Questions", questions),) if questions else ())


def _at_the_head(study: Study) -> tuple[str, ...]:
    return AT_THE_HEAD if study.has_diary else AT_THE_HEAD[:1]


def _can_be_asked(variable: Variable) -> bool:
    return variable.is_read and variable.kind is not VariableKind.IDENTIFIER


def _section(section: StrictToml, study: Study, asked: set[str]) -> QuestionSection:
    heading, help_ = section.text("heading"), section.optional_text("help") or ""
    with_diary = section.flag("with_diary")
    parts = section.sections("questions")
    questions = tuple(question for part in parts for question in _questions(part, study, asked))
    section.finish()
    if not questions:
        raise section.error("questions", "is empty.")
    return QuestionSection(heading, questions, help_, with_diary)


def _questions(section: StrictToml, study: Study, asked: set[str]) -> list[Question]:
    """A question; of an estimate, its lines."""
    name, wording = section.text("variable"), section.text("question")
    help_ = section.optional_text("help") or ""
    estimate = next((one for one in study.estimates if one.id == name), None)
    lines = _lines(section.optional_section("lines"), estimate) if estimate else {}
    section.finish()
    if estimate is None:
        return [Question(_asked(section, study, name, asked), wording, help_)]
    above = EstimateQuestion(estimate, wording, help_)
    variables = [_asked(section, study, id_, asked, within=name) for id_ in estimate.categories]
    return [Question(variable, lines.get(variable.id, variable.label), "", above) for variable in variables]


def _lines(section: StrictToml | None, estimate: Estimate) -> dict[str, str]:
    """The words of an estimate's lines, by the ids of their variables."""
    if section is None:
        return {}
    found = {id_: section.optional_text(id_.removeprefix(f"{estimate.id}.")) or "" for id_ in estimate.categories}
    section.finish()
    return {id_: words for id_, words in found.items() if words}


def _asked(section: StrictToml, study: Study, name: str, asked: set[str], within: str = "") -> Variable:
    """The variable that a question asks for, `within` an estimate or by itself."""
    variable = study.variables.get(name)
    if variable is None:
        raise section.error("variable", f"variables.toml has no variable '{name}'.")
    estimate = next((one.id for one in study.estimates if name in one.categories), "")
    if estimate != within:
        raise section.error("variable", f"'{name}' is a line of the estimate '{estimate}': ask for '{estimate}'.")
    if not _can_be_asked(variable):
        raise section.error("variable", f"'{name}' is the respondent's id or worked out from other values, not asked.")
    if name in _at_the_head(study):
        raise section.error("variable", f"'{name}' stands at the head of the form already.")
    if name in asked:
        raise section.error("variable", f"'{name}' is asked for twice.")
    asked.add(name)
    return variable


def _code_help(section: StrictToml | None, study: Study) -> dict[str, str]:
    if section is None:
        return {}
    found = {code.id: text for code in study.codes if (text := section.optional_text(code.id))}
    section.finish()
    return found


def _instrument_item(
    section: StrictToml, study: Study, asked: set[str], tables: Mapping[str, TableDefinition]
) -> InstrumentItem:
    """A question of an earlier questionnaire: asked here and in a table that needs it, or with a reason why not."""
    item = InstrumentItem(
        section.text("id"), section.texts("variables"), section.texts("tables"), section.optional_text("why") or ""
    )
    section.finish()
    for name in item.variables:
        if name not in study.variables:
            raise section.error("variables", f"variables.toml has no variable '{name}'.")
        if study.variables[name].is_read and name not in asked:
            raise section.error("variables", f"'{name}' is not asked for in any of the sections.")
    needed: set[str] = set()
    for number in item.tables:
        if not tables:
            continue
        if number not in tables:
            raise section.error("tables", f"tables.toml has no table '{number}'.")
        names = attributes_needed(tables[number])
        needed |= {*names, *(part for name in names for part in study.variables[name].minus or ())}
    if not item.why and not (item.variables and item.tables):
        raise section.error("why", "say why the question is not asked, or is in no table.")
    is_read = any(study.variables[name].is_read for name in item.variables)
    if needed and is_read and not needed & set(item.variables):
        raise section.error("tables", f"none of them needs {' or '.join(item.variables)}.")
    return item
