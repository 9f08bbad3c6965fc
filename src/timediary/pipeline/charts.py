"""From a survey to pictures: one of a kind, or those of a report."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, get_args

from timediary.model.nearest import meant
from timediary.model.problem import RequestError
from timediary.model.table import SubtotalRule, TableSpec
from timediary.pipeline.chart_registry import KINDS, PictureKind, PictureRequest
from timediary.pipeline.requests import breakdowns_asked, category_asked, check_decimals, check_word, grouping_of, has
from timediary.sample import sample_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from timediary.model.provenance import Titles
    from timediary.model.results import Results
    from timediary.model.study import Grouping
    from timediary.model.survey import Survey
    from timediary.model.table import Table
    from timediary.pipeline.protecting import Progress, Safe
    from timediary.pipeline.samples import Labels
    from timediary.plot import Plot
    from timediary.plot.sheet import Looks
    from timediary.sample import Sample

# In millimetres.
_NARROWEST, _WIDEST = 80, 420


class ReportPicture(NamedTuple):
    """A picture of a report: an id such as `composition-setting`, and how it is drawn for a page and for a phone."""

    id: str
    wide: Plot
    narrow: Plot


class ReportPictures(NamedTuple):
    """The pictures of a report.

    Attributes:
        made: in order.
        left_out: those that would show too much, as they are asked for (`composition --by agency`), and why.
    """

    made: tuple[ReportPicture, ...]
    left_out: tuple[str, ...] = ()


def picture(
    sample: Survey | Sample,
    kind: str,
    by: str | Sequence[str] | None = None,
    *,
    category: str | None = None,
    grouping: str | Path | Grouping | None = None,
    subtotal: SubtotalRule = "exact",
    decimals: int = 0,
    width: float | None = None,
    headed: bool = True,
    title: str = "",
    subtitle: str = "",
    palette: str | Sequence[str] | None = None,
    labels: Labels | Sequence[Labels] = (),
    safe: Safe = False,
    progress: Progress | None = None,
) -> Plot:
    """A picture of a survey; it shows itself in a notebook, and its `write` makes a file of it.

    Args:
        sample: a survey that `read` returned, or what its `sample` bound.
        kind: one of the kinds that `timediary plot --help` lists.
        by: a breakdown (`"setting"`, or `"setting,role"` for two crossed), or several for kinds that show several;
            the study's own where None, and none for `""`.
        category: id or label of a row of the grouping or of one of the study's definitions, for kinds that show one.
        grouping: id of one of the study's groupings, path of a grouping file, or a grouping; the study's own where
            None.
        subtotal: `exact` from unrounded figures, `rounded` as the sum of the lines as printed.
        decimals: of percentages.
        width: of the page, in millimetres; 170 where None.
        headed: whether title, scope and source stand on the picture.
        title: in place of its own, which then stands below it before who is meant.
        subtitle: what stands there instead.
        palette: of the categories, in order: `viridis`, `okabe_ito`, `grey` or `blue_brown`, or colours such as
            `["#2f6699", "#e0a83c"]`; ours, the last of these, where None.
        labels: your own words for activities, groups, levels and attributes, by id or label: a mapping, a file with
            the columns id and label, or several of these.
        safe: paint of protected tables, those kinds whose numbers can be protected: True for the study's policy, else a
            preset's name, a file or a policy.
        progress: called with what is being done, how much of it is done, and of how much.

    Returns:
        The picture, with `title`, `description` and, in `tables`, the numbers under it; a notebook shows it, `write`
        makes a file of it, and `figure` a matplotlib figure.

    Raises:
        RequestError: there is no such kind, or what is asked for doesn't fit the survey.
        DefinitionError: there is no such policy, or a file of a grouping, a policy or labels can't be read.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> picture = survey.plot("dots", "role", category="recording")
        >>> picture.title
        'Case-related recording: share of recorded time by role'
    """
    from timediary.pipeline.samples import sample as bound

    drawn = bound(sample, labels=labels) if labels else sample_of(sample)
    survey = drawn.survey
    looks = _looks(width, headed=headed, title=title, subtitle=subtitle, palette=palette)
    wanted, request = _asked(survey, kind, by, category, grouping)
    check_word(subtotal, "rule of subtotals", get_args(SubtotalRule))
    check_decimals(decimals)
    if width is not None and not _NARROWEST <= width <= _WIDEST:
        raise RequestError(f"A picture is {_NARROWEST} to {_WIDEST} mm wide, not {width:g}.")
    request = request._replace(subtotal=subtotal, decimals=decimals)
    if safe:
        from timediary.pipeline.merging import merged_as_asked

        (drawn,) = merged_as_asked([drawn], [TableSpec(request.grouping, by) for by in request.breakdowns], safe)
        survey = drawn.survey
    tables = tuple(_titled(table, survey.titles) for table in wanted.make_tables(drawn, request))
    if safe:
        from timediary.pipeline.publishing import policy_asked, safe_picture

        policy = policy_asked(survey.study, safe)
        return safe_picture(kind, drawn, request, tables, policy, progress, **looks)
    return wanted.painted(tables, request, **looks)


def _looks(
    width: float | None, *, headed: bool, title: str = "", subtitle: str = "", palette: str | Sequence[str] | None
) -> Looks:
    """How a picture looks; a width of None is that of a page."""
    looks: Looks = {"headed": headed, "title": title, "subtitle": subtitle, "palette": palette}
    if width is not None:
        looks["width"] = width
    return looks


def picture_of_published(
    results: Results,
    survey: Survey,
    kind: str,
    by: str | Sequence[str] | None = None,
    *,
    category: str | None = None,
    grouping: str | Path | Grouping | None = None,
    width: float | None = None,
    palette: str | Sequence[str] | None = None,
) -> Plot:
    """A picture of the protected tables of a publication, which shows nothing that these don't.

    Args:
        results: what `analyse` returned that was told `safe`.
        survey: what was analysed.
        kind: as for `picture`, and so are the others.
        by: likewise.
        category: likewise.
        grouping: likewise.
        width: likewise.
        palette: likewise.

    Raises:
        RequestError: the kind can't be protected, or the publication has no table of what is asked for.
    """
    from timediary.pipeline.safe_pictures import picture_of

    _, request = _asked(survey, kind, by, category, grouping)
    return picture_of(results, kind, request, **_looks(width, headed=False, palette=palette))


def _asked(
    survey: Survey,
    kind: str,
    by: str | Sequence[str] | None,
    category: str | None,
    grouping: str | Path | Grouping | None,
) -> tuple[PictureKind, PictureRequest]:
    """A kind of picture, and what it is asked to show, resolved against the survey."""
    if kind not in KINDS:
        raise RequestError(f"There is no picture '{kind}'.{meant(kind, KINDS)} There are: {', '.join(KINDS)}.")
    wanted = KINDS[kind]
    chosen, shown = _category(survey, wanted, grouping_of(survey, grouping), category)
    return wanted, PictureRequest(chosen, _breakdowns(survey, wanted, by), shown)


def _titled(table: Table, titles: Titles) -> Table:
    """A table that says of which survey it is, where that was asked for."""
    said = ", ".join(filter(None, (titles.title, titles.subtitle)))
    return replace(table, scope="; ".join(filter(None, (said, table.scope)))) if said else table


def pictures(
    sample: Survey | Sample,
    by: str | Sequence[str] | None = None,
    *,
    grouping: str | Path | Grouping | None = None,
    subtotal: SubtotalRule = "exact",
    decimals: int = 0,
    palette: str | Sequence[str] | None = None,
) -> ReportPictures:
    """The pictures of a report, those that the survey has the attributes for.

    Args:
        sample: a survey that `read` returned, or what its `sample` bound.
        by: the breakdowns of the analysis; the study's own where None.
        grouping: id of one of the study's groupings, path of a grouping file, or a grouping; the study's own where
            None.
        subtotal: `exact` from unrounded figures, `rounded` as the sum of the lines as printed.
        decimals: of percentages.
        palette: of the categories, as for `picture`.

    Raises:
        RequestError: what is asked for doesn't fit the survey.
    """
    drawn = sample_of(sample)
    survey, few = drawn.survey, drawn.at_hand
    usual = [name for name in survey.study.defaults.by if has(survey, name)]
    breakdowns = [names for names in breakdowns_asked(survey, usual if by is None else by) if names]
    chosen = grouping_of(survey, grouping)
    made: list[ReportPicture] = []
    left_out: list[str] = []
    for kind in (kind for kind in KINDS.values() if kind.is_possible((drawn if kind.of_shares else few).survey)):
        for shown in _in_report(kind, breakdowns):
            if why := kind.too_much(chosen):
                left_out.append(_left_out(kind, shown, why))
                continue
            _, category = _category(survey, kind, chosen, None)
            request = PictureRequest(chosen, shown, category, subtotal, decimals)
            tables = kind.make_tables(drawn if kind.of_shares else few, request)
            which = f", {drawn.which_at_hand}" if drawn.which_at_hand and not kind.of_shares else ""
            tables = tuple(replace(one, title=one.title + which, scope=one.scope + which) for one in tables)
            if why := kind.too_much(chosen, tables):
                left_out.append(_left_out(kind, shown, why))
                continue
            parts = [part for names in shown for part in names] if kind.in_report == "each" else []
            painted = kind.painted_for_page(tables, request, palette=palette)
            wide, narrow = (
                plot if plot.title.endswith(which) else replace(plot, title=plot.title + which) for plot in painted
            )
            made.append(ReportPicture("-".join((kind.id, *parts)), wide, narrow))
    return ReportPictures(tuple(made), tuple(left_out))


def _left_out(kind: PictureKind, breakdowns: tuple[tuple[str, ...], ...], why: str) -> str:
    by = "".join(f" --by {','.join(names)}" for names in breakdowns if names and kind.breakdowns)
    return f"{kind.id}{by}: {why}"


def import_painters() -> None:
    """Import all that the pictures of a report need, for a thread that has nothing else to do."""
    for kind in KINDS.values():
        if kind.in_report:
            getattr(import_module("timediary.plot"), kind.paint)


def _in_report(kind: PictureKind, breakdowns: list[tuple[str, ...]]) -> list[tuple[tuple[str, ...], ...]]:
    """The breakdowns of each picture of a kind that a report has."""
    if kind.in_report == "each":
        return [(names,) for names in breakdowns or [()]]
    if kind.in_report == "once":
        return [tuple(breakdowns[: min(kind.usual, kind.breakdowns)]) or ((),)]
    return []


def _breakdowns(survey: Survey, kind: PictureKind, by: str | Sequence[str] | None) -> tuple[tuple[str, ...], ...]:
    if by is None:
        named: Sequence[str] = [name for name in survey.study.defaults.by if has(survey, name)][: kind.usual]
    else:
        named = [by] if isinstance(by, str) else by
    found = tuple(breakdowns_asked(survey, named))
    if len(found) > max(kind.breakdowns, 1) or (not kind.breakdowns and any(found)):
        most = f"{kind.breakdowns} breakdown" if kind.breakdowns else "no breakdown"
        raise RequestError(f"A picture of the kind '{kind.id}' shows {most}; ask for one picture each.")
    return found or ((),)


def _category(survey: Survey, kind: PictureKind, grouping: Grouping, name: str | None) -> tuple[Grouping, str | None]:
    """The row that a category's name means, an id or a label in any case; of a definition, with its own grouping."""
    if name is None:
        ids = [row.id for row in grouping.rows]
        usual = [id_ for id_ in survey.study.defaults.headline if id_ in ids] or ids
        return grouping, usual[0] if kind.category == "must" else None
    if not kind.category:
        raise RequestError(f"A picture of the kind '{kind.id}' shows all categories; leave the category out.")
    return category_asked(survey.study, grouping, name)


