"""Results of any kind on a terminal, as plain text and in a notebook; and written as files: all of them, or none."""

from __future__ import annotations

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
            raise RequestError(f"'{target}' doesn't end in a known format. There are: {known}.")
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
    """Write a result of any kind in each format into a folder of its own, made if need be.

    Further files of figures in tidy form come whatever the formats are: problems of the input, tests between columns,
    diaries to look at; `manifest.json` says which files there are. Everything is rendered first, then written beside
    its place, and put there in one step, in place of an earlier run's; if any of it fails, the folder is as it was.

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
        TimediaryError: the folder can't be made or written to, or holds something else: files of somebody's own, the
            input, results of another kind.
    """
    from timediary.run_folder import check_run, write_run

    target, further = Path(folder), documents or {}
    usual, names, beside = _files(result, formats, show)
    read = [*usual.inputs, *inputs]
    check_run(target, usual.name, read)
    contents = _contents(result, show, names, beside) | dict(further)
    return write_run(target, contents, usual.name, read)


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
        path: the file; folders above it are made if need be.
        content: all of it.
        inputs: the files that were read, which are never replaced.

    Raises:
        TimediaryError: it would replace a file of the input, or can't be written.
    """
    try:
        _refuse_impossible(path, inputs)
        _write(path, content)
    except OSError as error:
        raise TimediaryError(f"The results can't be written to {path.parent}: {error.strerror or error}.") from error
    return path


def _refuse_impossible(path: Path, inputs: Sequence[str]) -> None:
    """Raise an error where writing is bound to fail, or would destroy an input."""
    if path.parent.exists() and not path.parent.is_dir():
        raise TimediaryError(f"{path.parent} is a file; name a folder for the results.")
    if path.is_dir():
        raise TimediaryError(f"{path} is a folder; the results can't be written over it.")
    if any(_same(path, Path(file)) for file in inputs):
        raise TimediaryError(f"{path} is a file of the input and would be replaced; give another name.")


def _same(target: Path, file: Path) -> bool:
    if target.resolve() == file.resolve():
        return True
    return target.exists() and file.exists() and target.samefile(file)


def _write(path: Path, content: bytes) -> None:
    made = [folder for folder in path.parents if not folder.exists()]
    # On the same disk as its place, so that putting it there is one step.
    staged = path.with_name(staging_name(0, path.suffix))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        clear_leftovers(path.parent)
        staged.write_bytes(content)
        staged.replace(path)
    except BaseException:
        with suppress(OSError):
            staged.unlink(missing_ok=True)
        for folder in made:
            with suppress(OSError):
                folder.rmdir()
        raise
