"""How activities lie in a week: the rules in a study's `weeks.toml`, checked against its codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.problem import DefinitionError
from timediary.model.week_rules import ActivityRule, LunchRule, PublishedWeeks, Together, UnsocialHabits, WeekRules
from timediary.study.section import StrictToml

if TYPE_CHECKING:
    from timediary.model.study import Study


def load_week_rules(study: Study) -> WeekRules:
    """Read the rules that weeks drawn by chance keep to, from `weeks.toml` in the study's folder.

    Raises:
        DefinitionError: the study has no folder, the file is missing, a key or code is unknown, a code has two
            rules or none, or numbers or times contradict one another; the message names the file and the key.
    """
    if study.folder is None:
        raise DefinitionError(f"The study '{study.id}' was not read from a folder, so it has no weeks.toml.")
    section = StrictToml.of_file(study.folder / "weeks.toml")
    day, evening = section.section("day"), section.section("evening")
    rules = WeekRules(
        activities=_activities(section, study),
        travel=_partners(section, study, "travel", "to"),
        follow=_partners(section, study, "follow", "after"),
        together=_together(section, study),
        evening=frozenset(_codes(evening, "codes", study)),
        starts=_starts(day),
        unsocial=_unsocial(day.section("unsocial")),
        lunch=_lunch(section.section("lunch"), study),
        published=_published(section.section("published"), study),
    )
    for part in (day, evening, section):
        part.finish()
    for code in rules.travel.keys() & rules.follow.keys():
        raise section.error("follow", f"'{study.codes[code - 1].id}' is travel, which follows nothing else.")
    return rules


def _code(part: StrictToml, key: str, study: Study) -> int:
    return _number(part, key, part.text(key), study)


def _codes(part: StrictToml, key: str, study: Study) -> tuple[int, ...]:
    names = part.texts(key)
    if not names:
        raise part.error(key, "must name a code at least.")
    return tuple(_number(part, key, name, study) for name in names)


def _number(part: StrictToml, key: str, name: str, study: Study) -> int:
    if name not in study.code_numbers:
        raise part.error(key, f"the study has no code '{name}'.")
    return study.code_numbers[name]


def _activities(section: StrictToml, study: Study) -> dict[int, ActivityRule]:
    rules: dict[int, ActivityRule] = {}
    for part in section.sections("activities"):
        run, between = part.section("run"), part.section("between")
        rule = ActivityRule(run.whole("fewest"), run.whole("most"), between.minutes("from"), between.minutes("to"))
        codes = _codes(part, "codes", study)
        for table in (run, between, part):
            table.finish()
        if rule.fewest > rule.most:
            raise run.error("most", "must be no less than 'fewest'.")
        if rule.start >= rule.end:
            raise between.error("to", "must be later than 'from'.")
        for code in codes:
            if code in rules:
                raise part.error("codes", f"'{study.codes[code - 1].id}' is in an entry already.")
            rules[code] = rule
    absent = [code.id for number, code in enumerate(study.codes, start=1) if number not in rules]
    if absent:
        raise section.error("activities", f"no entry names {', '.join(absent)}.")
    return rules


def _partners(section: StrictToml, study: Study, key: str, to: str) -> dict[int, tuple[int, ...]]:
    """Codes that lie beside others; what they lie beside is a code that lies beside nothing itself."""
    partners: dict[int, tuple[int, ...]] = {}
    for part in section.sections(key, needed=False):
        code = _code(part, "code", study)
        if code in partners:
            raise part.error("code", f"'{study.codes[code - 1].id}' has an entry already.")
        partners[code] = _codes(part, to, study)
        part.finish()
    for code in {code for others in partners.values() for code in others} & partners.keys():
        raise section.error(key, f"'{study.codes[code - 1].id}' has an entry, so nothing else can lie beside it.")
    return partners


def _together(section: StrictToml, study: Study) -> tuple[Together, ...]:
    found: list[Together] = []
    for part in section.sections("together", needed=False):
        found.append(Together(_codes(part, "codes", study), part.whole("days")))
        part.finish()
    codes = [code for entry in found for code in entry.codes]
    for code in codes:
        if codes.count(code) > 1:
            raise section.error("together", f"'{study.codes[code - 1].id}' is in two entries.")
    return tuple(found)


def _starts(day: StrictToml) -> tuple[tuple[int, int], ...]:
    starts: list[tuple[int, int]] = []
    for part in day.sections("starts"):
        starts.append((part.minutes("at"), part.whole("weight")))
        part.finish()
    if not starts:
        raise day.error("starts", "must hold a time of day at least.")
    return tuple(starts)


def _unsocial(section: StrictToml) -> UnsocialHabits:
    habits = UnsocialHabits(*(section.whole(name, least=0) for name in UnsocialHabits._fields))
    section.finish()
    if not any(habits):
        raise section.error(UnsocialHabits._fields[0], "not all weights can be 0.")
    return habits


def _lunch(section: StrictToml, study: Study) -> LunchRule:
    rule = LunchRule(
        _code(section, "code", study), section.minutes("from"), section.minutes("to"), section.whole("gap", least=0)
    )
    section.finish()
    if rule.end - rule.start < study.grid.slot_minutes:
        raise section.error("to", "must be a slot or more later than 'from'.")
    if rule.gap > 100:
        raise section.error("gap", f"must be a percentage, 100 at most, not {rule.gap}.")
    return rule


def _published(section: StrictToml, study: Study) -> PublishedWeeks:
    published = PublishedWeeks(
        section.whole("respondents"), *(section.whole(name, least=0) for name in PublishedWeeks._fields[1:])
    )
    section.finish()
    if max(published.weekend, published.early_or_late) > published.respondents:
        raise section.error("respondents", "must be no fewer than those who work at the weekend, early or late.")
    if published.weekend_hours > published.weekend * len(study.grid.weekend) * 24:
        raise section.error("weekend_hours", "is more than so many people can work on these days.")
    return published