def write_picture(painted: Plot, path: Path, numbers: Path | None = None, inputs: Sequence[str] = ()) -> None:
    """Write a picture, and the numbers under it, as files; both are made before either is written.

    Args:
        painted: the picture.
        path: its file, `.svg`, `.png` or `.pdf`.
        numbers: a file for its tables: `.csv`, or another kind of file where there is one table.
        inputs: files that were read, which are never replaced.

    Raises:
        RequestError: a suffix names no format, or several tables don't fit into one file of the kind.
        TimediaryError: a file can't be written, or is one of `inputs`.
    """
    from timediary.plot.picture import format_of
    from timediary.render.writing import write_file

    format_ = format_of(path)
    contents = [] if numbers is None else [(numbers, _content(painted.tables, numbers))]
    contents.append((path, painted.rendered(format_)))
    for target, content in contents:
        write_file(target, content, inputs)


def _content(tables: tuple[Table, ...], path: Path) -> bytes:
    """The content of a file of tables."""
    from timediary.model.definition import TableSet
    from timediary.render.painters import format_of_file

    found = format_of_file(path)
    if found is None:
        raise RequestError(f"'{path}' doesn't end in a known format; name a file such as numbers.csv.")
    return found.render(tables[0] if len(tables) == 1 else TableSet({table.title: table for table in tables}))
