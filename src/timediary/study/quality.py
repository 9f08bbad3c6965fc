"""When a study looks twice at a diary: `quality.toml` in its folder, which it may do without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.nearest import meant
from timediary.model.quality import Grade, JobCodes, Limits, MeasureRule, QualityRules
from timediary.model.study import VariableKind
from timediary.study.section import StrictToml

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.model.study import Study

FILE = "quality.toml"


def load_quality(study: Study, measures: Sequence[str]) -> QualityRules | None:
    """Read and cross-check how a study judges its diaries.

    Args:
        study: the study, whose folder has the file or has it not.
        measures: the ids of all measures there are.

    Returns:
        The rules; None where the study has no such file.

    Raises:
        DefinitionError: a measure, code, variable or level is unknown, limits or grades are out of order; the message
            names the file and the key.
    """
    if study.folder is None or not (study.folder / FILE).is_file():
        return None
    section = StrictToml.of_file(study.folder / FILE)
    usual = QualityRules()
    points = section.optional_section("points")
    look, serious = (usual.look, usual.serious) if points is None else _points(points)
    counted = section.optional_section("counted")
    rules = QualityRules(
        grades=_grades(section),
        look=look,
        serious=serious,
        rules=_rules(section, measures),
        job_codes=tuple(_job_codes(part, study) for part in section.sections("job_codes", needed=False)),
    )
    section.finish()
    return rules if counted is None else _counted(counted, rules, study)


def _points(section: StrictToml) -> tuple[int, int]:
    look, serious = section.whole("look"), section.whole("serious")
    section.finish()
    if serious < look:
        raise section.error("serious", f"must be at least as many points as look ({look}), not {serious}.")
    return look, serious


def _grades(section: StrictToml) -> tuple[Grade, ...]:
    grades: list[Grade] = []
    for part in section.sections("grades"):
        grade = Grade(part.text("id"), part.text("label"), part.whole("points", least=0))
        part.finish()
        if grade.id in {known.id for known in grades}:
            raise part.error("id", f"another grade is called '{grade.id}'.")
        if grades and grade.points <= grades[-1].points:
            raise part.error("points", f"must be more than the grade before has ({grades[-1].points}).")
        grades.append(grade)
    if not grades or grades[0].points != 0:
        raise section.error("grades", "the first grade must have points = 0: it is the grade of a diary without fault.")
    return tuple(grades)


def _rules(section: StrictToml, measures: Sequence[str]) -> tuple[MeasureRule, ...]:
    rules: dict[str, MeasureRule] = {}
    for part in section.sections("measures", needed=False):
        id_ = part.text("id")
        if id_ not in measures:
            raise part.error("id", f"there is no measure '{id_}'. There are: {', '.join(measures)}.")
        if id_ in rules:
            raise part.error("id", "this measure has limits above already.")
        look, serious = _limits(part, "look"), _limits(part, "serious")
        _check_order(part, look, serious)
        rules[id_] = MeasureRule(id_, look, serious, part.optional_text("source") or "")
        part.finish()
    return tuple(rules.values())


def _limits(section: StrictToml, key: str) -> Limits:
    part = section.optional_section(key)
    if part is None:
        return Limits()
    limits = Limits(part.optional_number("below"), part.optional_number("above"))
    part.finish()
    if limits == Limits():
        raise section.error(key, "give a limit: below, above, or both, such as { below = 0.5 }.")
    if limits.below is not None and limits.above is not None and limits.below > limits.above:
        raise section.error(key, "below must not be more than above, or every diary would be looked at.")
    return limits


def _check_order(section: StrictToml, look: Limits, serious: Limits) -> None:
    """What is serious must be further out than what is looked at."""
    if look.below is not None and serious.below is not None and serious.below > look.below:
        raise section.error("serious", f"below must not be more than the limit of look ({look.below:g}).")
    if look.above is not None and serious.above is not None and serious.above < look.above:
        raise section.error("serious", f"above must not be less than the limit of look ({look.above:g}).")


def _job_codes(section: StrictToml, study: Study) -> JobCodes:
    job = JobCodes(section.texts("codes"), section.text("variable"), section.texts("levels"))
    section.finish()
    _check_codes(section, "codes", job.codes, study)
    variable = study.variables.get(job.variable)
    if variable is None or variable.kind is not VariableKind.LEVEL:
        raise section.error("variable", f"variables.toml has no variable '{job.variable}' of the kind 'level'.")
    known = [level.id for level in variable.levels]
    if not job.levels:
        raise section.error("levels", f"name those whose codes they are: {', '.join(known)}.")
    for level in job.levels:
        if level not in known:
            near = meant(level, known)
            raise section.error("levels", f"'{job.variable}' has no level '{level}'.{near} It has: {', '.join(known)}.")
    return job


def _counted(section: StrictToml, rules: QualityRules, study: Study) -> QualityRules:
    """What the measures count, where it is not the usual."""
    other = section.texts("other_codes")
    gap, episodes = section.optional_number("longest_gap"), section.optional_number("least_episodes")
    names = {}
    for key, usual in (
        ("reported_hours", rules.reported),
        ("contracted_hours", rules.contracted),
        ("contracted_days", rules.contracted_days),
    ):
        name = section.optional_text(key)
        variable = study.variables.get(name or "")
        if name is not None and (variable is None or variable.kind is not VariableKind.NUMBER):
            raise section.error(key, f"variables.toml has no variable '{name}' of the kind 'number'.")
        names[key] = name or usual
    section.finish()
    if other:
        _check_codes(section, "other_codes", other, study)
    if gap is not None and gap < 0:
        raise section.error("longest_gap", f"must be a number of hours, 0 or more, not {gap:g}.")
    return rules._replace(
        other_codes=other,
        longest_gap=rules.longest_gap if gap is None else gap,
        least_episodes=rules.least_episodes if episodes is None else int(episodes),
        reported=names["reported_hours"],
        contracted=names["contracted_hours"],
        contracted_days=names["contracted_days"],
    )


def _check_codes(section: StrictToml, key: str, codes: Sequence[str], study: Study) -> None:
    if not codes:
        raise section.error(key, "names no code.")
    for code in codes:
        if code not in study.code_numbers:
            raise section.error(key, f"the study has no code '{code}'.")
