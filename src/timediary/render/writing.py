"""Results of any kind on a terminal, as plain text and in a notebook; and written as files: all of them, or none."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from timediary.model.document import Edition, Medium
from timediary.model.problem import RequestError, TimediaryError
from timediary.model.staging import clear_leftovers, staging_name
from timediary.render.painters import format_names, format_of, format_of_file
from timediary.render.painters.csv import csv_of
from timediary.render.painters.text import FILE_WIDTH, print_document, text_of
from timediary.render.views import document_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

    from timediary.model.document import Document, Records, Show
    from timediary.render.painters import Format


def print_result(result: object, console: Console, show: Show | None = None, folder: str | None = None) -> None:
    """Print a result, as wide as the console; `folder` is where its files are, if they were written."""
    print_document(document_of(result, Edition(Medium.SCREEN, show, folder)), console)


def text_of_result(
    result: object, width: int = FILE_WIDTH, *, show: Show | None = None, folder: str | None = None
) -> str:
    """What a terminal shows of a result, as plain text."""
    return text_of(document_of(result, Edition(Medium.SCREEN, show, folder)), width)


def html_of_result(result: object, *, show: Show = "interval") -> str:
    """A result as a fragment with its own looks, for a notebook or somebody else's page, light or dark."""
    from timediary.render.painters.html import fragment

    return fragment(document_of(result, Edition(Medium.SCREEN, show)))


def write_result(
    result: object,
    path: str | Path,
    formats: Sequence[str] | None = None,
    *,
    show: Show | None = None,
    inputs: Sequence[str] = (),
) -> list[Path]:
    """Write a result of any kind to the file whose suffix names a format, or in several formats into a folder.

    Args:
        result: what to write.
        path: a file; or a name without suffix, that of a folder, as for `write_into`.
        formats: as for `write_into`.
        show: likewise.
        inputs: likewise.

    Raises:
        RequestError: there is no such format.
        TimediaryError: a file can't be written, or would replace one of the input.
    """
    target = Path(path)
    found = format_of_file(target) if formats is None else None
    if found is None:
        if formats is None and target.suffix and not target.is_dir():
            known = ", ".join(format_of(name).suffix for name in format_names())
            raise RequestError(f"No format is named by '{target.suffix}' ({target}). There are: {known}.")
        return write_into(target, result, formats, show=show, inputs=inputs)
    document = document_of(result, Edition(found.medium, show))
    return [write_file(target, found.paint(document), [*document.inputs, *inputs])]


def write_into(
    folder: str | Path,
    result: object,
    formats: Sequence[str] | None = None,
    *,
    show: Show | None = None,
    documents: Mapping[str, bytes] | None = None,
    inputs: Sequence[str] = (),
) -> list[Path]:
    """Write a result of any kind in each format into a folder, made if need be.

    Further files of figures in tidy form come whatever the formats are: problems of the input, tests between columns,
    diaries to look at. Everything is rendered first, then written beside its place, and only then put there; if any of
    it fails, the folder is as it was.

    Args:
        folder: where.
        result: what to write.
        formats: names of formats; the usual ones of the result where None.
        show: what stands with each figure; None for what each format shows of itself: intervals on the page, limits
            and standard errors in the workbook, figures alone in text.
        documents: contents of further files by their names.
        inputs: files never to replace, beside those that the result says it comes from.

    Returns:
        The files, in the order of the formats, figures in tidy form and further files last.

    Raises:
        RequestError: there is no such format.
        TimediaryError: the folder can't be made or written to, or a file would replace one of the input.
    """
    target, further = Path(folder), documents or {}
    usual, names, beside = _files(result, formats, show)
    _refuse_impossible(target, [*names.values(), *beside, *further], [*usual.inputs, *inputs])
    contents = _contents(result, show, names, beside) | dict(further)
    _write_or_say(target, contents)
    return [target / name for name in contents]


