"""A survey in somebody's own words: other labels for activities, groups, levels and attributes, the same ids."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from timediary.model.nearest import meant
from timediary.model.problem import RequestError
from timediary.model.spelling import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from timediary.model.study import Grouping, Level, Variable
    from timediary.model.survey import Survey

# What an attribute, and what an activity or a group of them, is named as where its id alone says several things.
ATTRIBUTE, ACTIVITY = "attribute", "activity"


class _Named(NamedTuple):
    """Something with a label: what it is one of (an attribute's id, or one of the above), its id, its label."""

    kind: str
    id: str
    label: str


def relabelled(survey: Survey, labels: Mapping[str, str]) -> Survey:
    """The survey with other labels; ids stay, and the labels of old are still understood in conditions.

    Args:
        survey: to be relabelled.
        labels: by the id, or the label of old, of an activity, a group of them, a level or an attribute. One that
            means several is written with what it is one of: `role=other`, `activity=supervision`,
            `attribute=supervision`.

    Raises:
        RequestError: one means nothing in the survey, or several things, or is empty, or would be that of two.
    """
    study = survey.study
    variables = dict(study.variables) | {id_: one.variable for id_, one in survey.attributes.items()}
    named = [*_variables(variables), *_activities(survey)]
    new: dict[tuple[str, str], str] = {}
    for key, label in labels.items():
        if not label.strip():
            raise RequestError(f"The label for '{key}' is empty.")
        new[_meant_by(key, named)] = label.strip()
    changed = {id_: _variable(variable, new) for id_, variable in variables.items()}
    groupings = {id_: _grouping(grouping, new) for id_, grouping in study.groupings.items()}
    return replace(
        survey,
        study=replace(
            study,
            variables={id_: changed[id_] for id_ in study.variables},
            groupings=groupings,
            codes=tuple(one._replace(label=new.get((ACTIVITY, one.id), one.label)) for one in study.codes),
            types=tuple(one._replace(label=new.get((ACTIVITY, one.id), one.label)) for one in study.types),
        ),
        attributes={id_: replace(one, variable=changed[id_]) for id_, one in survey.attributes.items()},
    )


def _variables(variables: Mapping[str, Variable]) -> Iterable[_Named]:
    for id_, variable in variables.items():
        yield _Named(ATTRIBUTE, id_, variable.label)
        yield from (_Named(id_, level.id, level.label) for level in variable.levels)
        yield from (_Named(id_, band.id, band.label) for band in variable.bands)


def _activities(survey: Survey) -> Iterable[_Named]:
    study = survey.study
    yield from (_Named(ACTIVITY, code.id, code.label) for code in study.codes)
    yield from (_Named(ACTIVITY, one.id, one.label) for one in study.types)
    yield from (_Named(ACTIVITY, row.id, row.label) for grouping in study.groupings.values() for row in grouping.rows)


def _meant_by(key: str, named: Sequence[_Named]) -> tuple[str, str]:
    """What a key means: its kind and its id."""
    kind, equals, name = (part.strip() for part in key.rpartition("="))
    within = [one for one in named if not equals or folded(one.kind) == folded(kind)]
    found = dict.fromkeys((one.kind, one.id) for one in within if one.id == name)
    found = found or dict.fromkeys((one.kind, one.id) for one in within if folded(name) in map(folded, one[1:]))
    if not found:
        near = meant(name, [one.id for one in within]) or meant(name, [one.label for one in within])
        raise RequestError(
            f"'{key}' is not an activity, group, level or attribute here, so it can't have a label.{near} Give its id, "
            "or its label as it is now."
        )
    if len(found) > 1:
        told = " or ".join(f"{kind}={id_}" for kind, id_ in found)
        raise RequestError(f"'{key}' means several things; write {told} for the one that is given a label.")
    return next(iter(found))


def _variable(variable: Variable, new: Mapping[tuple[str, str], str]) -> Variable:
    levels = tuple(_level(level, new.get((variable.id, level.id), level.label)) for level in variable.levels)
    bands = tuple(band._replace(label=new.get((variable.id, band.id), band.label)) for band in variable.bands)
    labels = [*(level.label for level in levels), *(band.label for band in bands)]
    _refuse_alike(labels, f"levels of '{variable.id}'", new)
    label = new.get((ATTRIBUTE, variable.id), variable.label)
    aliases = variable.aliases if label == variable.label else (*variable.aliases, variable.label)
    return variable._replace(label=label, aliases=aliases, levels=levels, bands=bands)


def _level(level: Level, label: str) -> Level:
    return level if label == level.label else level._replace(label=label, aliases=(*level.aliases, level.label))


def _grouping(grouping: Grouping, new: Mapping[tuple[str, str], str]) -> Grouping:
    rows = tuple(row._replace(label=new.get((ACTIVITY, row.id), row.label)) for row in grouping.rows)
    _refuse_alike([row.label for row in rows], f"rows of the grouping '{grouping.id}'", new)
    return grouping._replace(rows=rows)


def _refuse_alike(labels: Sequence[str], what: str, new: Mapping[tuple[str, str], str]) -> None:
    """See that no new label is that of another one beside it, which nobody could tell apart."""
    known = [folded(label) for label in labels]
    for label in new.values():
        if known.count(folded(label)) > 1:
            raise RequestError(f"Two {what} would be called '{label}'; give each a label of its own.")
