"""What is known of respondents and diaries while it is read, and the attributes of the survey made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.ingest.answers import NAN, Answers
from timediary.ingest.cell import identifier, quoted
from timediary.ingest.columns import Meanings
from timediary.ingest.fault import Fault
from timediary.ingest.numbers import perhaps_none, signs_among
from timediary.ingest.variable_answers import VariableAnswers
from timediary.model.problem import ProblemKind
from timediary.model.spelling import likeness
from timediary.model.study import VariableKind
from timediary.model.survey import Attribute

if TYPE_CHECKING:
    from collections.abc import Mapping

    from timediary.ingest.columns import Meaning
    from timediary.ingest.draft import SurveyBuilder
    from timediary.ingest.layout import Layout

# Tables aren't broken down by an attribute with more levels than this.
_MOST_LEVELS = 300


class Attributes:
    """All attributes of a survey while it is read."""

    def __init__(self, draft: SurveyBuilder) -> None:
        self.draft = draft
        self.answers = Answers(draft.study.no_information, draft.choices.values)
        self._meanings = Meanings(draft.study)
        self._values: dict[str, VariableAnswers] = {}
        self.described: set[int] = set()

    @property
    def ids(self) -> set[str]:
        """The ids of the variables found so far."""
        return set(self._values)

    def knows_any(self, layout: Layout) -> bool:
        """Whether a sheet has a column that the study's variables name."""
        return any(meaning.is_ours for meaning in self.meanings(layout)[0].values())

    def meanings(self, layout: Layout) -> tuple[dict[int, Meaning], list[int]]:
        """What the columns of a sheet hold, and those that hold once more what one before them does."""
        return self._meanings.of(layout)

    def values_of(self, meaning: Meaning) -> VariableAnswers:
        """The answers to a variable."""
        known = self._values.get(meaning.variable.id)
        if known is None:
            known = self._values[meaning.variable.id] = VariableAnswers(meaning)
        return known

    def report_signs(self, attributes: Mapping[str, Attribute]) -> dict[str, Attribute]:
        """The attributes without 99, 999 and the like among small numbers, which are asked about."""
        found = dict(attributes)
        for id_, attribute in attributes.items():
            place = self._values[id_].place if id_ in self._values else None
            if attribute.variable.kind is VariableKind.NUMBER and place:
                for sign, times in signs_among(attribute.values, self.draft.study.conventions.numbers):
                    values = np.where(found[id_].values == sign, NAN, found[id_].values)
                    found[id_] = Attribute(attribute.variable, values)
                    self.draft.report_column(place[0], perhaps_none(attribute.variable, sign, times), place[1])
        return found

    def report_alike(self) -> None:
        """Report attributes of which some texts differ in case, spaces or noughts alone: they are different levels."""
        for values in self._values.values():
            groups: dict[str, list[str]] = {}
            for text in values.texts if len(values.texts) <= _MOST_LEVELS else ():
                groups.setdefault(likeness(identifier(text)), []).append(text)
            alike = [group for group in groups.values() if len(group) > 1]
            if alike and values.place:
                names = " and ".join(quoted(text) for text in alike[0])
                more = f", and {len(alike) - 1:,} more" if len(alike) > 1 else ""
                message = f"{names}{more} differ only in case, spaces or zeros, and are levels of their own."
                fault = Fault(ProblemKind.SIMILAR_ANSWERS, message, "Write one answer in one way.")
                self.draft.report_column(values.place[0], fault, values.place[1])

    def finished(self) -> dict[str, Attribute]:
        """The attributes by id: the study's in its order, then others as they were found."""
        ours = [id_ for id_ in self.draft.study.variables if id_ in self._values]
        found = [id_ for id_, values in self._values.items() if values.texts or not values.meaning.is_nameless]
        ids = [*ours, *(id_ for id_ in found if id_ not in self.draft.study.variables)]
        order = self.draft.diaries.in_order()
        described = np.zeros(self.draft.diaries.count, bool)
        described[list(self.described)] = True
        return {id_: self._values[id_].finished(order, described) for id_ in ids}
