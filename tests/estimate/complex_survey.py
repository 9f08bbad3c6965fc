"""The made-up survey of 240 respondents that R's survey package has estimated, as arrays."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from timediary.estimate.design import Design, survey_design
from timediary.estimate.ratios import level_membership

if TYPE_CHECKING:
    from numpy.typing import NDArray

DATA = Path(__file__).parents[1] / "data" / "complex_survey"
GROUPS = {
    "D": "direct_contact",
    "R": "recording",
    "OA": "own_agency",
    "IA": "inter_agency",
    "OIA": "other_inter_agency",
    "S": "sundry",
}
CLIENT = ("direct_contact", "recording", "own_agency", "inter_agency")


@dataclass(frozen=True)
class ComplexSurvey:
    """Hours by category, total hours, and the respondents' attributes."""

    hours: NDArray[np.float64]
    total: NDArray[np.float64]
    categories: tuple[str, ...]
    attributes: dict[str, NDArray[Any]]

    @property
    def broad(self) -> NDArray[np.float64]:
        """The six categories that make up the whole."""
        return self.hours[:, :6]

    @property
    def n(self) -> int:
        return len(self.total)

    def numbers(self, name: str) -> NDArray[np.float64]:
        """A number of each respondent, NaN where it isn't known."""
        return np.array([float(text) if text else np.nan for text in self.attributes[name]])

    def levels(self, name: str) -> tuple[list[str], NDArray[np.intp]]:
        found, numbers = np.unique(self.attributes[name], return_inverse=True)
        return [str(level) for level in found], numbers

    def membership(self, name: str) -> NDArray[np.bool_]:
        labels, numbers = self.levels(name)
        return level_membership(numbers, len(labels))

    def design(self, name: str) -> Design:
        if name == "simple":
            return survey_design(self.n)
        weights = self.attributes["weight"].astype(float)
        if name == "weighted":
            return survey_design(self.n, weights=weights)
        return survey_design(
            self.n,
            weights=weights,
            strata=self.attributes["region"],
            clusters=self.attributes["agency"],
            nest=True,
        )


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def complex_survey(folder: str = "") -> ComplexSurvey:
    """The survey read from its files; with `blanks/`, contracts, worked hours and cases are partly unknown."""
    respondents = rows(f"{folder}respondents.csv")
    place = {row["respondent"]: number for number, row in enumerate(respondents)}
    prefixes = list(GROUPS)
    hours = np.zeros((len(respondents), len(prefixes)))
    for row in rows("diary.csv"):
        hours[place[row["respondent"]], prefixes.index(row["code"].rstrip("0123456789"))] += 0.5
    names = tuple(GROUPS.values())
    client = hours[:, [names.index(name) for name in CLIENT]].sum(axis=1)
    attributes = {key: np.array([row[key] for row in respondents]) for key in respondents[0]}
    return ComplexSurvey(np.column_stack([hours, client]), hours.sum(axis=1), (*names, "client"), attributes)
