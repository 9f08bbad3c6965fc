"""Forms: making them from a study, and gathering those that come back."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from timediary.model.nearest import meant
from timediary.model.problem import RequestError
from timediary.pipeline.choosing import NO_FILE, choices_given
from timediary.pipeline.surveys import Survey
from timediary.study import load_study
from timediary.study.questionnaire import load_questionnaire

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from timediary.collection.gathering import Collection
    from timediary.collection.listing import RespondentList
    from timediary.form.content import Form
    from timediary.model.study import Study

    Progress = Callable[[str, int, int | None], None]

# What writes each kind of form, and the ending of its files; a module is imported when the first such form is made.
KINDS = {"xlsx": "timediary.form.copies:WorkbookCopies", "html": "timediary.form.page:write_page"}
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")


def write_forms(
    folder: str | Path,
    study: Study | str | Path | None = None,
    *,
    kind: str = "xlsx",
    week: str = "",
    agency: str = "",
    title: str = "",
    subtitle: str = "",
    respondent_list: str | Path | None = None,
    key: str | Path | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> list[Path]:
    """Write the forms of a study into a folder: one for each on a list, or one that anybody may fill in.

    Those of a study without a diary ask its questions alone.

    Args:
        folder: made if need be.
        study: the definitions, as a value, a name or the path of a folder; the 2009 survey where None.
        kind: `xlsx`, a workbook, or `html`, a web page.
        week: the date of the diary's first day, as `2027-05-10`; empty where respondents write it, and without a diary.
        agency: the agency of all; a list may say it for each.
        title: what the survey is called; by its study and the year of the week where empty.
        subtitle: a line under that; none where empty.
        respondent_list: a sheet or text file with a line for each. Where it has no column of ids, they are made by
            chance and kept in a key file.
        key: that file; `respondents_key.csv` beside the folder where None. Only its owner can read a new one.
        overwrite: whether forms that are there already may be replaced.
        progress: called with what is being done, how much of it is done, and how much there is.

    Returns:
        The forms, and the key file last, if there is one.

    Raises:
        RequestError: the kind or the week is none, the list can't be used, or a file is there already. Nothing has been
            written then.
        DefinitionError: there is no such study, or it contradicts itself.
        ReadError: the list can't be opened.

    Examples:
        >>> import timediary as td
        >>> [path.name for path in td.write_forms("forms", week="2027-05-10")]
        ['diary.xlsx']
        >>> [path.name for path in td.write_forms("officers", "chief_officers_2020", kind="html")]
        ['form.html']
    """
    from timediary.collection.keys import write_key
    from timediary.collection.listing import read_list
    from timediary.export.replacement import replacing
    from timediary.form.content import form_of

    if kind not in KINDS:
        raise RequestError(f"There is no kind of form '{kind}'.{meant(kind, KINDS)} There are: {', '.join(KINDS)}.")
    definitions = load_study(study) if study is None or isinstance(study, str | Path) else study
    questionnaire = load_questionnaire(definitions)
    titled = {"week_beginning": week, "title": title, "subtitle": subtitle}
    form_of(definitions, questionnaire, **titled)
    folder = Path(folder)
    people = [_Person(agency=agency)]
    key_path, key_content = None, b""
    if respondent_list is not None:
        listed = read_list(Path(respondent_list), definitions)
        people, key_path, key_content = _people(listed, definitions, agency, Path(key) if key else None, folder)
    asked = [
        {"respondent": one.id, "agency": one.agency, "days": one.days, **titled, "week_beginning": one.when or week}
        for one in people
    ]
    names = _file_names([one.name_of_file for one in people], "diary" if definitions.has_diary else "form", kind)
    for one in {(one.when, one.days): one for one in people}.values():
        form_of(definitions, questionnaire, **{**titled, "week_beginning": one.when or week, "days": one.days})
    _make(folder)
    targets = [folder / name for name in names]
    never = [Path(respondent_list)] if respondent_list is not None else []
    with replacing(targets, overwrite=overwrite, never=never) as paths:
        write = _writer(kind)
        for number, (given, path) in enumerate(zip(asked, paths, strict=True)):
            if progress is not None:
                progress("Making forms", number, len(people))
            write(form_of(definitions, questionnaire, **given), path)
        if key_path is not None:
            with replacing([key_path], overwrite=True, never=never) as (path,):
                write_key(path, key_content, key_path)
    return targets + ([key_path] if key_path is not None else [])


class _Person(NamedTuple):
    """Whom a form is for: id, agency, the date of the diary and the days asked, each empty where it isn't known.

    `is_one_of_several` says whether there is a form of another date for the same person.
    """

    id: str = ""
    agency: str = ""
    when: str = ""
    days: str = ""
    is_one_of_several: bool = False

    @property
    def name_of_file(self) -> str:
        """What the file of the form is called after."""
        return f"{self.id}_{self.when}" if self.is_one_of_several and self.when else self.id


def _people(
    listed: RespondentList, study: Study, agency: str, key: Path | None, folder: Path
) -> tuple[list[_Person], Path | None, bytes]:
    """Each on a list with what is known for the form, and the key file with its content where ids were made."""
    from collections import Counter

    from timediary.collection.keys import KEY_FILE, read_key

    days = _days_listed(listed, study)
    if listed.identifier is not None:
        count = Counter(invited.id for invited in listed.invited)
        people = [
            _Person(invited.id, invited.agency or agency, invited.when, asked, count[invited.id] > 1)
            for invited, asked in zip(listed.invited, days, strict=True)
        ]
        return people, None, b""
    beside = folder.parent if folder.name not in ("", "..") else folder.resolve().parent
    path = key or beside / KEY_FILE
    known = read_key(path)
    told = zip(known.ids_for(listed), listed.agencies, listed.dates, days, strict=True)
    return [_Person(id_, name or agency, when, asked) for id_, name, when, asked in told], path, known.content()


def _days_listed(listed: RespondentList, study: Study) -> list[str]:
    """The days that a list says are asked, line by line; empty where the study doesn't ask by such a column."""
    from timediary.ingest.cell import heading_key
    from timediary.ingest.columns import names_of

    variable = study.variables.get(study.grid.asked)
    names = set(map(heading_key, names_of(variable))) if variable else set()
    column = next((n for n, heading in enumerate(listed.header) if heading_key(heading) in names), None)
    return ["" if column is None else row[column] for row in listed.rows]


