"""A folder of returned forms -> one survey, and who has returned."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from timediary.collection.duplicates import copies_of, settle
from timediary.collection.files import found_in, read_files
from timediary.collection.joining import survey_of
from timediary.collection.reading import FormReader
from timediary.ingest.settled import check_values
from timediary.model.choices import NOTHING_SETTLED
from timediary.model.problem import TimediaryError
from timediary.model.reading import ReadError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from timediary.collection.duplicates import Copy, Settled
    from timediary.collection.files import Returned
    from timediary.collection.listing import Invited, RespondentList
    from timediary.model.choices import Choices
    from timediary.model.problem import Problem
    from timediary.model.questionnaire import Questionnaire
    from timediary.model.study import Study
    from timediary.model.survey import Survey

    Progress = Callable[[str, int, int | None], None]

_MOST_SHOWN = 5


class NothingGatheredError(TimediaryError):
    """All files have been read, and there is no diary in them."""


class AgencyResponse(NamedTuple):
    """How many of an agency were asked, and how many have returned a diary."""

    agency: str
    invited: int
    returned: int


@dataclass(frozen=True)
class Collection:
    """What was gathered.

    Attributes:
        survey: one diary for each respondent and date; `problems` and `ledger` account for all files.
        returned: all files, with what became of each.
        settled: which diaries count.
        passed_over: files of programs and operating systems, which were not opened.
        respondents: the list of those asked, if there was one.
    """

    survey: Survey
    returned: tuple[Returned, ...]
    settled: Settled
    passed_over: tuple[Path, ...]
    respondents: RespondentList | None

    @property
    def unread(self) -> list[Returned]:
        """The files without any diary."""
        return [item for item in self.returned if not item.outcome.diaries]

    @property
    def not_returned(self) -> list[Invited]:
        """Those on the list of whom there is no diary yet, by agency and id."""
        if self.respondents is None:
            return []
        read = set(self.survey.respondents)
        lines = (self.respondents.find(copy.respondent, copy.when) for copy in self.settled.kept)
        here = {(line.id, line.when) for line in lines if line is not None and line.id in read}
        missing = [invited for invited in self.respondents.invited if (invited.id, invited.when) not in here]
        return sorted(missing, key=lambda invited: (invited.agency.casefold(), invited.id, invited.when))

    @property
    def by_respondent(self) -> dict[str, tuple[list[str], list[str]]]:
        """Of each respondent with several diaries, or asked for several, the dates of those in and of those missing.

        The dates are as `2027-05-11`, empty where a diary has none.
        """
        found: dict[str, tuple[list[str], list[str]]] = {}
        for copy in self.settled.kept:
            line = self.respondents.find(copy.respondent, copy.when) if self.respondents else None
            id_, when = (line.id, line.when or copy.when) if line else (copy.respondent, copy.when)
            found.setdefault(id_, ([], []))[0].append(when)
        for line in self.not_returned:
            found.setdefault(line.id, ([], []))[1].append(line.when)
        return {id_: both for id_, both in found.items() if len(both[0]) + len(both[1]) > 1}

    @property
    def by_agency(self) -> list[AgencyResponse]:
        """How many were asked and have returned, by agency in order of their names."""
        if self.respondents is None:
            return []
        asked = Counter(invited.agency for invited in self.respondents.invited)
        missing = Counter(invited.agency for invited in self.not_returned)
        return [
            AgencyResponse(name, asked[name], asked[name] - missing[name]) for name in sorted(asked, key=str.casefold)
        ]

    def state_of(self, copy: Copy) -> str:
        """What became of a diary, in words."""
        for other, last in self.settled.superseded:
            if other is copy:
                return f"superseded by {last.title}"
        for other, first in self.settled.refused:
            if other is copy:
                return f"not read: a second {copy.diary.noun} beside {first.title}"
        return "not read: not on the list" if copy in self.settled.strangers else "read"


def gather(
    paths: Sequence[Path],
    study: Study,
    questionnaire: Questionnaire,
    *,
    respondents: RespondentList | None = None,
    latest: bool = False,
    state: Path | None = None,
    never: Sequence[Path] = (),
    choices: Choices = NOTHING_SETTLED,
    progress: Progress,
) -> Collection:
    """Gather the returned forms of a folder.

    Args:
        paths: the folders that they are in, in folders of their own or not, or the files themselves.
        study: the definitions.
        questionnaire: the questions.
        respondents: the list of those asked; diaries of others are problems, and its columns join the answers.
        latest: whether the diary that was saved last counts where somebody has returned several.
        state: the file in which a stopped run leaves what it has read; it is deleted by whoever keeps the result.
        never: files that are not forms.
        choices: what is settled beforehand of spellings, dates and times.
        progress: told how many files are read, and of how many.

    Raises:
        RequestError: there is no such folder, or it is empty.
        TimediaryError: there is no diary in it.
    """
    check_values(study, choices)
    found = found_in(paths, never)
    folder = ", ".join(map(str, paths[:_MOST_SHOWN]))
    known_ids = list(dict.fromkeys(line.id for line in respondents.invited)) if respondents else []
    reader = FormReader(study, questionnaire, known_ids, choices)
    signature = sha256(repr((study, questionnaire, known_ids, choices)).encode()).hexdigest()
    returned = tuple(read_files(found.files, reader, state, signature, progress))
    settled = settle(copies_of(returned), respondents, latest=latest)
    if not settled.kept:
        raise NothingGatheredError(_nothing(folder, returned, settled, study.noun))
    progress(
        "Putting the diaries together" if study.has_diary else "Putting the forms together",
        len(returned),
        len(returned),
    )
    problems = _still_of_interest(returned, settled)
    asked = [question.variable.id for question in questionnaire.questions]
    try:
        survey = survey_of(
            settled, returned, study, folder, respondents, [*problems, *settled.problems], asked, choices
        )
    except ReadError as error:
        raise NothingGatheredError(_nothing(folder, returned, settled, study.noun)) from error
    return Collection(survey, returned, settled, found.passed_over, respondents)


def _still_of_interest(returned: Sequence[Returned], settled: Settled) -> list[Problem]:
    """What was wrong with the files, except in diaries that a later one replaces."""
    sheets = {(copy.returned.file, copy.diary.sheet) for copy, _ in settled.superseded}
    files = {copy.returned.file for copy, _ in settled.superseded if len(copy.returned.outcome.diaries) == 1}
    return [
        problem
        for item in returned
        for problem in item.outcome.problems
        if problem.file not in files and (problem.file, problem.sheet) not in sheets
    ]


def _nothing(folder: str, returned: Sequence[Returned], settled: Settled, noun: str) -> str:
    """What to say where nothing could be gathered."""
    problems = [problem for item in returned for problem in item.outcome.problems] + settled.problems
    lines = [str(problem) for problem in problems] or [
        f"{item.file}: its {noun} has no respondent." for item in returned
    ]
    shown = "\n".join(f"  {line}" for line in lines[:_MOST_SHOWN])
    more = f"\n  ... and {len(problems) - _MOST_SHOWN:,} more" if len(problems) > _MOST_SHOWN else ""
    files = f"{len(returned):,} file{'' if len(returned) == 1 else 's'}"
    return f"There is no {noun} to gather in '{folder}', which has {files}.\n{shown}{more}"
