"""What a study says of workload: caseload limits, a full-time week, and which attributes hold hours and cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.problem import RequestError
from timediary.model.study import VariableKind
from timediary.model.table import parse_condition
from timediary.model.workload import CaseloadLimit, WorkloadRules
from timediary.study.section import StrictToml

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.model.study import Study

FILE = "limits.toml"


def load_limits(study: Study, path: Path | None = None) -> WorkloadRules:
    """The workload rules of a study, or of another file for it; the usual ones where the study has none.

    Args:
        study: whose attributes and levels the rules speak of.
        path: a file in place of the study's own `limits.toml`.

    Raises:
        DefinitionError: the file contradicts itself or the study; the message names file, key and line.
    """
    file = path if path is not None else study.folder / FILE if study.folder is not None else None
    if file is None or (path is None and not file.is_file()):
        return WorkloadRules()
    section = StrictToml.of_file(file)
    usual = WorkloadRules()
    full_time = section.optional_number("full_time_hours")
    if full_time is not None and not 0 < full_time <= 168:
        raise section.error("full_time_hours", f"must be hours of a week, above 0 and up to 168, not {full_time:g}.")
    names = {
        key: _number_named(section, key, study) or getattr(usual, key)
        for key in ("contracted_hours", "worked_hours", "employed_hours", "toil_hours", "paid_overtime_hours", "cases")
    }
    named = section.optional_text("role")
    role = named or usual.role
    if named is not None and role not in study.variables:
        raise section.error("role", f"variables.toml has no variable '{role}'.")
    client = section.optional_text("client") or ""
    rows = {row.id for grouping in study.groupings.values() for row in grouping.rows}
    if client and client not in rows:
        raise section.error("client", f"no grouping has a row '{client}'. There are: {', '.join(sorted(rows))}.")
    rules = WorkloadRules(
        source=section.optional_text("source") or "",
        full_time_hours=usual.full_time_hours if full_time is None else full_time,
        contracted_hours=names["contracted_hours"],
        worked_hours=names["worked_hours"],
        employed_hours=names["employed_hours"],
        toil_hours=names["toil_hours"],
        paid_overtime_hours=names["paid_overtime_hours"],
        cases=names["cases"],
        role=role,
        client=client,
        available_hours=_hours(section) if section.has("available_hours") else (),
        points_limit=_positive(section, "points_limit") if section.has("points_limit") else None,
    )
    limits = tuple(_limit(part, study, rules) for part in section.sections("limits", needed=False))
    section.finish()
    ids = [limit.id for limit in limits]
    if len(set(ids)) < len(ids):
        raise section.error("limits", "two limits have the same id. Give one of them another.")
    return rules._replace(limits=limits)


def _limit(section: StrictToml, study: Study, rules: WorkloadRules) -> CaseloadLimit:
    id_, label = section.text("id"), section.text("label")
    low, high = _positive(section, "low"), _positive(section, "high")
    if low > high:
        raise section.error("low", f"the range begins at {low:g} and ends at {high:g}; exchange the two.")
    units = _positive(section, "units_per_case") if section.has("units_per_case") else 1.0
    where = section.texts("where")
    for text in where:
        try:
            condition = parse_condition(text)
        except RequestError as error:
            raise section.error("where", str(error)) from None
        if condition.name not in study.variables:
            raise section.error("where", f"variables.toml has no variable '{condition.name}'.")
    roles = section.texts("roles")
    known = [level.id for level in study.variables[rules.role].levels] if rules.role in study.variables else []
    for level in roles:
        if level not in known:
            raise section.error(
                "roles", f"'{level}' is not a level of '{rules.role}'. There are: {', '.join(known) or 'none'}."
            )
    limit = CaseloadLimit(
        id_,
        label,
        low,
        high,
        section.text("unit"),
        _number_named(section, "cases", study) or rules.cases,
        units,
        where,
        roles,
    )
    section.finish()
    return limit


def _hours(section: StrictToml) -> tuple[float, ...]:
    hours = section.numbers("available_hours")
    if not all(0 < value <= 168 for value in hours):
        raise section.error("available_hours", "must be hours of a week, such as [21, 25].")
    return hours


def _positive(section: StrictToml, key: str) -> float:
    value = section.optional_number(key)
    if value is None:
        raise section.error(key, f"is missing. Add the line {key} = 15.")
    if not 0 < value < float("inf"):
        raise section.error(key, f"must be a number above 0, not {value:g}.")
    return value


def _number_named(section: StrictToml, key: str, study: Study) -> str | None:
    """The id of a number of the study, where the key is there."""
    name = section.optional_text(key)
    variable = study.variables.get(name or "")
    if name is not None and (variable is None or variable.kind is not VariableKind.NUMBER):
        raise section.error(key, f"variables.toml has no variable '{name}' of the kind 'number'.")
    return name
