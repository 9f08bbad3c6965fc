"""Groupings: roll-ups of the activity codes, checked against the study's codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.study import Grouping, GroupingRow
from timediary.study.section import StrictToml

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from timediary.model.problem import DefinitionError
    from timediary.model.study import ActivityCode


def load_grouping(path: Path, codes: Sequence[ActivityCode]) -> Grouping:
    """Read a grouping from its file and check that every code of the study is in exactly one group.

    Args:
        path: a TOML file with `id`, `label`, `source` and `rows`, in the order in which they are shown. A row
            has `codes` (ids), `types` (all codes of these types) or `sum_of` (ids of other rows).
        codes: the study's codes.

    Raises:
        DefinitionError: a key, code, type or row is unknown, or a code is in two groups or in none.
    """
    section = StrictToml.of_file(path)
    id_, label = section.text("id"), section.text("label")
    source = section.optional_text("source") or ""
    rows = tuple(_row(part, codes) for part in section.sections("rows"))
    section.finish()
    _check(section, rows, codes)
    return Grouping(id_, label, source, rows)


def automatic_grouping(name: str, codes: Sequence[ActivityCode]) -> Grouping | None:
    """A grouping that every study has without defining it; None if a name is none of these.

    Args:
        name: `codes` for one row per code; `digits:2` for one per first two digits, where codes are numbers.
        codes: the study's codes.
    """
    kind, _, number = name.partition(":")
    if name == "codes":
        rows = tuple(GroupingRow(code.id.lower(), code.label, (code.id,)) for code in codes)
        return Grouping(name, "One row per code", "", rows)
    if kind != "digits" or not number.isdecimal() or not all(code.id[:1].isdecimal() for code in codes):
        return None
    parts: dict[str, list[str]] = {}
    for code in codes:
        parts.setdefault(code.id[: int(number)], []).append(code.id)
    rows = tuple(GroupingRow(start, f"Codes {start}", tuple(ids)) for start, ids in parts.items() if start)
    return Grouping(name, f"Codes by their first {number} digits", "", rows) if rows else None


def members_of(section: StrictToml, codes: Sequence[ActivityCode]) -> tuple[str, ...]:
    """The codes that a table of a definition file names: by `codes`, by `types`, or both.

    Raises:
        DefinitionError: the study has no such code or type.
    """
    by_id = {code.id for code in codes}
    named, types = section.texts("codes"), section.texts("types")
    for code in named:
        if code not in by_id:
            raise section.error("codes", f"the study has no code '{code}'. Correct it, or add the code to codes.toml.")
    for type_ in types:
        if all(code.type != type_ for code in codes):
            known = ", ".join(dict.fromkeys(code.type for code in codes))
            raise section.error("types", f"the study has no codes of type '{type_}'. Its types are: {known}.")
    return named + tuple(code.id for code in codes if code.type in types)


def _row(section: StrictToml, codes: Sequence[ActivityCode]) -> GroupingRow:
    members, sum_of = members_of(section, codes), section.texts("sum_of")
    if bool(members) == bool(sum_of):
        raise section.error("codes", "give either codes or types (a group), or sum_of (a subtotal).")
    id_, label = section.optional_text("id"), section.optional_text("label")
    if len(members) == 1 and id_ is None and label is None:
        id_, label = members[0].lower(), next(code.label for code in codes if code.id == members[0])
    section.finish()
    if not id_ or not label:
        raise section.error("id" if not id_ else "label", "is missing.")
    return GroupingRow(id_, label, members, sum_of)


def _check(section: StrictToml, rows: Sequence[GroupingRow], codes: Sequence[ActivityCode]) -> None:
    ids = [row.id for row in rows]
    for i, id_ in enumerate(ids):
        if id_ in ids[:i]:
            raise section.error("rows", f"two rows have the id '{id_}'. Give one of them another.", i)
    groups = [row.id for row in rows if row.codes]
    for i, row in enumerate(rows):
        for part in row.sum_of:
            if part not in groups:
                told = f"'{row.id}' adds '{part}', which is not a group of this file. Groups are: {', '.join(groups)}."
                raise section.error("rows", told, i)
        if len(set(row.sum_of)) < len(row.sum_of):
            raise section.error("rows", f"'{row.id}' adds the same group twice. Name it once.", i)
    raise_for_membership(section, rows, codes)


def raise_for_membership(section: StrictToml, rows: Sequence[GroupingRow], codes: Sequence[ActivityCode]) -> None:
    """Check that every code is in exactly one group.

    Raises:
        DefinitionError: a code is in two groups or in none.
    """
    found: dict[str, str] = {}
    for i, row in enumerate(rows):
        for code in row.codes:
            if code in found:
                raise _twice(section, code, found[code], row.id, i)
            found[code] = row.id
    absent = [code.id for code in codes if code.id not in found]
    if absent:
        told = f"no group holds {', '.join(absent)}. Every code belongs in one group; add it to one."
        raise section.error("rows", told)


def _twice(section: StrictToml, code: str, first: str, second: str, position: int) -> DefinitionError:
    if first == second:
        told = f"'{first}' holds the code '{code}' twice. Name it once, among its codes or by its type."
        return section.error("rows", told, position)
    told = f"the code '{code}' is in two groups, '{first}' and '{second}'. Take it out of one of them."
    return section.error("rows", told, position)
