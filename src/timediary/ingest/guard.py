"""The one place where any exception of a library that reads files becomes an error that names the file.

Libraries raise whatever their code comes to on damaged files: `IndexError`, `KeyError`, `struct.error`, a panic of
Rust. So no kinds are listed here: every exception that isn't in words already is put into words.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from timediary.ingest.fault import unreadable
from timediary.model.problem import TimediaryError
from timediary.model.reading import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_REASON = 200
_PANIC = "PanicException"
# Of modules of Python itself: what they say is meant for programmers.
_INNER = ("builtins", "struct", "zlib", "zipfile", "datetime", "_struct", "lzma", "_lzma", "xml.etree.ElementTree")


class DamageError(Exception):
    """What is wrong with the inner structure of a file, in words, where our own code finds it."""


@contextmanager
def guarded(file: str, sheet: str = "", what: str = "file") -> Iterator[None]:
    """A block that reads a file with a library; what it raises is an error with the names of file and sheet.

    Args:
        file: the file as the caller named it.
        sheet: the sheet that is read, if it is one.
        what: the kind of file, in words: `workbook`, `Parquet file`.

    Raises:
        ReadError: in place of anything that the block raises, but for what is in words already.
    """
    try:
        yield
    except TimediaryError:
        raise
    except MemoryError as error:
        message, remedy = (
            f"There is not enough memory to read the {what} on this machine.",
            "Save it as CSV and read that.",
        )
        raise ReadError(unreadable(file, message, remedy, sheet=sheet)) from error
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != _PANIC:
            raise
        message = f"The {what} can't be read{_reason(error)}."
        remedy = "Get it again, or open it in the program that made it and save a copy."
        raise ReadError(unreadable(file, message, remedy, sheet=sheet)) from error


def _reason(error: BaseException) -> str:
    """Why a file can't be read, with the words of the error where it has any that are meant for readers."""
    if isinstance(error, OSError) and error.strerror:
        return f": {error.strerror}"
    words = " ".join(str(error).split())[:LONGEST_REASON].rstrip(". ")
    if isinstance(error, DamageError):
        return f": {words}"
    is_inner = type(error).__module__ in _INNER or type(error).__name__ == _PANIC
    return "; it may be damaged, cut short or protected" + (f" ({words})" if words and not is_inner else "")