def _file_names(ids: Sequence[str], what: str, kind: str) -> list[str]:
    """The names of the forms' files: by what they are and the ids as far as a file may be called so, each once."""
    names: list[str] = []
    taken: set[str] = set()
    for id_ in ids:
        plain = _NOT_IN_NAMES.sub("_", id_)[:80]
        stem = f"{what}_{plain}" if plain else what
        number, name = 1, stem
        while name.casefold() in taken:
            number += 1
            name = f"{stem}_{number}"
        taken.add(name.casefold())
        names.append(f"{name}.{kind}")
    return names


def _writer(kind: str) -> Callable[[Form, Path], Path]:
    module, function = KINDS[kind].split(":")
    writer: Any = getattr(import_module(module), function)
    # A class keeps what the forms of one run have in common.
    write: Callable[[Form, Path], Path] = writer() if isinstance(writer, type) else writer
    return write


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RequestError(f"'{folder}' can't be made: {error.strerror or error}.") from error


def collect(
    folder: str | Path,
    study: Study | str | Path | None = None,
    *,
    respondent_list: str | Path | None = None,
    latest: bool = False,
    read_as: Mapping[str, str] | None = None,
    settle: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Survey:
    """Gather the returned forms of a folder as one survey: workbooks, plain grids and exports of web pages, mixed.

    Of a study without a diary only our own forms are read, and the survey is one of answers alone.

    Args:
        folder: where the files are.
        study: the definitions, as a value, a name or the path of a folder; the 2009 survey where None.
        respondent_list: the list of those asked, with their ids; what it knows of them joins their answers.
        latest: whether the diary, or form, that was saved last counts where somebody has returned several.
        read_as: what spellings stand for: the id of a code or of a level, or `nothing`.
        settle: how dates and times are written where a grid doesn't tell, such as `{"date_order": "month first"}`.
        progress: called with what is being done, how much of it is done, and how much there is.

    Raises:
        RequestError: there is no such folder, or the list can't be used.
        TimediaryError: there is no diary in it.

    Examples:
        >>> import timediary as td
        >>> from pathlib import Path
        >>> _ = td.write_forms("forms", week="2027-05-10")
        >>> len(td.collect("forms").respondents)
        1
    """
    gathered = gather(
        folder, study, respondent_list=respondent_list, latest=latest, read_as=read_as, settle=settle, progress=progress
    )
    return Survey.of(gathered.survey)


def gather(
    folder: str | Path | Sequence[Path],
    study: Study | str | Path | None = None,
    *,
    respondent_list: str | Path | None = None,
    latest: bool = False,
    state: Path | None = None,
    never: Sequence[Path] = (),
    read_as: Mapping[str, str] | None = None,
    settle: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Collection:
    """Like `collect`, but with what became of each file and who has not returned; `folder` may also be files.

    See `timediary.collection.gathering.gather`, which says what `state` and `never` are.
    """
    from timediary.collection.gathering import gather as gather_files
    from timediary.collection.listing import read_list

    definitions = load_study(study) if study is None or isinstance(study, str | Path) else study
    questionnaire = load_questionnaire(definitions)
    listed = read_list(Path(respondent_list), definitions) if respondent_list is not None else None
    if listed is not None and listed.identifier is None:
        raise RequestError(
            f"'{respondent_list}' has no column with the respondents' ids. Name the key file that was made with the "
            "forms."
        )
    paths = [Path(folder)] if isinstance(folder, str | Path) else list(folder)
    options: dict[str, Any] = {"respondents": listed, "latest": latest, "state": state}
    options["choices"] = choices_given([], NO_FILE, None, read_as, settle)
    ours = [*never, *([Path(respondent_list)] if respondent_list is not None else [])]
    return gather_files(paths, definitions, questionnaire, **options, never=ours, progress=progress or _silent)


def gather_into(
    out: str | Path,
    folder: str | Path,
    study: Study | str | Path | None = None,
    *,
    overwrite: bool = False,
    **options: Any,
) -> tuple[Collection, list[Path]]:
    """Gather a folder and write the survey, with lists of the problems, the returns and those who have not returned.

    Where the list of respondents says who people are, the names and addresses of those who have not returned are
    written beside that list (`reminder_path`), in place of earlier ones, where only their owner can read them. What a
    stopped run has read is kept in a file beside the survey, and goes when all is written.

    Args:
        out: the survey's file; its ending says which kind. The lists are called after it: `diaries_problems.csv` ...
        folder: where the returned files are.
        study: the definitions.
        overwrite: whether files that are there already may be replaced.
        options: as for `gather`.

    Raises:
        TimediaryError: as for `gather`, or the files can't be written.
    """
    from timediary.collection.gathering import NothingGatheredError
    from timediary.collection.keys import write_key
    from timediary.collection.report import files_of, reminders_of
    from timediary.export import writable_suffixes, write_survey
    from timediary.export.replacement import check, replacing

    out = Path(out)
    if out.suffix.lower() not in writable_suffixes():
        raise RequestError(f"'{out.name}' can't be written: name a file that ends in {', '.join(writable_suffixes())}.")
    if out.exists() and not overwrite:
        raise RequestError(f"'{out}' exists already. Give another name, or add --overwrite.")
    kinds = ("problems", "returns", *(("not_returned",) if options.get("respondent_list") else ()))
    lists = [out.with_name(f"{out.stem}_{kind}.csv") for kind in kinds]
    state = out.with_name(f"{out.stem}_unfinished.jsonl")
    list_path = options.get("respondent_list")
    reminders = reminder_path(list_path) if list_path else None
    ours = [out, *lists, state, out.with_name(f"{out.stem}_respondents{out.suffix}"), *filter(None, [reminders])]
    with replacing(lists, overwrite=overwrite, never=[]) as paths:
        try:
            collection = gather(folder, study, state=state, never=ours, **options)
        except NothingGatheredError:
            state.unlink(missing_ok=True)  # there is nothing to go on with
            raise
        listed = collection.respondents
        private = b""
        if reminders and listed is not None and listed.left_out:
            private = reminders_of(listed, collection.not_returned)
            check(reminders, overwrite=overwrite or _begins_alike(reminders, private))
        contents = files_of(collection)
        for kind, path in zip(kinds, paths, strict=True):
            path.write_bytes(contents[kind])
        inputs = [*collection.survey.source.files, *filter(None, [list_path])]
        written = write_survey(collection.survey, out, overwrite=overwrite, never=inputs)
    state.unlink(missing_ok=True)
    if reminders is None or not private:
        return collection, [*written, *lists]
    with replacing([reminders], overwrite=True, never=[]) as (path,):
        write_key(path, private, reminders)
    return collection, [*written, *lists, reminders]


def _begins_alike(path: Path, content: bytes) -> bool:
    """Whether a file has the headings of some content: it is an earlier list of reminders, which may be replaced."""
    return path.is_file() and path.read_bytes().splitlines()[:1] == content.splitlines()[:1]


def reminder_path(respondent_list: str | Path) -> Path:
    """Where the names and addresses of those who have not returned are kept: beside the list they are taken from."""
    path = Path(respondent_list)
    return path.with_name(f"{path.stem}_reminders.csv")


def _silent(label: str, done: int, total: int | None) -> None:
    """A progress callback that does nothing."""
