"""What libraries print past Python, straight to the screen, kept back.

Rust reports its panics so, and HiGHS a line of its own in some integer programmes, whatever is said of its output. On
standard output that line would stand among figures which another program reads.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

OUTPUT, ERRORS = 1, 2


@contextmanager
def silent(descriptor: int) -> Iterator[None]:
    """A block in which nothing gets to a file descriptor; what was printed before does.

    Args:
        descriptor: `OUTPUT` or `ERRORS`.

    Examples:
        >>> import os
        >>> with silent(OUTPUT):
        ...     written = os.write(OUTPUT, b"not to be seen")
        >>> written
        14
    """
    if descriptor == OUTPUT:
        _flush()
    try:
        screen = os.dup(descriptor)
    except OSError:  # there is none, as in a program without a console
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, descriptor)
        yield
    finally:
        if descriptor == OUTPUT:
            _flush()
        os.dup2(screen, descriptor)
        os.close(screen)
        os.close(nowhere)


def _flush() -> None:
    """Hand on what Python and libraries of C still hold back, which would be lost, or come out later."""
    import ctypes

    with suppress(AttributeError, OSError, ValueError):
        sys.stdout.flush()
    with suppress(AttributeError, OSError):
        ctypes.CDLL("ucrtbase" if os.name == "nt" else None).fflush(None)
