"""Rival definitions of one kind of work, read from `definitions.toml` and checked against the study's codes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from timediary.model.work_definition import DefinitionPart, PublishedShare, WorkDefinition
from timediary.study.conditions import checked_condition
from timediary.study.grouping import members_of
from timediary.study.section import StrictToml

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from timediary.model.study import Study

FILE = "definitions.toml"
_ID = re.compile(r"[a-z][a-z0-9_]*")


def load_definitions(study: Study, path: Path | None = None) -> tuple[WorkDefinition, ...]:
    """The rival definitions of a study, in their order; none where it has no `definitions.toml`.

    `[[definitions]]` has `id`, `label`, `source`, `rests_on`, `population`, `method`, `codes` or `types` as a group of
    a grouping has them, and `mapping`. Below it stand `[[definitions.published]]` with `printed` and `percent`, or
    `least` and `most`, and `[[definitions.parts]]`. A code may stand in any number of definitions.

    Args:
        study: whose codes they count.
        path: another file of the same kind.

    Raises:
        DefinitionError: a key, code, type, attribute or level is unknown, or an id is given twice or is that of a code;
            the message names the file, the definition and the key.
    """
    file = path if path is not None else study.folder / FILE if study.folder is not None else None
    if file is None or (path is None and not file.is_file()):
        return ()
    section = StrictToml.of_file(file)
    found: dict[str, WorkDefinition] = {}
    for part in section.sections("definitions"):
        definition = _definition(part, study)
        if definition.id in found or definition.id in {code.id.lower() for code in study.codes}:
            raise part.error("id", f"'{definition.id}' is the id of another definition, or of a code. Choose another.")
        found[definition.id] = definition
    section.finish()
    return tuple(found.values())


def _definition(section: StrictToml, study: Study) -> WorkDefinition:
    id_ = section.text("id")
    if _ID.fullmatch(id_) is None:
        raise section.error("id", "has small letters, digits and underscores, and begins with a letter.")
    codes = members_of(section, study.codes)
    definition = WorkDefinition(
        id=id_,
        label=section.text("label"),
        source=section.text("source"),
        rests_on=section.text("rests_on"),
        population=section.optional_text("population") or "",
        method=section.optional_text("method") or "",
        codes=codes,
        mapping=section.optional_text("mapping") or "",
        published=tuple(_published(part, study) for part in section.sections("published", needed=False)),
        parts=tuple(_part(part, study, codes) for part in section.sections("parts", needed=False)),
    )
    section.finish()
    if not codes:
        raise section.error("codes", "is empty. Name the codes that come nearest to what the source counts.")
    if len(set(codes)) < len(codes):
        raise section.error("codes", "names a code twice, by itself or by its type. Name it once.")
    return definition


def _published(section: StrictToml, study: Study) -> PublishedShare:
    percent, least, most = (section.optional_number(key) for key in ("percent", "least", "most"))
    low, high = (percent, percent) if percent is not None else (least, most)
    if low is None or high is None or (percent is not None and (least, most) != (None, None)):
        raise section.error("percent", "give either percent, or least and most where a range is printed.")
    if not 0 <= low <= high <= 100:
        raise section.error("percent", "must be from 0 to 100, and least not above most.")
    share = PublishedShare(
        printed=section.text("printed"),
        low=low,
        high=high,
        of=section.optional_text("of") or "",
        where=tuple(checked_condition(section, "where", text, study.variables) for text in section.texts("where")),
        is_comparable=not section.flag("nobody_comparable"),
        of_the_rest=section.flag("of_the_rest"),
        place=section.text("place"),
    )
    section.finish()
    return share


def _part(section: StrictToml, study: Study, counted: Sequence[str]) -> DefinitionPart:
    codes = members_of(section, study.codes)
    for code in codes:
        if code not in counted:
            raise section.error("codes", f"the definition does not count '{code}'. Take it out, or add it there.")
    percent = section.optional_number("percent")
    if percent is None:
        raise section.error("percent", "is missing. Add the share that is printed for the part.")
    part = DefinitionPart(section.text("label"), codes, percent)
    section.finish()
    return part
