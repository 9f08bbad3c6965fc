"""Write the files of an analysis into a folder: all of them, or none."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from timediary.model.nearest import meant
from timediary.model.problem import RequestError, TimediaryError
from timediary.render.formats import DEFAULT_FORMATS, FORMATS, PROBLEMS, TESTED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from timediary.model.certificate import Certificate
    from timediary.model.comparison import Comparison
    from timediary.model.results import Results
    from timediary.model.table import Table
    from timediary.render.formats import FileFormat
    from timediary.render.intervals import Show

# What a certificate can be written as, and the module that renders it.
CERTIFICATES = {
    "xlsx": "certificate_workbook",
    "csv": "certificate_csv",
    "html": "html.certificate",
    "text": "certificate_text",
}
_SUFFIXES = {"text": "txt"}


def write_results(
    results: Results,
    directory: str | Path,
    formats: Sequence[str] = DEFAULT_FORMATS,
    *,
    show: Show | None = None,
    documents: Mapping[str, bytes] | None = None,
    inputs: Sequence[str] = (),
) -> list[Path]:
    """Write results in each format, and `problems.csv` where diaries were read, into a folder, made if need be.

    Where columns were tested, `differences.csv` and `tests.csv` come too.

    Everything is rendered first, then written beside its place, and only then put there; if any of it fails, the
    folder is as it was.

    Args:
        results: what to write.
        directory: the folder.
        formats: names in `FORMATS`.
        show: what stands with each figure; None for what each format shows of itself: intervals on the page, limits
            and standard errors in the workbook, figures alone in text.
        documents: contents of further files by their names.
        inputs: files never to replace, beside those that the results come from.

    Returns:
        The files, in the order of the formats, `problems.csv` and further files last.

    Raises:
        RequestError: there is no such format.
        TimediaryError: the folder can't be made or written to, or a file would replace one of the input.
    """
    folder = Path(directory)
    tested = TESTED if any(table.tests for table in results.tables) else ()
    chosen = [*_formats(formats), *tested, *([PROBLEMS] if results.has_diaries else [])]
    further = documents or {}
    read = [*(file.path for file in results.provenance.inputs), *inputs]
    _refuse_impossible(folder, [*(entry.file_name for entry in chosen), *further], read)
    contents = {entry.file_name: entry.render(results, show) for entry in chosen} | dict(further)
    _write_or_say(folder, contents)
    return [folder / name for name in contents]


def write_comparisons(
    comparisons: Sequence[Comparison],
    directory: str | Path,
    formats: Sequence[str] = DEFAULT_FORMATS,
    inputs: Sequence[str] = (),
) -> list[Path]:
    """Write comparisons together in each format into a folder, as `write_results` does.

    Args:
        comparisons: what to write, in order.
        directory: the folder, made if need be.
        formats: names in `FORMATS`.
        inputs: the files that were read, which are named and never replaced.

    Returns:
        The files, in the order of the formats: `comparison.xlsx`, `comparison.csv` ...

    Raises:
        RequestError: there is no such format.
        TimediaryError: the folder can't be made or written to, or a file would replace one of the input.
    """
    folder = Path(directory)
    chosen = _formats(formats)
    _refuse_impossible(folder, [entry.comparison_name for entry in chosen], inputs)
    contents = {entry.comparison_name: entry.render_comparisons(comparisons, inputs) for entry in chosen}
    _write_or_say(folder, contents)
    return [folder / name for name in contents]


def write_certificate(
    certificate: Certificate,
    directory: str | Path,
    formats: Sequence[str] | None = None,
    inputs: Sequence[str] = (),
) -> list[Path]:
    """Write a certificate in each format into a folder, as `write_results` does.

    Args:
        certificate: what to write.
        directory: the folder, made if need be.
        formats: names in `CERTIFICATES`; all but text where None.
        inputs: the files that were read, which are never replaced.

    Raises:
        RequestError: a certificate can't be written in a format.
        TimediaryError: the folder can't be made or written to, or a file would replace one of the input.
    """
    names = ("xlsx", "csv", "html") if formats is None else tuple(dict.fromkeys(formats))
    unknown = [name for name in names if name not in CERTIFICATES]
    if unknown:
        raise RequestError(f"There is no certificate as '{unknown[0]}'. There are: {', '.join(CERTIFICATES)}.")
    folder = Path(directory)
    chosen = {name: f"certificate.{_SUFFIXES.get(name, name)}" for name in names}
    _refuse_impossible(folder, list(chosen.values()), inputs)
    contents = {chosen[name]: _certificate(name, certificate) for name in names}
    _write_or_say(folder, contents)
    return [folder / name for name in contents]


def _certificate(name: str, certificate: Certificate) -> bytes:
    render: Callable[[Certificate], bytes] = import_module(f"timediary.render.{CERTIFICATES[name]}").render
    return render(certificate)


def write_table(table: Table, path: str | Path, *, show: Show | None = None) -> Path:
    """Write one table to a file whose suffix names the format, in place of any file that is there.

    Args:
        table: what to write.
        path: the file.
        show: as for `write_results`.

    Raises:
        RequestError: no format has this suffix.
        TimediaryError: the file can't be written.
    """
    target = Path(path)
    by_suffix = {entry.suffix: entry for entry in FORMATS.values()}
    if target.suffix.lower() not in by_suffix:
        raise RequestError(f"No format is named by '{target.suffix}' ({target}). There are: {', '.join(by_suffix)}.")
    return write_file(target, by_suffix[target.suffix.lower()].render_table(table, show))


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


def _formats(names: Sequence[str]) -> list[FileFormat]:
    """The formats asked for, each once."""
    unknown = [name for name in names if name not in FORMATS]
    if unknown:
        near = meant(unknown[0], FORMATS)
        raise RequestError(f"There is no format '{unknown[0]}'.{near} There are: {', '.join(FORMATS)}.")
    return [FORMATS[name] for name in dict.fromkeys(names)]


def _refuse_impossible(folder: Path, names: Sequence[str], inputs: Sequence[str]) -> None:
    """Fail before any work where writing is bound to fail, or would destroy an input."""
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
        staging = Path(tempfile.mkdtemp(prefix=".timediary-", dir=folder))
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
        for name in names:
            target = folder / name
            before = staging / f"{name}.before" if target.exists() else None
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
