"""What may be shown of a study's respondents: `disclosure.toml` in its folder, or a preset of the package."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from timediary.model.disclosure import DisclosurePolicy
from timediary.model.problem import DefinitionError
from timediary.study.section import StrictToml
from timediary.study.shipped import shipped

if TYPE_CHECKING:
    from typing import Literal

    from timediary.model.study import Study

FILE = "disclosure.toml"
USUAL = "acro"
_WHOLE = ("least_respondents", "least_contributors", "round_hours", "round_bases", "most_levels")
_PARTS = ("largest", "largest_two", "width", "most_level_share")


def list_policies() -> tuple[str, ...]:
    """The names of the presets that come with the package."""
    return tuple(sorted(path.stem for path in (shipped() / "disclosure").glob("*.toml")))


def load_policy(name_or_path: str | Path | None = None, study: Study | None = None) -> DisclosurePolicy:
    """The rules of a publication: a preset, a file, or what the study says.

    Args:
        name_or_path: name of a preset or path of a file; with None the study's own `disclosure.toml`, or else `acro`.
        study: the study; the attributes that its rules name are checked against it.

    Raises:
        DefinitionError: there is no such preset or file, or a rule makes no sense; the message names file and key.

    Examples:
        >>> load_policy("opensafely").least_respondents
        8
    """
    if name_or_path is None:
        own = None if study is None or study.folder is None else study.folder / FILE
        path = own if own is not None and own.is_file() else _preset(USUAL)
    else:
        path = _preset(str(name_or_path))
        if not path.is_file():
            path = Path(name_or_path)
        if not path.is_file():
            known = ", ".join(list_policies())
            raise DefinitionError(
                f"There is no policy '{name_or_path}': it is neither a file nor one of those that come with timediary "
                f"({known})."
            )
    return _policy(StrictToml.of_file(path), path.stem, study)


def _preset(name: str) -> Path:
    return shipped() / "disclosure" / f"{name}.toml"


def _policy(section: StrictToml, id_: str, study: Study | None) -> DisclosurePolicy:
    preset = section.optional_text("preset")
    if preset is not None and preset not in list_policies():
        raise section.error("preset", f"'{preset}' is not one of {', '.join(list_policies())}.")
    if preset is None:
        policy = DisclosurePolicy(id_, section.text("label"), section.text("source"))
    else:
        policy = _policy(StrictToml.of_file(_preset(preset)), preset, None)
        policy = policy._replace(
            id=id_,
            label=section.optional_text("label") or policy.label,
            source=section.optional_text("source") or policy.source,
        )
    given: dict[str, object] = {key: section.whole(key) for key in _WHOLE if section.has(key)}
    for key in _PARTS:
        part = section.optional_number(key)
        if part is not None and not 0 < part <= 1:
            raise section.error(key, f"must be a part of 1, such as 0.5, not {part:g}.")
        given |= {} if part is None else {key: part}
    if section.has("decimals"):
        given["decimals"] = section.whole("decimals", least=0)
    extremes = section.choice("extremes", ("shown", "hidden"), policy.extremes)
    small = section.choice("small_columns", ("hidden", "merged"), policy.small_columns)
    never = section.texts("never_shown")
    section.finish()
    for name in never if study is not None else ():
        if name not in cast("Study", study).variables:
            raise section.error("never_shown", f"variables.toml has no variable '{name}'.")
    policy = policy._replace(**given)  # type: ignore[arg-type]
    if policy.largest_two < policy.largest:
        told = f"two have at least as much as one: not less than largest ({policy.largest:g})."
        raise section.error("largest_two", told)
    chosen = cast('Literal["shown", "hidden"]', extremes)
    joined = cast('Literal["hidden", "merged"]', small)
    return policy._replace(extremes=chosen, small_columns=joined, never_shown=(*policy.never_shown, *never))