def contents_of(
    result: object, formats: Sequence[str] | None = None, *, show: Show | None = None
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """What `write_into` would write, by the names of the files; and the files that the result says it comes from.

    Raises:
        RequestError: there is no such format.
    """
    usual, names, beside = _files(result, formats, show)
    return _contents(result, show, names, beside), usual.inputs


def _files(
    result: object, formats: Sequence[str] | None, show: Show | None
) -> tuple[Document, dict[Format, str], dict[str, Records]]:
    """The document of a result, the file of each format, and those of figures in tidy form."""
    usual = document_of(result, Edition(Medium.TEXT, show, ""))
    chosen = [format_of(name) for name in dict.fromkeys(usual.formats if formats is None else formats)]
    names = {entry: _name_of(usual, entry) for entry in chosen}
    return usual, names, {f"{records.name}.csv": records for records in usual.records[1:]}


def _contents(
    result: object, show: Show | None, names: Mapping[Format, str], beside: Mapping[str, Records]
) -> dict[str, bytes]:
    contents = {name: entry.render(result, show) for entry, name in names.items()}
    return contents | {name: csv_of(records) for name, records in beside.items()}


def _name_of(document: Document, entry: Format) -> str:
    """The name of the file of a document in a format."""
    is_page = entry.medium is Medium.PAGE and document.page_name
    return f"{document.page_name if is_page else document.name}{entry.suffix}"


def write_file(path: Path, content: bytes, inputs: Sequence[str] = ()) -> Path:
    """Write one file, whole or not at all, in place of any file that is there.

    Args:
        path: the file.
        content: all of it.
        inputs: the files that were read, which are never replaced.

    Raises:
        TimediaryError: it would replace a file of the input, or can't be written.
    """
    _refuse_impossible(path.parent, [path.name], inputs)
    _write_or_say(path.parent, {path.name: content})
    return path


def write_files(directory: str | Path, contents: Mapping[str, bytes], inputs: Sequence[str] = ()) -> list[Path]:
    """Write files into a folder, which is made if need be: all of them or, if any fails, none.

    Args:
        directory: the folder.
        contents: of each file, by its name.
        inputs: the files that were read, which are never replaced.

    Raises:
        TimediaryError: the folder can't be made or written to, or a file would replace one of the input.
    """
    folder = Path(directory)
    _refuse_impossible(folder, list(contents), inputs)
    _write_or_say(folder, contents)
    return [folder / name for name in contents]


def _refuse_impossible(folder: Path, names: Sequence[str], inputs: Sequence[str]) -> None:
    """Fail before any work where writing is bound to fail, or would destroy an input."""
    try:
        _check_targets(folder, names, inputs)
    except OSError as error:
        raise TimediaryError(f"The results can't be written to {folder}: {error.strerror or error}.") from error


def _check_targets(folder: Path, names: Sequence[str], inputs: Sequence[str]) -> None:
    if folder.exists() and not folder.is_dir():
        raise TimediaryError(f"{folder} is a file; name a folder for the results.")
    for target in (folder / name for name in names):
        if target.is_dir():
            raise TimediaryError(f"{target} is a folder; the results can't be written over it.")
        for file in inputs:
            if _same(target, Path(file)):
                raise TimediaryError(
                    f"{target} is a file of the input and would be replaced; name another folder for the results."
                )


def _same(target: Path, file: Path) -> bool:
    if target.resolve() == file.resolve():
        return True
    return target.exists() and file.exists() and target.samefile(file)


def _write_or_say(folder: Path, contents: Mapping[str, bytes]) -> None:
    try:
        _write(folder, contents)
    except OSError as error:
        what = error.strerror or str(error)
        raise TimediaryError(f"The results can't be written to {folder}: {what}.") from error


def _write(folder: Path, contents: Mapping[str, bytes]) -> None:
    made = _make(folder)
    try:
        # On the same disk as the folder, so that putting a file in its place is one step.
        clear_leftovers(folder)
        staging = folder / staging_name(0)
        staging.mkdir()
        try:
            for name, content in contents.items():
                (staging / name).write_bytes(content)
            _put_in_place(staging, folder, contents)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except BaseException:
        for path in made:
            with suppress(OSError):
                path.rmdir()
        raise


def _make(folder: Path) -> list[Path]:
    """Make a folder and those above it that are missing; returns those made, the deepest first."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def _put_in_place(staging: Path, folder: Path, names: Mapping[str, bytes]) -> None:
    """Move each file to its place; if one can't be moved (open in another program), undo the others."""
    done: list[tuple[Path, Path | None]] = []
    try:
        for number, name in enumerate(names):
            target = folder / name
            before = staging / f".{number}.before" if target.exists() else None
            if before is not None:
                shutil.copy2(target, before)
            (staging / name).replace(target)
            done.append((target, before))
    except BaseException:
        for target, before in reversed(done):
            if before is None:
                target.unlink()
            else:
                before.replace(target)
        raise
