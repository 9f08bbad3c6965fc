"""Find the folder of a study and put its definitions together."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

from timediary.model.nearest import meant
from timediary.model.problem import DefinitionError
from timediary.model.sampling import Remedy, Sampling
from timediary.model.spelling import compared_code, folded
from timediary.model.study import (
    DAYS_WITH_ENTRIES,
    EVERY_DAY,
    MINUTES_PER_DAY,
    WEEKDAYS,
    ActivityCode,
    ActivityType,
    Defaults,
    DiaryGrid,
    Overlaps,
    Study,
)
from timediary.study.conventions import load_conventions
from timediary.study.fields import load_fields
from timediary.study.grouping import automatic_grouping, load_grouping
from timediary.study.section import StrictToml
from timediary.study.shipped import default_study, list_studies, shipped
from timediary.study.variables import load_variables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from timediary.model.study import Grouping, Variable

# Two bytes hold a slot, and the first and the last number have meanings of their own.
MOST_CODES = 65_534
# What counts where a study says nothing else.
AUTOMATIC = "codes"
LOW_BASE = 30
WEEKEND = ("Saturday", "Sunday")
CORE = (8 * 60, 18 * 60)
# Of a study that asks questions alone: nothing is ever entered in it.
_NO_DIARY = DiaryGrid(WEEKDAYS, 60, 0, 24, (5, 6), *CORE)


def study_folder(name_or_path: str | Path) -> Path:
    """The folder of a study, by the name of one that comes with the package or by its path.

    Raises:
        DefinitionError: there is no such study.
    """
    named = shipped() / str(name_or_path)
    for folder in (named, Path(name_or_path)):
        if (folder / "study.toml").is_file():
            return folder
    known = ", ".join(list_studies())
    raise DefinitionError(
        f"There is no study '{name_or_path}': neither a folder with a study.toml nor one that comes with "
        f"timediary ({known}).{meant(str(name_or_path), list_studies())}"
    )


def load_study(study: Study | str | Path | None = None) -> Study:
    """Read and cross-check all definitions of a study.

    Args:
        study: name of a study that comes with the package, or the path of a folder; the 2009 survey where it is None.
            A study is given back as it is.

    Raises:
        DefinitionError: there is no such study, or a definition contradicts itself or another; the message names
            the file and the key.

    Examples:
        >>> import timediary as td
        >>> study = td.load_study("task_force_2009")
        >>> len(study.codes), study.grid.slots
        (40, 336)
    """
    if isinstance(study, Study):
        return study
    folder = study_folder(default_study() if study is None else study)
    section = StrictToml.of_file(folder / "study.toml")
    has_diary = section.has("diary") or (folder / "codes.toml").is_file()
    types, codes = load_codes(folder / "codes.toml") if has_diary else ((), ())
    variables, no_information, estimates = load_variables(folder / "variables.toml")
    groupings: dict[str, Grouping] = {}
    for path in sorted((folder / "groupings").glob("*.toml")):
        grouping = load_grouping(path, codes)
        if grouping.id in groupings:
            raise DefinitionError(
                f"groupings/{path.name}: id: another grouping is called '{grouping.id}'. Give this one another id."
            )
        groupings[grouping.id] = grouping
    defaults = _defaults(section.section("defaults"), variables, groupings, codes)
    loaded = Study(
        id=section.text("id"),
        name=section.text("name"),
        title=section.optional_text("title") or "",
        source=section.optional_text("source") or "",
        grid=_grid(section.section("diary"), variables) if has_diary else _NO_DIARY,
        types=types,
        codes=codes,
        variables=variables,
        groupings=groupings,
        defaults=defaults,
        no_information=no_information,
        conventions=load_conventions(section.optional_section("conventions"), folder),
        abbreviations=_abbreviations(section.optional_section("abbreviations")),
        fields=load_fields(section, codes, variables),
        folder=folder,
        has_diary=has_diary,
        estimates=estimates,
    )
    section.finish()
    return loaded


def _abbreviations(section: StrictToml | None) -> dict[str, str]:
    """What labels say in short, spelt out."""
    if section is None:
        return {}
    spelt = {name: section.text(name).strip() for name in section.names()}
    for name, words in spelt.items():
        if not name.strip() or name != name.strip() or len(name.split()) > 1:
            raise section.error(name, "an abbreviation is one word, such as CSD. Write it as labels have it.")
        if not words or words.casefold() == name.casefold():
            raise section.error(name, f'spell it out: {name} = "what it stands for".')
    section.finish()
    return spelt


def load_codes(path: Path) -> tuple[tuple[ActivityType, ...], tuple[ActivityCode, ...]]:
    """Read the activity codes of a study and their types.

    Raises:
        DefinitionError: an unknown key or type, an id given twice, no code or too many.
    """
    section = StrictToml.of_file(path)
    types: list[ActivityType] = []
    for part in section.sections("types"):
        types.append(ActivityType(part.text("id"), part.text("label")))
        part.finish()
    known = {type_.id for type_ in types}
    codes: list[ActivityCode] = []
    claimed: set[str] = set()
    for part in section.sections("codes"):
        code = ActivityCode(part.text("id"), part.text("label"), part.text("type"))
        part.finish()
        if code.type not in known:
            raise part.error(
                "type", f"there is no type '{code.type}'. The types of this file are: {', '.join(sorted(known))}."
            )
        # Codes are read without regard to case, spaces, full stops and hyphens.
        compared = compared_code(code.id)
        if compared in claimed:
            raise part.error(
                "id",
                "another code is spelt the same, but for case, spaces, full stops and hyphens. Change one.",
            )
        claimed.add(compared)
        codes.append(code)
    section.finish()
    if len(types) > len(known):
        raise section.error("types", "two types have the same id. Give one of them another.")
    if not 0 < len(codes) <= MOST_CODES:
        raise section.error("codes", f"a study has 1 to {MOST_CODES} codes, not {len(codes)}.")
    return tuple(types), tuple(codes)


def _grid(section: StrictToml, variables: Mapping[str, Variable]) -> DiaryGrid:
    days = section.texts("days")
    weekend = section.texts("weekend") if section.has("weekend") else tuple(day for day in WEEKEND if day in days)
    if not days or len({folded(day) for day in days}) < len(days):
        raise section.error("days", "must list the days of the diary, each once.")
    for day in weekend:
        if day not in days:
            raise section.error("weekend", f"'{day}' is not one of the days. They are: {', '.join(days)}.")
    slot_minutes, slots_per_day = section.whole("slot_minutes"), section.whole("slots_per_day")
    if slot_minutes * slots_per_day > MINUTES_PER_DAY or MINUTES_PER_DAY % slot_minutes:
        raise section.error(
            "slots_per_day",
            "slots must divide a day evenly and fit into 24 hours: slot_minutes must divide 1440, and slots_per_day be "
            f"at most {MINUTES_PER_DAY // slot_minutes} with slots of {slot_minutes} minutes.",
        )
    grid = DiaryGrid(
        days=days,
        slot_minutes=slot_minutes,
        first_minute=section.minutes("first_slot"),
        slots_per_day=slots_per_day,
        weekend=tuple(days.index(day) for day in weekend),
        core_start=section.minutes("core_start") if section.has("core_start") else CORE[0],
        core_end=section.minutes("core_end", midnight_ends=True) if section.has("core_end") else CORE[1],
        asked=section.optional_text("asked") or EVERY_DAY,
        overlaps=_overlaps(section),
    )
    if grid.asked not in (EVERY_DAY, DAYS_WITH_ENTRIES, *variables):
        raise section.error(
            "asked",
            f"'{grid.asked}' is not {EVERY_DAY}, {DAYS_WITH_ENTRIES}, or a variable of variables.toml that lists days.",
        )
    section.finish()
    return grid


def _overlaps(section: StrictToml) -> Overlaps:
    name = section.optional_text("overlaps") or Overlaps.SPLIT.value
    if name not in list(Overlaps):
        raise section.error("overlaps", f"'{name}' is not one of {', '.join(Overlaps)}.")
    return Overlaps(name)


def _defaults(
    section: StrictToml,
    variables: Mapping[str, Variable],
    groupings: dict[str, Grouping],
    codes: Sequence[ActivityCode],
) -> Defaults:
    """What is shown by default; a grouping that needs no file is added to those that have one."""
    name = section.optional_text("grouping") or (next(iter(groupings)) if len(groupings) == 1 else AUTOMATIC)
    automatic = None if name in groupings else automatic_grouping(name, codes)
    groupings |= {} if automatic is None else {name: automatic}
    defaults = Defaults(
        grouping=name,
        by=section.texts("by"),
        headline=section.texts("headline"),
        low_base=section.whole("low_base", least=0) if section.has("low_base") else LOW_BASE,
        high_cv=section.optional_number("high_cv") or math.inf,
        sampling=_sampling(section.optional_section("sampling"), variables),
    )
    section.finish()
    if defaults.grouping not in groupings:
        raise section.error(
            "grouping",
            f"no file in groupings/ has the id '{defaults.grouping}'. There are: {', '.join(groupings) or 'none'}.",
        )
    for name in defaults.by:
        if name not in variables:
            raise section.error(
                "by", f"variables.toml has no variable '{name}'.{meant(name, variables)} Correct it, or add it there."
            )
    rows = {row.id for row in groupings[defaults.grouping].rows}
    for id_ in defaults.headline:
        if id_ not in rows:
            near = meant(id_, rows)
            told = f"the grouping '{defaults.grouping}' has no row '{id_}'.{near} It has: {', '.join(sorted(rows))}."
            raise section.error("headline", told)
    return defaults


def _sampling(section: StrictToml | None, variables: Mapping[str, Variable]) -> Sampling:
    if section is None:
        return Sampling()
    weight, cluster = _variable(section, "weight", variables), _variable(section, "cluster", variables)
    strata, fpc = _variable(section, "strata", variables), _variable(section, "fpc", variables)
    lonely = section.optional_text("lonely") or "error"
    if lonely not in get_args(Remedy):
        raise section.error("lonely", f"'{lonely}' is not one of {', '.join(get_args(Remedy))}.")
    replicates = section.optional_text("replicates") or ""
    section.finish()
    return Sampling(weight, cluster, strata, fpc, cast("Remedy", lonely), replicates)


def _variable(section: StrictToml, key: str, variables: Mapping[str, Variable]) -> str | None:
    name = section.optional_text(key)
    if name is not None and name not in variables:
        raise section.error(
            key, f"variables.toml has no variable '{name}'.{meant(name, variables)} Correct it, or add it there."
        )
    return name
