"""What is said of each kind of result: one module a kind, named as its class is, with `document(result, edition)`."""

from __future__ import annotations

import re
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

    from timediary.model.document import Document, Edition

# Kinds that are told together with others.
_TOLD_WITH = {"comparison": "comparisons", "table_set": "table", "adjustment": "table"}
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


def document_of(result: object, edition: Edition) -> Document:
    """What is said of a result: a `Document` stands for itself, `Quality` is told by `views/quality.py`.

    Raises:
        TypeError: no view tells of results of this kind.
    """
    from timediary.model.document import Document

    if isinstance(result, Document):
        return result
    document: Document = _view_of(type(result)).document(result, edition)
    return document


def _view_of(kind: type) -> ModuleType:
    """The view of a kind of result, or of the kind that it is one of."""
    for one in kind.__mro__:
        own = _CAPITAL.sub("_", one.__name__).lower()
        name = f"{__name__}.{_TOLD_WITH.get(own, own)}"
        if find_spec(name) is not None:
            return import_module(name)
    raise TypeError(f"Nothing in {__name__} tells of a {kind.__name__}.")
