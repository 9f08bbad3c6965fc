"""How a synthetic survey of a study is drawn: read from `synthesis.toml`, cross-checked with the variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.problem import RequestError
from timediary.model.synthesis import Agencies, Fact, Leaning, Step, Synthesis
from timediary.study.conditions import checked_condition, is_defined
from timediary.study.section import StrictToml

if TYPE_CHECKING:
    from timediary.model.study import Study
    from timediary.model.table import Condition

FILE = "synthesis.toml"


def load_synthesis(study: Study) -> Synthesis:
    """How a synthetic survey of a study is drawn.

    Raises:
        DefinitionError: a key, an attribute or a level is unknown; the message names the place.
        RequestError: the study has no `synthesis.toml`.
    """
    if study.folder is None or not (study.folder / FILE).is_file():
        raise RequestError(f"The study '{study.id}' has no {FILE}, so no survey can be drawn from what it publishes.")
    section = StrictToml.of_file(study.folder / FILE)
    synthesis = Synthesis(
        respondents=section.whole("respondents"),
        facts=tuple(_fact(part, study) for part in section.sections("facts", needed=False)),
        steps=tuple(_step(part, study) for part in section.sections("steps")),
        values=_values(section.section("values"), study),
        leanings=tuple(_leaning(part, study) for part in section.sections("leanings", needed=False)),
        agencies=tuple(_agencies(part) for part in section.sections("agencies", needed=False)),
        afterwards=section.texts("afterwards"),
        most_hours=section.optional_number("most_hours") or 168.0,
        note=section.text("note"),
    )
    for name in synthesis.afterwards:
        if name not in study.variables:
            raise section.error("afterwards", f"variables.toml has no variable '{name}'.")
    section.finish()
    return synthesis


def _fact(section: StrictToml, study: Study) -> Fact:
    number, percent = section.optional_number("respondents"), section.optional_number("percent")
    if (number is None) == (percent is None):
        raise section.error("respondents", "give either respondents or percent.")
    fact = Fact(
        where=_conditions(section, "where", study),
        respondents=None if number is None else int(number),
        percent=percent,
        of=_conditions(section, "of", study),
        source=section.text("source"),
        afterwards=section.flag("afterwards"),
    )
    section.finish()
    return fact


def _conditions(section: StrictToml, key: str, study: Study) -> tuple[Condition, ...]:
    return tuple(checked_condition(section, key, text, study.variables) for text in section.texts(key))


def _step(section: StrictToml, study: Study) -> Step:
    loosely = section.optional_number("loosely")
    step = Step(
        attributes=section.texts("attributes"),
        follows=section.optional_text("follows"),
        falls=section.flag("falls"),
        loosely=0.3 if loosely is None else loosely,
        order=section.texts("order"),
    )
    section.finish()
    for name in (*step.attributes, *([step.follows] if step.follows else [])):
        if not is_defined(name, study.variables):
            raise section.error("attributes", f"variables.toml has no variable '{name}'.")
    return step


def _leaning(section: StrictToml, study: Study) -> Leaning:
    times = section.optional_number("times")
    leaning = Leaning(section.texts("codes"), _conditions(section, "where", study), 1.0 if times is None else times)
    section.finish()
    for code in leaning.codes:
        if code not in study.code_numbers:
            raise section.error("codes", f"the study has no code '{code}'.")
    return leaning


def _agencies(section: StrictToml) -> Agencies:
    agencies = Agencies(
        section.text("setting"), section.whole("number"), section.text("name"), section.texts("regions")
    )
    section.finish()
    return agencies


def _values(section: StrictToml, study: Study) -> dict[str, tuple[float, ...]]:
    values = {name: section.numbers(name) for name in study.variables if section.has(name)}
    section.finish()
    return values
