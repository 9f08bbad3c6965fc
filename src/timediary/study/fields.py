"""What a diary notes beside the activity: the `[[fields]]` of study.toml."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.spelling import compared_code, folded
from timediary.model.study import ActivityCode, Field

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from timediary.model.study import Variable
    from timediary.study.section import StrictToml

ACTIVITIES = "activities"
# What columns of a diary are called that are something else.
_TAKEN = (
    *("respondent", "day", "date", "time", "slot", "start", "end", "from", "to", "duration", "minutes", "hours"),
    *("code", "activity", "activity code"),
)


def load_fields(
    section: StrictToml, codes: Sequence[ActivityCode], variables: Mapping[str, Variable]
) -> tuple[Field, ...]:
    """The fields of a study.

    ```toml
    [[fields]]
    id = "second"
    label = "Second activity"
    codes = "activities"

    [[fields]]
    id = "place"
    label = "Place"
    aliases = ["where"]
    codes = [{ id = "home", label = "At home" }, { id = "office", label = "In the office" }]
    ```

    Args:
        section: study.toml.
        codes: the study's activity codes, which a field may take for its own.
        variables: the study's variables, whose names no field may have.

    Raises:
        DefinitionError: an unknown key, a name that something else has, no codes, or two of them that are spelt alike.
    """
    claimed = {folded(name): "a column of every diary" for name in _TAKEN}
    for variable in variables.values():
        names = (variable.id, variable.label, *variable.aliases)
        claimed |= {folded(name): f"the variable '{variable.id}'" for name in names}
    fields: list[Field] = []
    for part in section.sections("fields", needed=False):
        field = _field(part, codes)
        for name in dict.fromkeys(folded(text) for text in (field.id, field.label, *field.aliases)):
            if name in claimed:
                key = "id" if name == folded(field.id) else "label" if name == folded(field.label) else "aliases"
                raise part.error(key, f"'{name}' is the name of {claimed[name]}. Give the field another name.")
            claimed[name] = f"the field '{field.id}'"
        fields.append(field)
    return tuple(fields)


def _field(section: StrictToml, activities: Sequence[ActivityCode]) -> Field:
    id_, label = section.text("id"), section.text("label")
    of_activities = section.is_text("codes")
    if of_activities and section.text("codes") != ACTIVITIES:
        raise section.error("codes", f'must be a list of codes, or "{ACTIVITIES}" for those of the study.')
    codes = tuple(activities) if of_activities else _codes(section, id_)
    field = Field(id_, label, codes, section.flag("several"), section.texts("aliases"), of_activities)
    section.finish()
    return field


def _codes(section: StrictToml, field: str) -> tuple[ActivityCode, ...]:
    codes: list[ActivityCode] = []
    claimed: set[str] = set()
    for part in section.sections("codes"):
        code = ActivityCode(part.text("id"), part.text("label"), field)
        part.finish()
        compared = compared_code(code.id)
        if compared in claimed:
            told = "another code is spelt the same, but for case, spaces, full stops and hyphens. Change one."
            raise part.error("id", told)
        if set(code.id) & set(";,"):
            raise part.error("id", "must have no comma and no semicolon, which stand between several answers.")
        claimed.add(compared)
        codes.append(code)
    if not codes:
        raise section.error("codes", "a field has one code or more.")
    return tuple(codes)
